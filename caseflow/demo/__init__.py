"""The made-up prefecture city of the demo: places, offices, people, 300 petitions in every state."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

# what rooms above add to the demo's `World`, once its cases are there, at the instant it is made
MORE: list[Callable[[Any, datetime], None]] = []

"""The made-up prefecture city of the demo: places, offices, people, 300 petitions in every state."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

STEPS: list[Callable[[Any, datetime], None]] = []  # what rooms above add, of the `World` and at the instant it is made

"""The made-up prefecture city of the demo: places, offices, people, 300 petitions in every state."""

from collections.abc import Callable
from typing import Any

MORE: list[Callable[[Any], None]] = []  # what rooms above add to the demo's world, once its cases are there

"""The made-up prefecture city of the demo: places, offices, people, 300 petitions in every state."""

from collections.abc import Callable
from typing import Any

# What the rooms above add to the demo, each handed the world (`lives.World`) when everything below is there.
MORE: list[Callable[[Any], None]] = []

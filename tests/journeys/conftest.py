"""What the stories share: a clock that stands still, and the tiers of offices above an answer."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine

from tests.caseflow.remedies.conftest import tiers

__all__ = ["tiers", "time_machine_at"]


@pytest.fixture
def time_machine_at() -> Iterator[Callable[[datetime], None]]:
    """`time_machine_at(instant)`: now is that instant until the test ends."""
    travels: list[time_machine.travel] = []

    def move(when: datetime) -> None:
        while travels:
            travels.pop().stop()
        travel = time_machine.travel(when, tick=False)
        travel.start()
        travels.append(travel)

    yield move
    while travels:
        travels.pop().stop()

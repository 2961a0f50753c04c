import pytest
import time_machine as tm


@pytest.fixture
def time_machine():
    """`move_to(instant, tick=...)` for the rest of the test."""

    class Mover:
        travel: tm.travel | None = None

        def move_to(self, when, tick: bool) -> None:
            self.travel = tm.travel(when, tick=tick)
            self.travel.start()

    mover = Mover()
    yield mover
    if mover.travel:
        mover.travel.stop()

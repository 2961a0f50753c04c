import pytest

from tests.cast import Cast
from tests.remedies import above


@pytest.fixture
def tiers(cast) -> Cast:
    """The cast with the bodies above it."""
    return above(cast)

"""What several files of the annual review begin with."""

import pytest

from tests import factories as f
from tests.cast import Cast


@pytest.fixture
def lives(cast) -> Cast:
    """Housing: two of three accepted in time, one of three answered in time, all within the assessment year. Water: nothing."""
    f.served(cast, "2026-08-03")
    f.accepted(cast, "2026-08-04")
    f.act(cast, f.forwarded(cast, "2026-08-05"), "accept", "ou", "2026-08-28")
    return cast

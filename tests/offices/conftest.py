import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_limits_left_over():
    """The counters of the login live in the cache."""
    cache.clear()

"""The installation's own numbers: read from the environment, a bad one stops the start with a word on what to do."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import ENV, days, numbers

DEFAULT = "government:2,national:12"


def test_what_is_not_given_keeps_its_number(monkeypatch) -> None:
    monkeypatch.setitem(ENV, "DESK_X", "national:24")
    assert numbers("DESK_X", DEFAULT) == {"government": 2, "national": 24}
    assert numbers("DESK_NOT_SET", DEFAULT) == {"government": 2, "national": 12} and days("DESK_NOT_SET", 30) == 30


@pytest.mark.parametrize("bad", ["mayor:2", "government", "government:0", "government:two", "government:-1"])
def test_a_bad_one_is_told(monkeypatch, bad: str) -> None:
    monkeypatch.setitem(ENV, "DESK_X", bad)
    with pytest.raises(ImproperlyConfigured, match="DESK_X"):
        numbers("DESK_X", DEFAULT)


@pytest.mark.parametrize("bad", ["0", "-1", "month"])
def test_days_are_days(monkeypatch, bad: str) -> None:
    monkeypatch.setitem(ENV, "DESK_X", bad)
    with pytest.raises(ImproperlyConfigured, match="DESK_X"):
        days("DESK_X", 30)

"""What an event tells on the timeline: every area's sentences are heard."""

import pytest
from django.utils import translation

from caseflow.texts import between, papers, remedies, routes, secrecy, sentence, sentences


@pytest.mark.parametrize("area", [between, papers, remedies, routes, secrecy], ids=lambda a: a.__name__)
def test_no_area_is_left_out(area) -> None:
    assert area.SENTENCES.keys() <= sentences.SENTENCES.keys()


def test_a_request_and_a_route_are_told() -> None:
    with translation.override("en"):
        assert sentence("ask_review", {"asked_on": "2026-09-10"}, {}) == "Review was asked for on 10 Sep 2026."
        assert "劳动仲裁" in sentence(
            "route_out", {"organ": "仲裁委", "route_name": "劳动仲裁", "last_on": "2026-10-01"}, {}
        )

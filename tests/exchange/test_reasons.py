"""A confidential record over the API: refused without a reason, logged with it; lists tell nothing of its content."""

from urllib.parse import quote

import pytest

from petitions.models import ReadLog
from petitions.services.inputs import Against
from tests import factories as f
from tests.cast import Cast

TEXT = "反映某局负责人违规批地"


def paths(case) -> list[str]:
    return [
        f"cases/{case.uid}/", f"cases/{case.uid}/events/", f"cases/{case.uid}/papers/", f"cases/{case.uid}/acts/",
        f"petitions/{case.petition.uid}/", f"matters/{case.matter.uid}/", f"matters/{case.matter.uid}/events/",
    ]  # fmt: skip


def test_no_read_without_a_reason_and_every_one_is_logged(cast: Cast, program) -> None:
    desk, mi = f.accusation(cast, text=TEXT), program("mi")
    f.act(cast, desk, "refer", "mi", target=cast.offices["discipline"].pk, reason="管辖", way="post")
    for path in (*paths(desk), f"papers/{desk.notices.get().uid}/"):
        for header in ({}, {"X-Reason": "?"}, {"X-Reason": "%20%20%20%20%20"}, {"X-Reason": "x" * 301}):
            answer = mi.get(path, **header)
            told = answer.json()
            assert (answer.status_code, told["type"]) == (403, "urn:petition-desk:problem:reason-required"), path
            assert answer.headers["Content-Type"] == "application/problem+json" and TEXT not in answer.content.decode()
        before = ReadLog.objects.count()
        assert mi.get(path, **{"X-Reason": quote("核对反映内容")}).status_code == 200, path
        line = ReadLog.objects.latest("pk")
        assert ReadLog.objects.count() == before + 1
        assert (line.kind, line.reason, line.petitions, line.user) == (
            "api",
            "核对反映内容",
            [desk.petition_id],
            cast.user("mi"),
        )


def test_a_reason_in_utf_8_comes_as_it_was_written(cast: Cast, program) -> None:
    desk = f.accusation(cast, text=TEXT)
    raw = "核对反映内容".encode().decode("latin-1")
    assert TEXT in program("mi").get(f"cases/{desk.uid}/", **{"X-Reason": raw}).content.decode()
    assert ReadLog.objects.get().reason == "核对反映内容"


def test_what_is_not_confidential_needs_none(cast: Cast, program) -> None:
    case, ou = f.accepted(cast), program("ou")
    assert {ou.get(path).status_code for path in paths(case)} == {200} and not ReadLog.objects.exists()


def test_lists_tell_the_number_alone(cast: Cast, program) -> None:
    desk, mi = f.accusation(cast, text=TEXT, summary=TEXT), program("mi")
    for path in ("cases/", "petitions/", "matters/"):
        body = mi.get(path).content.decode()
        assert "违规" not in body and (desk.petition.number in body or path == "matters/")


def test_no_answer_names_the_accused(cast: Cast, program) -> None:
    given = (Against(cast.offices["water"].pk, "贾长发", "局长", "section", "水利局"),)
    desk, mi = f.accusation(cast, accused=given), program("mi")
    f.petition(cast, accused=(Against(cast.offices["water"].pk),))
    for path in (*paths(desk), "cases/?where=all&open=all", "petitions/?where=all", "matters/"):
        body = mi.get(path, **{"X-Reason": "核对反映内容"}).content.decode()
        assert "贾长发" not in body and "LJSL" not in body and "水利局" not in body, path


def test_the_accused_are_entered_over_the_api_and_checked_as_on_the_page(cast: Cast, program) -> None:
    from petitions.models import Accused
    from tests.exchange.conftest import LETTER

    wrong = program("chen").post("petitions/", {**LETTER, "against_name": "贾长发"})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "against_name"
    given = {
        **LETTER,
        "purpose": "accusation",
        "against_office": "LJSL",
        "against_name": "贾长发",
        "against_level": "section",
    }
    made = program("chen").post("petitions/", given)
    assert made.status_code == 201 and made.json()["in_sight"] is False and "贾长发" not in made.content.decode()
    assert Accused.objects.get().opened["name"] == "贾长发"


@pytest.mark.parametrize("target", ["LJSL", "LJJW"])
def test_an_accused_office_is_refused_by_its_rule(cast: Cast, program, target: str) -> None:
    accused = tuple(Against(cast.offices[name].pk) for name in ("water", "discipline"))
    desk = f.accusation(cast, accused=accused)
    answer = program("mi").post(
        f"cases/{desk.uid}/acts/refer/", {"version": 1, "target": target, "reason": "管辖", "way": "post"}
    )
    assert answer.status_code == 422  # no form offers it: the same answer as for an office that is not there

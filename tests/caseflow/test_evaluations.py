"""Her ratings: who may be rated, in which window, once each; and what the office is told of them."""

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from caseflow.models import Case, Evaluation
from caseflow.services import own_page
from offices.models import Office
from petitions.models import Event, Petitioner
from petitions.services.inputs import Person
from tests import factories as f
from tests.caseflow.test_own_acts import inside  # noqa: F401
from tests.caseflow.test_own_page import adopted
from tests.cast import Cast, at


def chances(case: Case, day: str, person: int = 0) -> dict[str, str]:
    petitioner = Petitioner.objects.select_related("petition__office").filter(petition=case.petition_id)[person]
    return {c.rated: c.state for p in own_page.page_of(petitioner, at(day, 12)).parts for c in p.chances}


def answered(cast: Cast, day: str = "2026-09-12", **over) -> Case:
    return f.served(cast, day, **over)


BOTH = {"petition": "open", "responsible": "open"}
OVER = {"petition": "over", "responsible": "over"}
# the answer could be read from -> looked at -> what may be rated; thirty days, rolled past National Day
WINDOWS = [
    ("2026-09-12", "2026-09-12", BOTH), ("2026-09-12", "2026-10-12", BOTH), ("2026-09-12", "2026-10-13", OVER),
    ("2026-09-01", "2026-10-08", BOTH), ("2026-09-01", "2026-10-09", OVER),
    ("2026-09-06", "2026-10-08", BOTH), ("2026-09-10", "2026-10-10", BOTH), ("2026-09-10", "2026-10-11", OVER),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "day", "states"), WINDOWS)
def test_the_window(cast, sent: str, day: str, states) -> None:
    assert chances(answered(cast, sent), day) == states


def joined(cast: Cast) -> Case:
    first = f.petition(cast, "2026-09-01")
    f.act(cast, f.case_of(first), "keep", "pan", "2026-09-01")
    case = f.case_of(first, "handling")
    second = f.petition(cast, "2026-09-02", persons=(Person(name="赵六", address="二号"),))
    f.act(cast, f.case_of(second), "join", "pan", "2026-09-03", pending=case.pk, reason="同一事项")
    for act, who, more in (
        ("accept", "pan", {}),
        ("draft", "pan", f.OPINION),
        ("clear", "hua", {}),
        ("decide", "hua", {}),
        ("send", "pan", {}),
    ):
        f.act(cast, case, act, who, "2026-09-12", **more)
    return f.case_of(second, "desk")


def at_court(cast: Cast) -> Case:
    Office.objects.filter(pk=cast.offices["housing"].pk).update(kind="court")
    return answered(cast)


def direct(cast: Cast) -> Case:
    case = f.case_of(f.petition(cast, "2026-09-10", "ou", office_id=cast.offices["housing"].pk))
    for act, who, more in (
        ("accept", "ou", {}),
        ("draft", "ou", f.OPINION),
        ("clear", "hei", {}),
        ("decide", "hei", {}),
        ("send", "ou", {}),
    ):
        f.act(cast, case, act, who, "2026-09-12", **more)
    return case


SCOPE = [
    ("not answered yet", lambda c: f.accepted(c, "2026-09-12"), {}),
    ("decided, not sent", lambda c: f.decided(c, "2026-09-12"), {}),
    ("a claim", answered, BOTH),
    ("a suggestion", adopted, BOTH),
    ("received by the organ itself: there is no petition office", direct, {"responsible": "open"}),
    ("a repeat that was joined: not the first", joined, {}),
    ("courts are outside the scope", at_court, {}),
    ("an accusation", lambda c: f.case_of(f.petition(c, "2026-09-12", "mi", purpose="accusation")), {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "begin", "states"), SCOPE, ids=[row[0] for row in SCOPE])
def test_the_scope(cast, name, begin, states) -> None:
    assert chances(begin(cast), "2026-09-13") == states


def rate(client: Client, case: Case, rated: str, value: int, reason: str = ""):
    return client.post(f"/query/mine/evaluate/{case.matter.uid}/{rated}/", {"value": value, "reason": reason})


def test_each_office_is_rated_apart_and_once(cast, inside) -> None:  # noqa: F811
    case = answered(cast)
    client = inside(case, "2026-09-20")
    assert rate(client, case, "responsible", 0).status_code == 302
    assert rate(client, case, "responsible", 3, "改了主意").status_code == 302
    assert rate(client, case, "petition", 3, "转送太慢").status_code == 302
    kept = list(Evaluation.objects.order_by("rated").values_list("rated", "value", "reason", "office__code"))
    assert kept == [("petition", 3, "转送太慢", "YZXF"), ("responsible", 0, "", "LJZJ")]
    assert chances(case, "2026-09-20") == {"petition": "done", "responsible": "done"}
    assert chances(case, "2026-12-01") == {"petition": "done", "responsible": "done"}, "the window does not undo it"


@pytest.mark.parametrize(("value", "reason"), [("", ""), ("3", ""), ("3", "   "), ("2", "没有这个值"), ("x", "")])
def test_a_form_that_is_not_complete_keeps_what_was_typed(cast, inside, value, reason) -> None:  # noqa: F811
    case = answered(cast)
    client = inside(case, "2026-09-20")
    answer = client.post(f"/query/mine/evaluate/{case.matter.uid}/responsible/", {"value": value, "reason": reason})
    assert answer.status_code == 422 and reason.strip() in answer.content.decode() and not Evaluation.objects.exists()


def test_outside_the_window_nothing_is_kept(cast, inside) -> None:  # noqa: F811
    case = answered(cast)
    client = inside(case, "2026-10-13")
    assert (
        "ended on"
        in client.post(f"/query/mine/evaluate/{case.matter.uid}/petition/", {"value": 0}, follow=True).content.decode()
    )
    assert client.post(f"/query/mine/evaluate/{case.matter.uid}/nobody/", {"value": 0}).status_code == 404
    assert not Evaluation.objects.exists()


def test_petitioners_of_one_petition_each_rate(cast, inside) -> None:  # noqa: F811
    case = answered(cast, persons=(f.LI, Person(name="王建国", address="二号")), is_joint=True)
    for person in (1, 2):
        rate(inside(case, "2026-09-20", person), case, "responsible", 1)
    assert Evaluation.objects.count() == 2


def test_a_rating_is_never_changed_and_leaves_no_line_on_the_timeline(cast, inside) -> None:  # noqa: F811
    case = answered(cast)
    before = Event.objects.count()
    rate(inside(case, "2026-09-20"), case, "responsible", 3, "不满意")
    assert Event.objects.count() == before
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        Evaluation.objects.update(value=0)


def many(cast: Cast, inside, values: list[tuple[int, str]]) -> list[Case]:  # noqa: F811
    cases = []
    for n, (value, reason) in enumerate(values):
        case = answered(cast, persons=(Person(name=f"李秀英{n}", address="一号"),), summary=f"事项{n}")
        rate(inside(case, "2026-09-20"), case, "responsible", value, reason)
        cases.append(case)
    return cases


def office_page(cast: Cast, who: str, query: str = "") -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return client.get(f"/evaluations/{query}")


def test_the_office_is_told_counts_and_reasons_and_never_whose(cast, inside) -> None:  # noqa: F811
    cases = many(cast, inside, [(0, ""), (1, "还可以"), (3, "拖得太久")])
    answer = office_page(cast, "hei", "?year=2026")
    body = answer.content.decode()
    row = answer.context["rows"][0]
    assert [n for _label, n in row.rows] == [1, 1, 1] and row.share == pytest.approx(2 / 3)
    assert row.reasons == ["拖得太久", "还可以"] and "拖得太久" in body
    for case in cases:
        assert case.number not in body and "李秀英" not in body and case.matter.title not in body
    assert "2026-09-20" not in body and "20 Sep" not in body


def test_few_ratings_show_no_reasons(cast, inside) -> None:  # noqa: F811
    many(cast, inside, [(3, "拖得太久"), (0, "")])
    body = office_page(cast, "hei").content.decode()
    assert "拖得太久" not in body and "from 3 evaluations on" in body


def test_whoever_handles_sees_neither_page_nor_rating(cast, inside) -> None:  # noqa: F811
    (case, *_rest) = many(cast, inside, [(3, "拖得太久"), (3, "推诿"), (3, "敷衍")])
    for who in ("ou", "pan", "chen", "mi", "ada"):
        assert office_page(cast, who).status_code == 403
    client = Client()
    client.force_login(cast.user("ou"), backend="offices.auth.DeskBackend")
    with time_machine.travel(at("2026-09-21"), tick=False):
        assert "拖得太久" not in client.get(f"/cases/{case.uid}/").content.decode()
        assert "拖得太久" not in client.get(f"/api/v1/cases/{case.uid}/events/").content.decode()


def test_no_office_reads_the_ratings_of_another(cast, inside) -> None:  # noqa: F811
    many(cast, inside, [(3, "拖得太久"), (3, "推诿"), (3, "敷衍")])
    assert office_page(cast, "weihead").context["rows"] == []
    for odd in ("?year=1800", "?year=x", "?year=99999", "?year=²"):
        assert office_page(cast, "hei", odd).status_code == 200
    assert office_page(cast, "hei", "?year=2025").context["rows"] == []

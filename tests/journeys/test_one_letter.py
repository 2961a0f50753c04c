"""One letter all the way through the services: from the counter to a served answer, every clock on its day."""

from datetime import date

from caseflow.models import Case, Clock, Notice
from petitions.models import Event
from tests import factories as f
from tests.cast import at


def clock(case: Case, term: str) -> Clock:
    return Clock.objects.get(case=case, term=term)


def test_from_the_counter_to_a_closed_case(cast) -> None:
    letter = f.petition(cast, "2026-09-01")
    desk = f.case_of(letter)
    assert desk.state == "registered" and desk.due_on == date(2026, 9, 16)

    desk = f.act(cast, desk, "forward", "pan", "2026-09-02", target=cast.offices["housing"].pk, reason="职责目录")
    assert desk.state == "passed_on" and clock(desk, "C1").stopped_on == date(2026, 9, 2)
    case = f.case_of(letter, "handling")
    assert case.state == "received" and case.due_on == date(2026, 9, 17)
    assert clock(case, "C4").due_on == date(2026, 9, 9)

    case = f.act(cast, case, "accept", "ou", "2026-09-03")
    assert case.state == "accepted" and case.due_on == date(2026, 11, 2)
    case = f.act(cast, case, "draft", "ou", "2026-09-10", **f.OPINION)
    case = f.act(cast, case, "clear", "hei", "2026-09-11")
    case = f.act(cast, case, "decide", "hei", "2026-09-11", hour=11)
    assert case.outcome == "supported"
    case = f.act(cast, case, "send", "ou", "2026-09-12")
    assert clock(case, "C6").stopped_on == date(2026, 9, 12)

    person = letter.petitioners.get()
    case = f.act(cast, case, "record_receipt", "ou", "2026-09-15", petitioner=person.pk, received_on=date(2026, 9, 14))
    right = clock(case, "C8")
    assert (right.started_on, right.due_on, right.petitioner_id) == (date(2026, 9, 14), date(2026, 10, 14), person.pk)

    case = f.act(cast, case, "close", "ou", "2026-09-16")
    desk.refresh_from_db()
    assert (case.state, desk.state) == ("closed", "closed")
    assert case.closed_at == at("2026-09-16") and case.due_on is None
    assert Case.objects.get(pk=case.pk).matter.status == "at_rest"
    assert [n.kind for n in Notice.objects.order_by("pk")] == ["transfer", "acceptance", "opinion"]


def test_replaying_the_events_gives_the_states(cast) -> None:
    case = f.served(cast, "2026-09-01")
    states: dict[int, str] = {}
    for event in Event.objects.order_by("matter", "seq"):
        if "to" in event.opened and event.case_id:
            assert event.opened.get("from", states.get(event.case_id)) == states.get(event.case_id)
            states[event.case_id] = event.opened["to"]
    assert states == dict(Case.objects.values_list("pk", "state"))
    assert states[case.pk] == "served"

"""The sweep marks each clock once, whenever and however often it runs; what lapses ends by itself."""

from datetime import date

import pytest
from django.core import mail

from caseflow import tasks
from caseflow.models import Case, Clock, Reminder
from caseflow.services.sweep import sweep
from petitions.models import Event
from tests import factories as f
from tests.cast import at


def events(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


def test_late_is_marked_once_and_reminds_the_office(cast) -> None:
    case = f.forwarded(cast, "2026-09-01")
    assert sweep(at("2026-09-15")).late == 0
    assert sweep(at("2026-09-16", 23)).late == 0, "the last day itself is not late"
    assert sweep(at("2026-09-17", 1)).late == 1
    for _again in range(3):
        assert sweep(at("2026-09-20")).late == 0
    assert events("mark_late") == 1
    assert Clock.objects.get(case=case, term="C3").late_marked_for == date(2026, 9, 16)
    assert set(Reminder.objects.filter(kind="late").values_list("user__username", flat=True)) == {"ou", "hei"}


def test_a_week_late_the_sweep_catches_up_and_starts_the_watch(cast) -> None:
    case = f.forwarded(cast, "2026-09-01")
    sweep(at("2026-10-20"))
    watch = Clock.objects.get(case=case, term="W6")
    assert (watch.started_on, watch.nominal_on) == (date(2026, 9, 16), date(2026, 11, 15))
    f.act(cast, case, "accept", "ou", "2026-10-21")
    watch.refresh_from_db()
    assert watch.stopped_on == date(2026, 10, 21)


def test_a_moved_day_can_be_marked_again(cast) -> None:
    case = f.accepted(cast, "2026-09-01")
    f.act(cast, case, "extend", "hei", "2026-10-20", days=10, reason="x")
    sweep(at("2026-11-12"))
    Clock.objects.filter(case=case, term="C6").update(due_on=date(2026, 11, 20))
    sweep(at("2026-11-21"))
    assert events("mark_late") == 2


def test_soon_by_the_offices_own_days(cast) -> None:
    case = f.forwarded(cast, "2026-09-01")
    assert sweep(at("2026-09-10")).soon == 0
    assert sweep(at("2026-09-11")).soon == 1 and sweep(at("2026-09-12")).soon == 0
    assert events("mark_soon") == 1 and Reminder.objects.filter(kind="soon", case=case).count() == 2


def test_rights_lapse_and_the_case_closes_by_itself(cast) -> None:
    case = f.served(cast, "2026-09-01")
    person = case.petition.petitioners.get()
    f.act(cast, case, "record_receipt", "ou", "2026-09-03", petitioner=person.pk, received_on=date(2026, 9, 2))
    sweep(at("2026-10-08"))
    assert Case.objects.get(pk=case.pk).state == "served", "30 days end in the holidays and roll to 10-08"
    assert sweep(at("2026-10-09")).lapsed == 1
    case.refresh_from_db()
    assert case.state == "closed" and case.parent.state == "closed"
    assert Clock.objects.get(case=case, term="C8").result == "lapsed"
    assert not Clock.objects.filter(result="lapsed", kind="duty").exists()


def test_the_objections_term_lapses_without_an_effect(cast) -> None:
    case = f.forwarded(cast, "2026-09-01")
    sweep(at("2026-09-10"))
    assert (
        Clock.objects.get(case=case, term="C4").result == "lapsed" and Case.objects.get(pk=case.pk).state == "received"
    )


def test_a_run_killed_in_the_middle_repeats_nothing(cast, monkeypatch) -> None:
    for _n in range(3):
        f.forwarded(cast, "2026-09-01")
    monkeypatch.setattr("caseflow.services.sweep.BATCH", 1)
    calls = []
    import caseflow.services.sweep as module

    real = module._remind

    def dies(*arguments) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(module, "_remind", dies)
    with pytest.raises(KeyboardInterrupt):
        sweep(at("2026-09-20"))
    assert events("mark_late") == 1
    monkeypatch.setattr(module, "_remind", real)
    sweep(at("2026-09-20"))
    assert events("mark_late") == 3


def test_mail_goes_once_and_tells_no_text(cast, settings) -> None:
    f.forwarded(cast, "2026-09-01")
    Reminder.objects.update(at=at("2026-11-24"))
    import time_machine

    with time_machine.travel(at("2026-11-24", 12), tick=False):
        assert tasks.mail_reminders() > 0
        assert tasks.mail_reminders() == 0
    assert "电梯" not in "".join(m.body + m.subject for m in mail.outbox)


def test_the_digest_comes_once_a_day_to_whoever_has_something_due(cast) -> None:
    import time_machine

    f.forwarded(cast, "2026-09-01")
    with time_machine.travel(at("2026-09-16", 7), tick=False):
        assert tasks.morning_digest() == 2
        assert tasks.morning_digest() == 0
    assert {m.to[0] for m in mail.outbox} == {"ou@example.org", "hei@example.org"}
    assert "2026-09-16" in mail.outbox[0].body and "电梯" not in mail.outbox[0].body


def test_the_broker_may_be_away(cast, monkeypatch, django_capture_on_commit_callbacks) -> None:
    from caseflow.models import Duty, Proposal
    from tests.cast import SINCE

    Duty.objects.create(
        topic=cast.topics["housing"], level=3, office=cast.offices["housing"], basis="条例", valid_from=SINCE
    )

    def away(*_arguments, **_options) -> None:
        raise OSError

    monkeypatch.setattr(tasks.propose, "apply_async", away)
    monkeypatch.setattr("offices.later._until", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        f.petition(cast)
    assert not Proposal.objects.exists()
    import time_machine

    with time_machine.travel(at("2026-11-24", 12), tick=False):
        assert tasks.propose_missing() == 1 and tasks.propose_missing() == 0
    assert Proposal.objects.get().value["office"] == cast.offices["housing"].pk


def test_a_mark_makes_no_open_form_out_of_date(cast) -> None:
    case = f.forwarded(cast, "2026-09-01")
    before = Case.objects.get(pk=case.pk)
    sweep(at("2026-09-20"))
    after = Case.objects.get(pk=case.pk)
    assert (after.version, after.last_act_at) == (before.version, before.last_act_at) and events("mark_late") == 1


def test_splitting_by_the_page(client, cast) -> None:
    desk = f.case_of(f.petition(cast, "2026-11-24"))
    client.force_login(cast.user("pan"), backend="offices.auth.DeskBackend")
    url = f"/cases/{desk.uid}/split/"
    import time_machine

    with time_machine.travel(at("2026-11-24", 12), tick=False):
        page = client.get(url).content.decode()
        assert page.count("<fieldset") == 4 and "电梯" in page
        data = {
            "version": desk.version,
            "key": "k",
            "title_1": "电梯",
            "klass_1": "C",
            "text_1": "电梯停运",
            "title_2": "路灯",
            "klass_2": "A",
            "text_2": "加装路灯",
        }
        assert client.post(url, data).status_code == 302
    assert Case.objects.filter(petition=desk.petition).count() == 2


class _Undo(Exception):
    pass


def written() -> tuple[list, list]:
    """What marks and lapses leave: the clocks and the events, without ids that differ by the order of writing."""
    clocks = Clock.objects.order_by("case_id", "term", "due_on").values(
        "case_id",
        "term",
        "due_on",
        "started_on",
        "nominal_on",
        "stopped_on",
        "result",
        "kind",
        "law",
        "calendar_version",
        "provisional",
    )
    lines = (
        Event.objects.exclude(kind="mark_soon")
        .order_by("matter_id", "seq")
        .values(
            "matter_id",
            "case_id",
            "petition_id",
            "kind",
            "at",
            "office_id",
            "facts",
            "actor_name",
            "is_imported",
            "is_backdated",
        )
    )
    return list(clocks), list(lines)


@pytest.mark.parametrize(("act", "day"), [("mark_late", "2026-09-20"), ("lapse", "2026-09-12")])
def test_the_sweep_writes_what_the_table_of_acts_would(cast, act: str, day: str) -> None:
    """Set-based beside `plan` and `apply`, case by case: the same rows."""
    from django.db import transaction

    from caseflow.effects import plan
    from caseflow.services.apply import apply
    from caseflow.services.calendars import rules_for_region
    from caseflow.services.load import by_of, states_of
    from offices.actors import system_actor

    for n in range(4):
        case = f.forwarded(cast, f"2026-09-0{n + 1}")
        if n == 2:
            f.act(cast, case, "accept", "ou", "2026-09-04")
    f.petition(cast, "2026-09-02")  # at the desk: C1
    when = at(day)
    try:
        with transaction.atomic():
            sweep(when)
            quick = written()
            raise _Undo
    except _Undo:
        pass
    actor, today = system_actor(when.date()), when.date()
    wanted = {"mark_late": {"kind": "duty"}, "lapse": {"kind__in": ("right", "lapse", "watch")}}
    for name, which in wanted.items():
        for case in Case.objects.select_related("office", "matter", "petition", "parent__office").order_by("pk"):
            clocks = Clock.objects.running().filter(case=case, due_on__lt=today, **which).exclude(term="W6")
            ids = list(clocks.order_by("due_on", "pk").values_list("pk", flat=True))
            if ids:
                state = states_of([case], today)[case.pk]
                apply(
                    [plan(state, name, {"clocks": ids}, by_of(actor), today, rules_for_region(None))],
                    {case.pk: case},
                    actor,
                    when,
                )
    slow = written()
    assert any(e["kind"] == act for e in slow[1])
    assert quick[0] == slow[0]
    assert quick[1] == slow[1]

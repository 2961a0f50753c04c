"""Intake starts a case: the receiver of `petitions.registered` inserts and does nothing else (architecture 3.1)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from caseflow.choices import CaseKind, ReminderKind, State, Via
from caseflow.clocks import first_clocks
from caseflow.models import Case, OnlineConsent, Reminder
from caseflow.services import reminders
from caseflow.services.apply import clock_row
from caseflow.services.calendars import calendar_version, rules_for_region
from caseflow.services.load import office_facts
from offices import jobs
from offices.actors import Actor
from offices.bulk import insert_many
from offices.later import ask
from offices.models import Job, OfficeKind
from petitions.choices import Capacity
from petitions.models import Accused, Participation
from petitions.services import accused
from petitions.services.register import EventLine, Registered
from petitions.signals import registered


@receiver(registered, dispatch_uid="caseflow.open_cases")
def open_cases(sender: Any, registrations: Sequence[Registered], actor: Actor, **_: Any) -> list[EventLine]:
    """A desk case at a petition office (C1), a handling case at an organ that received directly (C2)."""
    offices = office_facts({r.petition.office_id for r in registrations}, actor.day)
    cases, clocks, version = [], [], calendar_version()
    moved = _moved_up(registrations, actor.day)
    offices |= office_facts(set(moved.values()), actor.day) if moved else {}
    for r in registrations:
        office = offices[moved.get(r.matter.pk, r.petition.office_id)]
        desk = office.kind == OfficeKind.PETITION
        case = Case(
            matter=r.matter, petition=r.petition, office_id=office.id, via=Via.REGISTER, opened_at=r.at, last_act_at=r.at,
            number=r.petition.number, confidential=r.matter.confidential,
            kind=CaseKind.DESK if desk else CaseKind.HANDLING, state=State.REGISTERED if desk else State.RECEIVED,
            received_on=timezone.localtime(r.petition.received_at).date(),
        )  # fmt: skip
        rules = rules_for_region(office.region, version)
        starts = first_clocks(case.kind, office, case.matter.klass, "register", case.received_on, rules)
        case.due_on = min((s.due_on for s in starts if s.kind == "duty"), default=None)
        cases.append(case)
        clocks.append(starts)
    insert_many(cases)
    insert_many([clock_row(c.pk, s) for c, starts in zip(cases, clocks, strict=True) for s in starts])
    insert_many([
        Participation(
            matter=c.matter, office_id=c.office_id, since=c.opened_at, via="register",
            capacity=Capacity.HANDLER if c.kind == CaseKind.HANDLING else Capacity.SENDER,
        )
        for c in cases
        if c.kind == CaseKind.HANDLING or c.matter_id in moved
    ])  # fmt: skip
    if moved:
        reminders.send([reminders.arrived(c) for c in cases if c.matter_id in moved], cases[0].opened_at)
    agreed = {
        p.pk: OnlineConsent(petitioner=p, given_at=r.at, at_registration=True) for r in registrations for p in r.online
    }
    if agreed:
        OnlineConsent.objects.bulk_create(agreed.values())
    transaction.on_commit(
        lambda: _propose_later([r.matter.pk for r in registrations if not r.matter.confidential]), robust=True
    )
    return [
        EventLine(c.matter, "open", c.opened_at, {"kind": c.kind, "to": c.state, "via": c.via, "office": c.office_id},
                  c.pk, c.petition_id, c.office_id)
        for c in cases
    ]  # fmt: skip


def _moved_up(registrations: Sequence[Registered], day: date) -> dict[int, int]:
    """Matter -> the organ above, for accusations against the very office that registered them (R22 Art. 28 ¶3, 30 ¶3)."""
    secret = {r.matter.pk: r.petition.office_id for r in registrations if r.matter.confidential}
    if not secret:
        return {}
    barred = accused.of_rows(Accused.objects.filter(matter__in=secret).barring(day))
    found = {}
    for matter, office in secret.items():
        against = barred.get(matter, accused.Barred()).offices
        if office in against and (above := accused.organ_above(office, against, day)) is not None:
            found[matter] = above.pk
    return found


@receiver(jobs.finished, dispatch_uid="caseflow.job_finished")
def tell_of_job(sender: Any, job: Job, at: datetime, **_: Any) -> None:
    """A line in the bell of whoever asked, with the link; mail follows where she wants it."""
    facts = {"job": str(job.uid), "name": job.file_name or str(jobs.KINDS[job.kind].label)}
    Reminder.objects.get_or_create(
        user_id=job.user_id, key=f"job:{job.uid}", defaults={"kind": ReminderKind.JOB, "facts": facts, "at": at}
    )


def _propose_later(matters: list[int]) -> None:
    """Ask for the routing's proposals; a broker that is away never breaks a registration, the sweep catches up."""
    from caseflow.tasks import propose

    if len(matters) <= 20:  # the import is routed by the sweep, not letter by letter
        ask(propose, matters)

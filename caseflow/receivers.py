"""Intake starts a case: the receiver of `petitions.registered` inserts and does nothing else (architecture 3.1)."""

import contextlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from caseflow.choices import CaseKind, State, Via
from caseflow.clocks import first_clocks
from caseflow.models import Case, Clock
from caseflow.services.apply import clock_row, refresh_due
from caseflow.services.calendars import calendar_for_region
from caseflow.services.load import office_facts
from offices.actors import Actor
from offices.models import Office, OfficeKind
from petitions.choices import Capacity
from petitions.models import Participation
from petitions.services.register import EventLine, Registered, record_events
from petitions.signals import registered


@receiver(registered, dispatch_uid="caseflow.open_cases")
def open_cases(sender: Any, registrations: Sequence[Registered], actor: Actor, **_: Any) -> None:
    """A desk case at a petition office (C1), a handling case at an organ that received directly (C2)."""
    offices = Office.objects.in_bulk({r.petition.office_id for r in registrations})
    facts = office_facts(offices, actor.day)
    cases, clocks = [], []
    for r in registrations:
        office = offices[r.petition.office_id]
        desk = office.kind == OfficeKind.PETITION
        case = Case(
            matter=r.matter, petition=r.petition, office=office, number=r.petition.number, confidential=r.matter.confidential, via=Via.REGISTER, opened_at=r.at, last_act_at=r.at,
            kind=CaseKind.DESK if desk else CaseKind.HANDLING, state=State.REGISTERED if desk else State.RECEIVED,
            received_on=timezone.localtime(r.petition.received_at).date(),
        )  # fmt: skip
        cases.append(case)
    Case.objects.bulk_create(cases)
    for case in cases:
        calendar = calendar_for_region(case.office.region_id)
        starts = first_clocks(
            case.kind, facts[case.office_id], case.matter.klass, "register", case.received_on, calendar
        )
        clocks += [clock_row(case.pk, s) for s in starts]
    Clock.objects.bulk_create(clocks)
    handling = [c for c in cases if c.kind == CaseKind.HANDLING]
    Participation.objects.bulk_create(
        Participation(matter=c.matter, office=c.office, capacity=Capacity.HANDLER, since=c.opened_at, via="register")
        for c in handling
    )
    refresh_due({c.pk: c for c in cases})
    Case.objects.bulk_update(cases, ["due_on"])
    record_events(
        [
            EventLine(c.matter, "open", c.opened_at, {"kind": c.kind, "to": c.state, "via": c.via, "office": c.office_id},
                      c.pk, c.petition_id, c.office_id)
            for c in cases
        ],
        actor,
    )  # fmt: skip
    transaction.on_commit(
        lambda: _propose_later([r.matter.pk for r in registrations if not r.matter.confidential]), robust=True
    )


def _propose_later(matters: list[int]) -> None:
    """Ask for the routing's proposals; a broker that is away never breaks a registration, the sweep catches up."""
    from caseflow.tasks import propose

    if len(matters) <= 20:  # the import is routed by the sweep, not letter by letter
        with contextlib.suppress(Exception):
            propose.delay(matters)

"""Acts on many cases at once: the same `plan`, one set-based `apply` a wave. For the import, the demo and the generator."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from caseflow.effects import plan
from caseflow.models import Case
from caseflow.services import prepare
from caseflow.services.apply import Applied, apply
from caseflow.services.calendars import calendar_version, rules_for_region
from caseflow.services.load import by_of, states_of
from caseflow.services.papers import pdf_later
from offices.actors import Actor


@dataclass(frozen=True)
class Step:
    """One act on one case at an instant; a wave holds a case at most once."""

    case: int
    act: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def perform_many(wave: Sequence[Step], actor: Actor) -> Applied:
    """Do one act on each of many cases in one transaction; the first refusal rolls the whole wave back."""
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in={s.case for s in wave}).order_by("pk")
    cases = {c.pk: c for c in rows.select_related("office", "matter", "petition", "parent__office")}
    states = states_of(list(cases.values()), actor.day)
    changes, after, version = [], [], calendar_version()
    for step in wave:
        case = cases[step.case]
        rules = rules_for_region(case.office.region_id, version)
        ready = prepare.facts_for(step.act, case, states[step.case], dict(step.facts), actor, step.at, rules)
        changes.append(
            plan(states[step.case], step.act, ready.facts, by_of(actor), timezone.localtime(step.at).date(), rules)
        )
        after.append((ready.after, case))
    with pdf_later():
        done = apply(changes, cases, actor, {s.case: s.at for s in wave})
    for write, case in after:
        write(case)
    return done

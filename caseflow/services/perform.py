"""`perform`: the one door to a case's state. Lock, check version and key, plan, apply; all or nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from caseflow.effects import plan
from caseflow.facts import Refusal, Refused
from caseflow.models import Case, DoneKey
from caseflow.services import prepare, reminders
from caseflow.services.apply import Applied, apply
from caseflow.services.calendars import rules_for_region
from caseflow.services.completeness import keep_misses, missing_before
from caseflow.services.load import by_of, states_of
from caseflow.workflow import ROWS, Option, options
from offices.actors import Actor
from petitions.models import Event

MOST = 50  # events named in a conflict
BACK = timedelta(days=3)  # an act entered later than this needs a reason (architecture 4.10)


class Conflict(Exception):
    """Somebody acted on the case since the page was read. `events` are the lines that came in between."""

    def __init__(self, case: Case, events: list[Event]) -> None:
        super().__init__(f"version {case.version}")
        self.case = case
        self.events = events


def perform(case: Case | int, act: str, actor: Actor, at: datetime, *, expected_version: int | None, key: str,
            **facts: Any) -> Case:  # fmt: skip
    """Do `act` on the case at the instant `at` and return the case as it is then.

    The same `key` again does nothing. Raises `Refused` (with reason and article) or `Conflict` (somebody acted in
    between); nothing has changed then. `facts` are plain values, ids for rows; `plan` says which an act needs.
    """
    pk = case if isinstance(case, int) else case.pk
    with transaction.atomic():
        row = lock(pk)
        if key and DoneKey.objects.filter(key=_key(key, actor)).exists():
            return row
        if expected_version is not None and row.version != expected_version:
            between = min(max(row.version - expected_version, 0), MOST)  # a forged version is in the future or far back
            raise Conflict(row, list(Event.objects.filter(case_id=pk).order_by("-seq")[:between]))
        done = _do(row, act, actor, at, facts)
        if key:
            DoneKey.objects.create(key=_key(key, actor), case=row, act=act, at=at)
        reminders.after(done, actor, at)
        return done.cases[pk]


def was_done(case: Case, key: str, actor: Actor) -> bool:
    """Whether the actor's `key` did an act on this case already: a form sent again may fit the new state no more."""
    return bool(key) and "\0" not in key and DoneKey.objects.filter(key=_key(key, actor), case=case).exists()


def lock(pk: int) -> Case:
    """The case's row, locked, with what `states_of` reads."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("office", "matter", "petition", "parent__office")
    return rows.get(pk=pk)


def _key(key: str, actor: Actor) -> str:
    who = actor.user_id or (f"p{actor.petitioner_id}" if actor.petitioner_id else actor.role)
    return f"{who}:{key}"[:80]


def _do(row: Case, act: str, actor: Actor, at: datetime, facts: Mapping[str, Any]) -> Applied:
    if act not in ROWS:
        raise Refused(Refusal("unknown_act"))
    on = timezone.localtime(at).date()
    backdated = _backdated(row, actor, at, facts)
    state = states_of([row], on)[row.pk]
    rules = rules_for_region(row.office.region_id)
    ready = prepare.facts_for(act, row, state, dict(facts), actor, at, rules)
    by, office = by_of(actor), row.office_id
    change = plan(state, act, ready.facts, by, on, rules)
    lacking = missing_before(row, state, act, ready.facts, by, on)
    done = apply([change], {row.pk: row}, actor, at, backdated=frozenset({row.pk}) if backdated else frozenset())
    ready.after(row)
    keep_misses(row, office, act, lacking, at)
    return done


def _backdated(row: Case, actor: Actor, at: datetime, facts: Mapping[str, Any]) -> bool:
    if actor.role == "import" or actor.is_system:
        return False
    opened = timezone.localtime(row.opened_at).date()
    if timezone.localtime(at).date() < opened:  # no clock may stop before it started
        raise Refused(Refusal("before_case", facts={"day": opened}))
    back = at < row.last_act_at or timezone.localtime(at).date() < actor.day - BACK
    if back and not facts.get("reason"):
        raise Refused(Refusal("backdated_reason", facts={"last": row.last_act_at.isoformat()}))
    return back


def options_of(case: Case, actor: Actor, at: datetime) -> list[Option]:
    """The acts the actor may do on the case now and those blocked, each with its reason: `available(case, actor)`."""
    state = states_of([case], timezone.localtime(at).date())[case.pk]
    return list(options(state, by_of(actor)))

"""Turn what a form or the API gives into the facts that `plan` wants, act by act, inside the act's transaction.

Ids become plain values; acts that touch the petitions' room (split, link, join, amend) write there through its services.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from caseflow.calendars import Calendar
from caseflow.effects import extended_back
from caseflow.facts import CaseState, Refusal, Refused
from caseflow.models import Case, Service
from caseflow.services.calendars import calendar_for_region
from caseflow.services.load import office_facts, pending_of
from caseflow.workflow import HANDLING
from offices.actors import Actor
from offices.models import Posting
from petitions.models import Attachment, Matter
from petitions.services import matters
from petitions.services.inputs import Part, StoredFile

Facts = dict[str, Any]


def _nothing(case: Case) -> None:
    return None


@dataclass
class Ready:
    """Facts for `plan`, and what is to be written in the petitions' room once the change stands."""

    facts: Facts
    after: Callable[[Case], None] = _nothing


@dataclass(frozen=True)
class Ask:
    """One act being prepared."""

    act: str
    case: Case
    state: CaseState
    actor: Actor
    at: datetime
    calendar: Calendar

    @property
    def on(self) -> date:
        return timezone.localtime(self.at).date()


def facts_for(
    act: str, case: Case, state: CaseState, facts: Facts, actor: Actor, at: datetime, calendar: Calendar
) -> Ready:
    """The facts of `act` for `plan`; raises `Refused` where a named row is not there or not in the actor's sight."""
    prepare = PREPARE.get(act)
    return prepare(Ask(act, case, state, actor, at, calendar), facts) if prepare else Ready(facts)


def _transfer(ask: Ask, facts: Facts) -> Ready:
    if isinstance(facts.get("target"), int):
        target = facts["target"]
        found = office_facts({target}, ask.on)
        if target not in found:
            raise Refused(Refusal("unknown_office"))
        facts["target"] = found[target]
        here = Case.objects.open().filter(matter=ask.case.matter_id, office=target, kind=HANDLING)
        facts["target_has_open"] = here.exists()
    return Ready(facts)


def _object(ask: Ask, facts: Facts) -> Ready:
    if isinstance(facts.get("suggested"), int):
        facts["suggested"] = office_facts({facts["suggested"]}, ask.on).get(facts["suggested"])
    return Ready(facts)


def _case_named(ask: Ask, facts: Facts) -> Case | None:
    """The case another act names by id; only one in the actor's own sight, so that nothing is told of the rest."""
    if not facts.get("pending"):
        return None
    rows = Case.objects.visible_to(ask.actor).select_related("office", "matter", "petition")
    case = rows.filter(pk=facts["pending"]).first()
    if case is None:
        raise Refused(Refusal("unknown_case"))
    return case


def _pending(ask: Ask, facts: Facts) -> Ready:
    case = _case_named(ask, facts)
    if case is None:
        return Ready(facts)
    facts["pending"] = pending_of(case, ask.on)
    if ask.act != "join":
        return Ready(facts)

    def move(row: Case) -> None:
        matters.move_petition(row.petition, row.matter, case.matter, ask.actor, ask.at, via="join")

    return Ready(facts, move)


def _link(ask: Ask, facts: Facts) -> Ready:
    if not facts.get("to_matter"):
        return Ready(facts)
    target = Matter.objects.visible_to(ask.actor).filter(pk=facts["to_matter"]).first()
    if target is None or target.confidential != ask.case.matter.confidential:
        raise Refused(Refusal("unknown_matter"))
    return _to_matter(ask, facts, target)


def _unlink(ask: Ask, facts: Facts) -> Ready:
    if ask.state.via != "link":
        return Ready(facts)
    return _to_matter(ask, facts, matters.matter_for_unlinked(ask.case.petition, ask.case.matter, ask.at))


def _to_matter(ask: Ask, facts: Facts, target: Matter) -> Ready:
    open_there = Case.objects.open().filter(matter=target, office=ask.case.office_id)
    facts |= {"to_matter": target.pk, "to_klass": target.klass, "open_case_there": open_there.exists()}

    def move(row: Case) -> None:
        matters.move_petition(row.petition, row.matter, target, ask.actor, ask.at, via=ask.act)

    return Ready(facts, move)


def _split(ask: Ask, facts: Facts) -> Ready:
    parts: list[Part] = facts.pop("parts", [])
    if len(parts) < 2:
        return Ready(facts)
    made = matters.split_matter(ask.case.petition, ask.case.matter, parts, ask.actor, ask.at)
    facts["matters"] = [{"matter": m.pk, "klass": m.klass} for m in made]
    return Ready(facts)


def _evidence(ask: Ask, facts: Facts) -> Ready:
    """Files beside what was found: rows of the matter, their names on the event."""
    given: list[StoredFile] = facts.pop("files", [])
    if given:
        facts["files"] = [f.name for f in given]

    def write(row: Case) -> None:
        Attachment.objects.bulk_create(
            Attachment(
                matter=row.matter, case_id=row.pk, sha256=f.sha256, name=f.name, content_type=f.content_type, size=f.size,
                added_by_id=ask.actor.user_id, added_at=ask.at,
            )
            for f in given
        )  # fmt: skip

    return Ready(facts, write)


def _take_back(ask: Ask, facts: Facts) -> Ready:
    clock = ask.state.clock("C6")
    if clock:
        facts["first_due_on"] = extended_back(clock, ask.calendar)
    return Ready(facts)


def _receipt(ask: Ask, facts: Facts) -> Ready:
    rows = Service.objects.filter(notice__case=ask.case, petitioner=facts.get("petitioner"), received_on=None)
    service = rows.exclude(sent_on=None).first()
    if service:
        facts["sent_on"] = service.sent_on
    facts["there"] = calendar_for_region(ask.case.matter.region_id)
    return Ready(facts)


def _reassign(ask: Ask, facts: Facts) -> Ready:
    here = Posting.objects.in_force(ask.on).filter(office=ask.case.office_id, user=facts.get("handler"))
    if facts.get("handler") and not here.exists():
        raise Refused(Refusal("handler_elsewhere"))
    return Ready(facts)


def _void(ask: Ask, facts: Facts) -> Ready:
    here = Posting.objects.in_force(ask.on).filter(office=ask.case.office_id, user=facts.get("second"))
    if facts.get("second") and not here.exists():
        raise Refused(Refusal("handler_elsewhere"))
    return Ready(facts)


def _amend(ask: Ask, facts: Facts) -> Ready:
    field, value = facts.get("field"), facts.pop("value", None)
    if field not in matters.AMENDABLE:
        raise Refused(Refusal("not_amendable"))
    facts["new"] = value.isoformat() if isinstance(value, date) else value
    if field == "received_on" and isinstance(value, date):
        facts["new_day"] = value
        facts["old"] = timezone.localtime(ask.case.petition.received_at).date().isoformat()
        value = timezone.make_aware(datetime.combine(value, time.min))
    else:
        old = getattr(ask.case.petition, f"{field}_id" if field in {"region", "topic"} else field)
        facts["old"] = old.isoformat() if isinstance(old, date) else old

    def write(row: Case) -> None:
        matters.amend_petition(row.petition, field, value)

    return Ready(facts, write)


PREPARE: dict[str, Callable[[Ask, Facts], Ready]] = {
    "forward": _transfer, "assign": _transfer, "pass_down": _transfer, "object": _object, "join": _pending,
    "refuse_duplicate": _pending, "link": _link, "unlink": _unlink, "split": _split, "investigate": _evidence, "take_back_extension": _take_back,
    "record_receipt": _receipt, "reassign": _reassign, "void": _void, "amend": _amend,
}  # fmt: skip

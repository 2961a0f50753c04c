"""A leader takes charge of a matter (包案): since when, until when, and how it ended. One open charge a matter and office."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from caseflow.facts import Refusal, Refused
from caseflow.models import Case
from offices.actors import Actor
from offices.roles import Capability
from oversight.models import Charge, Leader
from oversight.models.reception import ChargeResult
from oversight.reception import ART_18, charge_refusal
from oversight.services.reception.records import kept_from, leader_facts, need, refuse, seen, take_part, told
from petitions.sealing import seal


@transaction.atomic
def take_charge(case: Case, leader: Leader, since: date, until: date, aim: str, actor: Actor, at: datetime) -> Charge:
    """Record that a leader whose calendar the actor's office keeps takes charge of a matter in sight. Raises Refused."""
    need(actor, Capability.TRANSFER, leader.keeper_id)
    case, today = seen(case, actor), timezone.localtime(at).date()
    if not aim.strip():
        raise Refused(Refusal("missing", ART_18, {"fields": ["aim"]}))
    refuse(charge_refusal(since, until, leader.valid_from, leader.valid_until, today))
    if (leader, leader.keeper_id) in kept_from(case, today):
        raise Refused(Refusal("reception_other_leader", ART_18))
    charge = Charge(
        case=case, matter_id=case.matter_id, office_id=actor.office_id, leader=leader, since=since, until=until,
        taken_by_id=actor.user_id, taken_at=at, sealed=seal({"aim": aim.strip()}),
    )  # fmt: skip
    try:
        with transaction.atomic():
            charge.save()
    except IntegrityError as error:
        if "charge_open_once" in str(error):
            raise Refused(Refusal("charge_twice", ART_18)) from error
        raise
    take_part(case, [leader.keeper_id], at)
    facts = {**leader_facts(leader), "since": since.isoformat(), "until": until.isoformat()}
    told(case, "charge_taken", facts, actor, at)
    return charge


@transaction.atomic
def close_charge(charge: Charge, result: str, text: str, actor: Actor, at: datetime) -> Charge:
    """The charge ends with a result and what was reached, in words. Once. Raises Refused."""
    need(actor, Capability.TRANSFER, charge.office_id)
    seen(charge.case, actor)
    lacking = [n for n, ok in (("result", result in ChargeResult.values), ("text", bool(text.strip()))) if not ok]
    if lacking:
        raise Refused(Refusal("missing", ART_18, {"fields": lacking}))
    rows = Charge.objects.select_for_update(of=("self",)).select_related("case__matter", "leader")
    row: Charge = rows.get(pk=charge.pk)
    if row.closed_on is not None:
        raise Refused(Refusal("charge_closed_before", ART_18))
    row.closed_on, row.result = timezone.localtime(at).date(), result
    row.sealed = seal({**row.opened, "result": text.strip()})
    row.save(update_fields=["closed_on", "result", "sealed"])
    told(row.case, "charge_closed", {**leader_facts(row.leader), "result": result}, actor, at)
    return row

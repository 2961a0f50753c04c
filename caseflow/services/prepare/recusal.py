"""A recusal is of the matter: whoever steps back, or has to, handles none of its other open cases either (R22 Art. 28 ¶3)."""

from caseflow.choices import ReminderKind
from caseflow.models import Case
from caseflow.services import reminders
from caseflow.services.between import line
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from offices.roles import Capability
from petitions.services.register import EventLine, record_events


def _recuse(ask: Ask, facts: Facts) -> Ready:
    return Ready(facts, lambda row: _leave_others(ask, row, ask.actor.user_id))


def _decide(ask: Ask, facts: Facts) -> Ready:
    user = next((user for _row, user in ask.state.recusal_asked if user != ask.actor.user_id), None)
    if facts.get("answer") != "granted":
        return Ready(facts)
    return Ready(facts, lambda row: _leave_others(ask, row, user))


def _leave_others(ask: Ask, row: Case, user: int | None) -> None:
    rows = Case.objects.open().select_related("matter").filter(matter=row.matter_id, handler=user).exclude(pk=row.pk)
    left = list(rows.order_by("pk")) if user else []
    Case.objects.filter(pk__in=[c.pk for c in left]).update(handler=None)
    told = [
        EventLine(c.matter, "handler_left", ask.at, {"old_handler": user}, c.pk, c.petition_id, c.office_id)
        for c in left
    ]
    record_events(told, ask.actor)
    reminders.send([line(c, ReminderKind.RECUSAL, Capability.DECIDE, c.office_id) for c in left], ask.at)


PREPARE: dict[str, Prepare] = {"recuse": _recuse, "decide_recusal": _decide}

"""What leaders' reception shows on pages of rooms below: a card on the case, and what the petitioner reads on her own page."""

from datetime import date
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from caseflow.models import Case
from caseflow.panels import Panel
from caseflow.services.own_page import Beside
from caseflow.texts.days import day as long_day
from offices.actors import Actor
from offices.roles import Capability
from oversight.models import Charge, Leader, ReceptionItem
from oversight.models.reception import ItemState
from oversight.reception import is_late
from petitions.models import Petitioner

MOST = 20
ON_A_LIST = (ItemState.WAITING, ItemState.BOOKED)


def of_case(case: Case, actor: Actor) -> list[QuerySet[Any]]:
    """Receptions and charges of the case's matter."""
    return [model.objects.visible_to(actor).filter(matter=case.matter_id) for model in (ReceptionItem, Charge)]


def on_case(case: Case, actor: Actor, today: date, there: bool) -> Panel | None:
    """Receptions and charges of the case's matter, and what the actor may do about them. Whoever sees the case sees it."""
    receptions, in_charge = of_case(case, actor)
    items = list(receptions.select_related("day__leader__office", "owner").order_by("-pk")[:MOST]) if there else []
    charges = list(in_charge.select_related("leader__office").order_by("-pk")[:MOST]) if there else []
    own_charge = any(c.closed_on is None and c.office_id == actor.office_id for c in charges)
    context = {
        "items": items, "charges": charges, "case": case,
        "may_ask": actor.may(Capability.REGISTER) and not any(i.state in ON_A_LIST for i in items),
        "may_charge": actor.may(Capability.TRANSFER) and not own_charge,
    }  # fmt: skip
    shown = items or charges or context["may_ask"] or context["may_charge"]
    return Panel("oversight/reception/_on_case.html", context) if shown else None


def on_own_page(petitioner: Petitioner, today: date) -> Beside | None:
    """What became of her petition at a leader's reception, in plain words; names of offices and posts, no file."""
    mine = {"case__petition": petitioner.petition_id, "case__confidential": False}
    items = ReceptionItem.objects.filter(**mine).exclude(state=ItemState.DROPPED)
    items = items.select_related("day__leader__office", "day__office", "owner", "office").order_by("pk")[:MOST]
    charges = Charge.objects.open().filter(**mine).select_related("leader__office").order_by("pk")[:MOST]
    there = Petitioner.objects.filter(pk=petitioner.pk).order_by()
    if not there.filter(Exists(items) | Exists(charges)).exists():  # as for most: asked once
        return None
    lines = [_line(item, today) for item in items] + [
        _("%(who)s is in charge of your matter until %(day)s.") % {"who": who(c.leader), "day": long_day(c.until.isoformat())}
        for c in charges
    ]  # fmt: skip
    return Beside(_("Leaders' reception"), lines) if lines else None


def who(leader: Leader) -> str:
    """An office-holder as her office publishes her."""
    return f"{leader.office} {leader.post} {leader.name}"


def _line(item: ReceptionItem, today: date) -> str:
    if item.day is None:
        return _("You wait for a leader's reception. %(office)s tells you the day.") % {"office": item.office}
    told: dict[str, Any] = {"who": who(item.day.leader), "day": long_day(item.day.day.isoformat()), "time": item.time, "place": item.day.place}  # fmt: skip
    match item.state:
        case ItemState.BOOKED:
            return _("%(who)s receives you on %(day)s, %(time)s. Place: %(place)s. Bring your papers.") % told
        case ItemState.MISSED:
            return _("You were expected on %(day)s. Ask at the counter for another day.") % told
        case ItemState.FOLLOWED | ItemState.REPORTED:
            told |= {"office": item.owner, "until": long_day(item.promised_on.isoformat() if item.promised_on else "")}
            if is_late(item.due_on, today):
                return _("On %(day)s it was taken back: %(office)s was to answer by %(until)s. That day has passed; ask at the counter, or complain of the delay.") % told  # fmt: skip
            return _("On %(day)s it was taken back: %(office)s answers by %(until)s.") % told
    ended = {
        "solved": _("On %(day)s it was solved on the spot."),
        "explained": _("On %(day)s it was explained to you with the text of the policy."),
        "taken_back": _("What was taken back on %(day)s is done, and was checked."),
        "refused": _("On %(day)s it was refused with reasons; you were told where to turn."),
    }
    return ended[item.outcome] % told

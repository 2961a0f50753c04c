"""What the case page shows: sentences of the timeline, clocks with their account, the step bar. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from caseflow.models import Case, Clock
from caseflow.services.calendars import calendar_for_region
from caseflow.statute import LAWS, terms_of
from caseflow.texts import act_name, article_text, sentence, term_name
from offices.actors import Actor
from offices.models import Office
from petitions.models import Event


@dataclass(frozen=True)
class Line:
    """One line of the timeline, in the reader's language."""

    at: datetime
    title: str
    text: str
    who: str
    office: str
    is_backdated: bool


def lines(case: Case, actor: Actor, *, limit: int = 200) -> list[Line]:
    """The newest `limit` events of the case's matter in the actor's sight, newest first."""
    events = list(Event.objects.visible_to(actor).filter(matter=case.matter_id).order_by("-seq")[:limit])
    opened = [e.opened for e in events]
    ids = {e.office_id for e in events} | {f.get("target") or f.get("office") for f in opened}
    names = {o.pk: str(o) for o in Office.objects.filter(pk__in=[i for i in ids if i])}
    return [
        Line(
            e.at,
            act_name(e.kind),
            sentence(e.kind, f, names),
            e.actor_name,
            names.get(e.office_id or 0, ""),
            e.is_backdated,
        )
        for e, f in zip(events, opened, strict=True)
    ]


@dataclass(frozen=True)
class ClockLine:
    """A clock as the page shows it: name, days, and why this date."""

    clock: Clock
    name: str
    status: str  # running, met, met_late, lapsed, ended
    why: list[str]


def clock_lines(case: Case) -> list[ClockLine]:
    """The case's clocks, running ones first, each with its explanation."""
    calendar = calendar_for_region(case.office.region_id)
    rows = sorted(case.clocks.all(), key=lambda c: (c.stopped_on is not None, c.due_on))
    return [ClockLine(c, term_name(c.term), _status(c), _why(c, calendar)) for c in rows]


def _status(clock: Clock) -> str:
    if clock.stopped_on is None:
        return "running"
    if clock.result == "met":
        if clock.stopped_on <= clock.due_on:
            return "met"
        return "met_late" if clock.kind == "duty" else "ended"  # only a duty can be late
    return clock.result


def _why(clock: Clock, calendar: Any) -> list[str]:
    """The account in three or four short sentences; the whole of it is the calculator's page."""
    term, law = terms_of(clock.law).get(clock.term), LAWS[clock.law]
    if term is None:
        return []
    source = _("the office's own setting") if term.article is None else f"{_(law.name_en)} {article_text(term.article)}"
    told = [_("Basis: %(source)s.") % {"source": source}]
    if term.length is None:
        return [*told, _("The day was set when the case was assigned.")]
    unit = _("working days") if term.unit == "working_days" else _("days")
    told.append(_("%(n)s %(unit)s from %(start)s; the first day is not counted.") % {
        "n": term.length + clock.extension, "unit": unit, "start": clock.started_on.isoformat()})  # fmt: skip
    if clock.due_on != clock.nominal_on:
        told.append(_("%(nominal)s is no working day, so the term ends on %(due)s.") % {
            "nominal": clock.nominal_on.isoformat(), "due": clock.due_on.isoformat()})  # fmt: skip
    if clock.extension:
        told.append(_("Extended by %(n)s days.") % {"n": clock.extension})
    if clock.provisional:
        told.append(_("Provisional: the holiday notice of that year is not known yet."))
    return told


def steps(case: Case) -> list[dict[str, str]]:
    """The step bar of a handling case; review and recheck appear once asked for."""
    order = ["received", "accepted", "in_clearance", "decided", "served", "closed"]
    labels = [_("Received"), _("Accepted"), _("Drafted"), _("Decided"), _("Sent"), _("Closed")]
    if case.kind == "desk":
        order, labels = ["registered", "passed_on", "closed"], [_("Registered"), _("Passed on"), _("Closed")]
    here = order.index(case.state) if case.state in order else None
    if case.state in {"objected", "passed_down"}:  # still where it was received; the badge tells the rest
        here = 0
    days = {"received": case.received_on, "registered": case.received_on, "accepted": case.accepted_on}
    found = []
    for n, (state, label) in enumerate(zip(order, labels, strict=True)):
        done = here is not None and (n < here or (n == here and state == "closed"))
        day: date | None = days.get(state)
        status = "done" if done else "now" if n == here else "next"
        found.append({"label": label, "status": status, "note": day.isoformat() if day and status != "next" else ""})
    if here is None:
        found.append({"label": str(case.get_state_display()), "status": "now", "note": ""})
    return found

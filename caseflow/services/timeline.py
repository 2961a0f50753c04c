"""What the case page shows: sentences of the timeline, clocks with their account, the step bar. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.citations import counterpart
from caseflow.models import Case, Clock, Opinion
from caseflow.packs import NATIONAL, Comparison
from caseflow.services.calendars import calendar_version
from caseflow.services.local import kept
from caseflow.statute import LAWS, Law, Term, Unit, law_on
from caseflow.texts import act_name, article_text, sentence, term_name
from caseflow.texts.packs import VERDICTS
from caseflow.workflow import ROWS
from caseflow.workflow.rows import HANDLING, REMEDIES
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
    basis: str = ""  # the articles of the law in force on that day


def event_lines(events: Sequence[Event], opened: Sequence[dict[str, Any]], names: dict[int, str]) -> list[Line]:
    """Events with their facts as sentences; `names` are the offices' by id."""
    return [
        Line(e.at, act_name(e.kind), sentence(e.kind, f, names), who_acted(e, f), names.get(e.office_id or 0, ""), e.is_backdated,
             basis_of(e.kind, timezone.localtime(e.at).date()))
        for e, f in zip(events, opened, strict=False)
    ]  # fmt: skip


def who_acted(event: Event, facts: dict[str, Any]) -> str:
    """The colleague by name; the petitioner by what she is, for a timeline needs no more."""
    return _("the petitioner") if facts.get("by_petitioner") else event.actor_name


def basis_of(act: str, day: date) -> str:
    """The law of the day of an act, with the articles it has for it; empty for the desk's own acts and before 2005-05-01."""
    row = ROWS.get(act)
    try:
        law = law_on(day)
    except LookupError:
        return ""
    found = [counterpart(a, law.code) for a in row.articles] if row else []
    cited = dict.fromkeys(article_text(a) for a in found if a)
    return f"{_(law.name_en)} {', '.join(cited)}" if cited else ""


@dataclass(frozen=True)
class ClockLine:
    """A clock as the page shows it: name, days, and why this date."""

    clock: Clock
    name: str
    status: str  # running, met, met_late, lapsed, ended
    why: list[str]


def clock_lines(clocks: Iterable[Clock]) -> list[ClockLine]:
    """A case's clocks, running ones first, each with its explanation."""
    rows = sorted(clocks, key=lambda c: (c.stopped_on is not None, c.due_on))
    return [ClockLine(c, term_name(c.term), _status(c), _why(c)) for c in rows]


def _status(clock: Clock) -> str:
    if clock.stopped_on is None:
        return "running"
    if clock.result == "met":
        if clock.stopped_on <= clock.due_on:
            return "met"
        return "met_late" if clock.kind == "duty" else "ended"  # only a duty can be late
    return clock.result


def opinion_status(opinion: Opinion) -> str:
    """How far an opinion is: draft, cleared, decided."""
    return "decided" if opinion.decided_at else "cleared" if opinion.cleared_at else "draft"


def _why(clock: Clock) -> list[str]:
    """The account in three or four short sentences; the whole of it is the calculator's page."""
    law = LAWS[clock.law]
    term = kept(clock.term, clock.law, clock.pack, 0 if clock.pack == NATIONAL else calendar_version())
    if term is None:
        return []
    told = [_("Basis: %(source)s.") % {"source": _source(term, law)}, *_beside(term, law)]
    if term.length is None:
        return [*told, _("The day was set when the case was assigned.")]
    told.append(_("%(n)s %(unit)s from %(start)s; the first day is not counted.") % {
        "n": (term.length if clock.length is None else clock.length) + clock.extension, "unit": unit_name(term.unit), "start": clock.started_on.isoformat()})  # fmt: skip
    if clock.due_on != clock.nominal_on:
        told.append(_("%(nominal)s is no working day, so the term ends on %(due)s.") % {
            "nominal": clock.nominal_on.isoformat(), "due": clock.due_on.isoformat()})  # fmt: skip
    if clock.excluded:
        told.append(_("%(n)s days of hearing are not counted.") % {"n": len(clock.excluded)})
    if clock.length is not None and clock.term in {"C6", "C9"}:
        told.append(_("The day was ordered, or the days are those that were left."))
    if clock.extension:
        told.append(_("Extended by %(n)s days.") % {"n": clock.extension})
    if clock.provisional:
        told.append(_("Provisional: the holiday notice of that year is not known yet."))
    return told


def _source(term: Term, law: Law) -> str:
    if term.pack != NATIONAL:
        return (
            _("the desk's own setting, %(pack)s") % {"pack": term.pack} if term.own else f"{term.source} ({term.pack})"
        )
    return _("the office's own setting") if term.article is None else f"{_(law.name_en)} {article_text(term.article)}"


def _beside(term: Term, law: Law) -> list[str]:
    """Where local rules set the term: what is national, which of them holds, and why."""
    if term.pack == NATIONAL:
        return []
    compared = Comparison(term.code, term, law.terms.get(term.code))
    national = compared.national
    told = [] if national is None or not national.length else [
        _("Nationally: %(n)s %(unit)s.") % {"n": national.length, "unit": unit_name(national.unit)}]  # fmt: skip
    return [*told, str(VERDICTS[compared.verdict])]


def unit_name(unit: str) -> str:
    return _("working days") if unit == Unit.WORKING_DAYS else _("days")


def steps(case: Case, related: Iterable[Case] = ()) -> list[dict[str, str]]:
    """The step bar of a case; of a handling case review and recheck appear once asked for."""
    order = ["received", "accepted", "in_clearance", "decided", "served", "closed"]
    labels = [_("Received"), _("Accepted"), _("Drafted"), _("Decided"), _("Sent"), _("Closed")]
    if case.kind == "desk":
        order, labels = ["registered", "passed_on", "closed"], [_("Registered"), _("Passed on"), _("Closed")]
    elif case.kind in REMEDIES:
        order = ["requested", *order[1:]]
        labels = [_("Asked for"), *labels[1:]]
    here = order.index(case.state) if case.state in order else None
    if case.state in {"objected", "passed_down"}:  # still where it was received; the badge tells the rest
        here = 0
    days = {
        "received": case.received_on,
        "registered": case.received_on,
        "requested": case.received_on,
        "accepted": case.accepted_on,
    }
    found = []
    for n, (state, label) in enumerate(zip(order, labels, strict=True)):
        done = here is not None and (n < here or (n == here and state == "closed"))
        day: date | None = days.get(state)
        status = "done" if done else "now" if n == here else "next"
        found.append({"label": label, "status": status, "note": day.isoformat() if day and status != "next" else ""})
    if here is None:
        found.append({"label": str(case.get_state_display()), "status": "now", "note": ""})
    return found + (_asked_for(related) if case.kind == HANDLING else [])


def _asked_for(related: Iterable[Case]) -> list[dict[str, str]]:
    """The newest review and recheck of the matter, as further steps."""
    newest = {c.kind: c for c in sorted(related, key=lambda c: c.pk) if c.kind in REMEDIES}
    return [
        {"label": str(c.get_kind_display()), "status": "now" if c.is_open else "done", "note": str(c.get_outcome_display() or c.get_state_display())}
        for c in (newest[kind] for kind in REMEDIES if kind in newest)
    ]  # fmt: skip

"""The sentences of her page: where it is, what comes next and by when, the steps, what she may do if she does not agree."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from caseflow.models import Case, Clock, Service
from caseflow.rules import Rules
from caseflow.statute import LAWS, terms_of
from caseflow.texts import article_text
from caseflow.texts.own_page import EXTENDED, NEXT, RIGHTS, RIGHTS_OVER, WORDS
from offices.templatetags.desk import days_left
from petitions.models import Petition


class Runs(Protocol):
    """A clock as this page tells it: a row, or one that is only counted."""

    term: str
    law: str
    due_on: date


def now(kind: str, state: str) -> str:
    return str(WORDS[kind, state][0])


def then(kind: str, state: str, clocks: Iterable[Any], today: date) -> tuple[list[str], bool]:
    """What comes next, each with its number of days, its day and its article; and whether that day has passed."""
    told = sorted((c for c in clocks if c.term in NEXT), key=lambda c: c.due_on)
    if not told:
        return [str(WORDS[kind, state][1])], False
    lines = [_next(clock) for clock in told]
    late = [c for c in told if c.kind == "duty" and c.due_on < today]
    if late:
        told_late = _("This was due on %(day)s and has not come yet (%(late)s).")
        lines.insert(0, told_late % {"day": _day(late[0].due_on), "late": days_left(late[0].due_on, today)})
    return lines, bool(late)


def _next(clock: Any) -> str:
    term = terms_of(clock.law).get(clock.term)
    extension = getattr(clock, "extension", 0)
    text = EXTENDED if extension and clock.term == "C6" else NEXT[clock.term]
    length = term.length if term else None
    told = str(text) % {"n": length, "day": _day(clock.due_on), "more": extension}
    return f"{told} {_source(clock.law, clock.term)}"


def _source(law: str, term: str) -> str:
    found = terms_of(law).get(term)
    if found is None or found.article is None:
        return _("(a rule of this desk)")
    return f"({_(LAWS[law].name_en)}, {article_text(found.article)})"


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def joined() -> str:
    return _(
        "Your petition is on the same matter as an earlier one and was joined to it: the one answer goes to you too."
    )


def remedies(rights: Sequence[Clock], unproven: Sequence[Service], rules: Rules, today: date) -> list[str]:
    """From her own clocks; where no receipt is proven none runs, and she is told so."""
    lines = []
    for clock in rights:
        term = terms_of(clock.law).get(clock.term)
        texts = RIGHTS if clock.stopped_on is None and clock.due_on >= today else RIGHTS_OVER
        if clock.term in texts and (clock.stopped_on is None or clock.result == "lapsed"):
            told = str(texts[clock.term]) % {"n": term.length if term else "", "day": _day(clock.due_on)}
            lines.append(f"{told} {_source(clock.law, clock.term)}" if texts is RIGHTS else told)
    right = rules.term("C8", today)
    for service in unproven:
        assert service.sent_on is not None and right is not None
        lines.append(_("No proof is here yet that you received the answer sent on %(day)s. The %(n)s days to ask for review begin on the day you receive it.") % {
            "day": _day(service.sent_on), "n": right.length})  # fmt: skip
    return lines


def first_steps(kind: str, petition: Petition) -> list[dict[str, str]]:
    """The steps of a petition on the day it was received."""
    found = None if kind == "desk" else _local(petition.registered_at)
    days = (_local(petition.received_at), found, None, None)
    return _line(
        list(zip((_("Received"), _("Office in charge found"), _("Accepted"), _("Answered")), days, strict=True))
    )


def steps(cases: Sequence[Case], answered: date | None, petition: Petition) -> list[dict[str, str]]:
    """How far it is, in words; review and recheck appear once asked for."""
    handled = [c for c in cases if c.kind == "handling" and c.state != "returned"]
    accepted = min((c.accepted_on for c in handled if c.accepted_on), default=None)
    rows: list[tuple[str, date | None]] = [
        (_("Received"), _local(petition.received_at)),
        (_("Office in charge found"), min((_local(c.opened_at) for c in handled), default=None)),
        (_("Accepted"), accepted), (_("Answered"), answered),
    ]  # fmt: skip
    for kind, label in (("review", _("Reviewed")), ("recheck", _("Rechecked"))):
        asked = [c for c in cases if c.kind == kind]
        if asked:
            last = asked[-1]
            rows.append((label, _local(last.closed_at) if last.closed_at else None))
    if not any(c.is_open for c in cases) and answered is None:
        end = max((c for c in cases if c.closed_at), key=lambda c: c.pk, default=None)
        rows = [r for r in rows if r[1]] + [(_("Ended"), _local(end.closed_at) if end and end.closed_at else None)]
    return _line(rows)


def _line(rows: Sequence[tuple[str, date | None]]) -> list[dict[str, str]]:
    reached = max((n for n, (_label, day) in enumerate(rows) if day), default=-1)
    return [
        _step(label, "done" if n <= reached else "now" if n == reached + 1 else "next", day)
        for n, (label, day) in enumerate(rows)
    ]


def _local(instant: datetime) -> date:
    return timezone.localtime(instant).date()


def _step(label: str, status: str, day: date | None = None) -> dict[str, str]:
    note = day.isoformat() if day else _("now") if status == "now" else ""
    return {"label": label, "status": status, "note": note}

"""The deadline calculator: one question, one answer with its account. Pure; page, command and API all ask here."""

from datetime import date, timedelta
from typing import Any

from caseflow.calendars import Calendar
from caseflow.deadlines import Line, account, due
from caseflow.packs import NATIONWIDE, Local
from caseflow.statute import LAWS, Term, Unit, law_on

LONGEST_PERIOD = 3660  # a hearing of ten years is a slip of the pen


class CalculatorError(ValueError):
    """The question has no answer: a term without a length, one the law lacks, bad days. The text says which."""


def answer(
    term: str,
    from_: date,
    calendar: Calendar,
    *,
    law: str | None = None,
    days: int | None = None,
    exclude: tuple[tuple[date, date], ...] = (),
    local: Local = NATIONWIDE,
) -> dict[str, Any]:
    """Due days of `term` starting on `from_`; C7 adds `days` (1-30) to the nominal day of C6; `exclude` is for C11.

    `local` are the packs of a place: where one in force on the day sets the term, it is counted by that and named.
    """
    code = _law(from_, law)
    found = _term(term, from_, code, local)
    excluded, extension = _excluded(found, exclude), _extension(found, days)
    counted = _term(found.extends, from_, code, local) if found.extends else found
    try:
        result = due(counted, from_, calendar, extension=extension, excluded=excluded)
        lines = account(counted, from_, calendar, extension=extension, excluded=excluded)
    except OverflowError:
        raise CalculatorError(f"{term} from {from_.isoformat()} ends after the last day of the calendar") from None
    return {
        "term": term,
        "from": from_.isoformat(),
        "law": code,
        "pack": found.pack,
        "article": _article(found),
        "nominal": result.nominal.isoformat(),
        "legal": result.legal.isoformat(),
        "provisional": result.provisional,
        "account": [_line(line) for line in lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"day": line.day.isoformat(), "counted": line.counted, "reason": line.reason}


def _article(term: Term) -> str:
    if term.source:
        return "OWN" if term.own else term.source
    return str(term.article) if term.article else "OWN"


def _law(from_: date, law: str | None) -> str:
    if law is None:
        try:
            law = law_on(from_).code
        except LookupError as problem:
            raise CalculatorError(str(problem)) from None
    if law not in LAWS:
        raise CalculatorError(f"unknown law {law}: {', '.join(LAWS)}")
    return law


def _term(term: str, from_: date, law: str, local: Local) -> Term:
    found = local.term(term, LAWS[law], from_)
    if found is None:
        raise CalculatorError(f"{law} has no term {term}")
    if found.length is None:
        kind = "a day set case by case" if found.unit is Unit.DATE else "once a year"
        raise CalculatorError(f"{term} has no length: {kind}")
    return found


def _extension(term: Term, days: int | None) -> int:
    """The days after the base term's nominal day; only a term that extends another has them (R22 Art. 34)."""
    if not term.extends:
        if days is not None:
            raise CalculatorError(f"{term.code}: days are for an extension (C7) alone")
        return 0
    if days is None or not 1 <= days <= term.max_extension:
        raise CalculatorError(f"{term.code}: give the days of the extension, 1 to {term.max_extension}")
    return days


def _excluded(term: Term, ranges: tuple[tuple[date, date], ...]) -> frozenset[date]:
    if ranges and not term.excludes_hearing:
        raise CalculatorError(f"{term.code}: only hearing days of a recheck (C11) are not counted")
    days: set[date] = set()
    for first, last in ranges:
        if last < first or (last - first).days > LONGEST_PERIOD:
            raise CalculatorError(f"{first.isoformat()}..{last.isoformat()} is no period")
        days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return frozenset(days)


def parse_period(text: str) -> tuple[date, date]:
    """`2026-03-01..2026-03-05`, or one day."""
    first, dots, last = text.partition("..")
    try:
        return date.fromisoformat(first.strip()), date.fromisoformat((last if dots else first).strip())
    except ValueError:
        raise CalculatorError(f"{text!r} is no period: write 2026-03-01..2026-03-05") from None


def parse_day(text: str) -> date:
    """An ISO day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise CalculatorError(f"{text!r} is no day: write 2026-09-18") from None

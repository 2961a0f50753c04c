"""The terms of the law as data: every clock with its length, unit and article. The only code with numbers of days.

R22: 信访工作条例 (2022-05-01). R05: 信访条例 2005 (2005-05-01 to 2022-04-30). `own` terms have no text behind them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    DAYS = "days"  # calendar days: 日
    WORKING_DAYS = "working_days"  # 工作日
    DATE = "date"  # a day set case by case
    YEAR = "year"


class ClockKind(StrEnum):
    DUTY = "duty"  # can be late
    RIGHT = "right"  # the petitioner's; lapses
    LAPSE = "lapse"  # an office's right; lapses
    WATCH = "watch"  # no legal effect


@dataclass(frozen=True, order=True)
class Article:
    number: int
    paragraph: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        text = f"Art. {self.number}"
        if self.paragraph:
            text += f" ¶{self.paragraph}"
        return f"{text} ({self.item})" if self.item else text


@dataclass(frozen=True)
class Term:
    """One term: `length` in `unit`, None where it is set case by case."""

    code: str
    law: str
    length: int | None
    unit: Unit
    kind: ClockKind
    owner: str
    article: Article | None
    own: bool = False
    extends: str | None = None
    max_extension: int = 0
    excludes_hearing: bool = False
    pack: str = "national"  # or the version of the local rules that sets it
    source: str = ""  # of a local term: the local rules and their article, in words


@dataclass(frozen=True)
class Law:
    code: str
    name_zh: str
    name_en: str
    in_force_from: date
    in_force_until: date | None
    terms: Mapping[str, Term]


DUTY, RIGHT, LAPSE, WATCH = ClockKind.DUTY, ClockKind.RIGHT, ClockKind.LAPSE, ClockKind.WATCH
DAYS, WORKING = Unit.DAYS, Unit.WORKING_DAYS


def _table(terms: tuple[Term, ...]) -> Mapping[str, Term]:
    return {term.code: term for term in terms}


def _own(law: str) -> tuple[Term, ...]:
    """The tenant's terms: the same under each law."""
    return (
        Term("A6", law, 60, DAYS, DUTY, "organ", None, own=True),  # a suggestion, from acceptance
        Term("W6", law, 60, DAYS, WATCH, "organ", None, own=True),  # from the last day of C2 / C3 passed unaccepted
        Term("V1", law, 3, WORKING, DUTY, "sender", None, own=True),  # verify an objection
        Term("R1", law, 5, WORKING, DUTY, "sender", None, own=True),  # pass a returned matter on again
        Term("D3", law, 3, DAYS, WATCH, "petition_office", None, own=True),  # follow up a decision asked for
        Term("TD", law, 30, DAYS, WATCH, "organ", None, own=True),  # tracking day of organs with rules of their own
        Term("S1", law, 60, DAYS, DUTY, "organ", None, own=True),  # an own procedure without a limit of its law
        Term("SF", law, 3, WORKING, WATCH, "petition_office", None, own=True),  # simplified: pass on
        Term("SA", law, 3, WORKING, WATCH, "organ", None, own=True),  # simplified: accept
        Term("SO", law, 10, WORKING, DUTY, "organ", None, own=True),  # simplified: answer, from acceptance
        Term("EX", law, 30, DAYS, WATCH, "organ", None, own=True),  # carry out a supported request, from sending
        Term("RQ", law, 15, DAYS, DUTY, "reviewer", None, own=True),  # accept or refuse a request for review or recheck
        Term("XD", law, 10, DAYS, RIGHT, "petitioner", None, own=True),  # ask after an obstacle has ended
        Term("WD", law, 30, DAYS, RIGHT, "petitioner", None, own=True),  # revoke a withdrawal
        Term("WS", law, 30, DAYS, WATCH, "organ", None, own=True),  # the proof of receipt of a sent answer
        Term("EV", law, 30, DAYS, RIGHT, "petitioner", None, own=True),  # evaluate, from the day the answer can be read
    )


R22 = _table(
    (
        Term("C1", "R22", 15, DAYS, DUTY, "petition_office", Article(22)),
        Term("C2", "R22", 15, DAYS, DUTY, "organ", Article(23, 1)),
        Term("C3", "R22", 15, DAYS, DUTY, "organ", Article(23, 3)),
        Term("C4", "R22", 5, WORKING, LAPSE, "organ", Article(23, 3)),
        Term("C5", "R22", None, Unit.DATE, DUTY, "organ", Article(22, 1, 3)),
        Term("C6", "R22", 60, DAYS, DUTY, "organ", Article(34), max_extension=30),
        Term("C7", "R22", 30, DAYS, DUTY, "organ", Article(34), extends="C6", max_extension=30),
        Term("C8", "R22", 30, DAYS, RIGHT, "petitioner", Article(35)),
        Term("C9", "R22", 30, DAYS, DUTY, "reviewer", Article(35)),
        Term("C10", "R22", 30, DAYS, RIGHT, "petitioner", Article(36, 1)),
        Term("C11", "R22", 30, DAYS, DUTY, "rechecker", Article(36, 1), excludes_hearing=True),
        Term("C12", "R22", 30, DAYS, DUTY, "organ", Article(40, None, 4), own=True),
        Term("C13", "R22", None, Unit.YEAR, DUTY, "petition_office", Article(41)),
        Term("C14", "R22", None, Unit.YEAR, DUTY, "government", Article(39)),
        *_own("R22"),
    )
)

R05 = _table(
    (
        Term("C1", "R05", 15, DAYS, DUTY, "petition_office", Article(21)),
        Term("C2", "R05", 15, DAYS, DUTY, "organ", Article(22)),
        Term("C3", "R05", 15, DAYS, DUTY, "organ", Article(22)),
        Term("C5", "R05", None, Unit.DATE, DUTY, "organ", Article(21)),
        Term("C6", "R05", 60, DAYS, DUTY, "organ", Article(33), max_extension=30),
        Term("C7", "R05", 30, DAYS, DUTY, "organ", Article(33), extends="C6", max_extension=30),
        Term("C8", "R05", 30, DAYS, RIGHT, "petitioner", Article(34)),
        Term("C9", "R05", 30, DAYS, DUTY, "reviewer", Article(34)),
        Term("C10", "R05", 30, DAYS, RIGHT, "petitioner", Article(35)),
        Term("C11", "R05", 30, DAYS, DUTY, "rechecker", Article(35), excludes_hearing=True),
        Term("C12", "R05", 30, DAYS, DUTY, "organ", Article(36)),
        *_own("R05"),
    )
)

LAWS: Mapping[str, Law] = {
    "R05": Law("R05", "信访条例", "Regulations on Petitions", date(2005, 5, 1), date(2022, 4, 30), R05),
    "R22": Law("R22", "信访工作条例", "Regulations on Petition Work", date(2022, 5, 1), None, R22),
}


def law_on(day: date) -> Law:
    """The law in force on `day`. Raises LookupError before 2005-05-01."""
    for law in LAWS.values():
        if law.in_force_from <= day and (law.in_force_until is None or day <= law.in_force_until):
            return law
    raise LookupError(f"no law in force on {day.isoformat()}: the first one known begins 2005-05-01")


def terms_of(law_code: str) -> Mapping[str, Term]:
    """The terms of a law by code."""
    return LAWS[law_code].terms

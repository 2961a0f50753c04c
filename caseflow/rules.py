"""The rules that hold at a place: by which calendar days are counted, and which terms the law sets there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from caseflow.calendars import Calendar
from caseflow.statute import Law, Term, law_on


@dataclass(frozen=True)
class Rules:
    """What an act is planned with: handed in, never looked up."""

    calendar: Calendar
    options: Mapping[str, str] = field(default_factory=dict)

    def law(self, day: date) -> Law:
        """The law in force on the day. Raises LookupError before the first one known."""
        return law_on(day)

    def term(self, code: str, day: date) -> Term | None:
        """The term as it stands here on the day, or None where the law has no such term."""
        return law_on(day).terms.get(code)

    def option(self, name: str, day: date) -> str:
        """What is chosen here where local rules differ; empty: as the national text has it."""
        return self.options.get(name, "")

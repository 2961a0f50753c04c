"""The rules that hold at a place: by which calendar days are counted, and which terms the law sets there. Pure."""

from dataclasses import dataclass
from datetime import date

from caseflow.calendars import Calendar
from caseflow.packs import EXTENDED, NATIONWIDE, Local
from caseflow.statute import Law, Term, law_on


@dataclass(frozen=True)
class Rules:
    """What an act is planned with: handed in, never looked up."""

    calendar: Calendar
    local: Local = NATIONWIDE

    def law(self, day: date) -> Law:
        """The law in force on the day. Raises LookupError before the first one known."""
        return law_on(day)

    def term(self, code: str, day: date) -> Term | None:
        """The term as it stands here on the day, or None where neither the law nor a local pack has such a term."""
        return self.local.term(code, law_on(day), day)

    def option(self, name: str, day: date) -> str:
        """What the local rules choose on the day, one of `packs.OPTIONS`; the national value where they are silent."""
        return self.local.option(name, day)

    def cited(self, name: str, day: date) -> str:
        """By which local text, as a paper names it; empty where no local rule says anything."""
        return self.local.cited(name, day)

    def kept(self, code: str, law: str, pack: str) -> Term | None:
        """The term as a running clock keeps it, by the law and the pack it was started with."""
        return self.local.kept(code, law, pack)

    def longest_extension(self, law: str, pack: str) -> int:
        """The days by which the term of an answer may be extended under that law and pack (R22 Art. 34)."""
        found = self.kept(EXTENDED, law, pack)
        return found.max_extension if found else 0

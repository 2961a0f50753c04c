"""Local packs: a province's or a desk's own terms and options beside the national set. Rows, loaded as values. Pure.

A pack holds in its region and below, from a day until a day; the nearest region's wins, term by term and option by
option, and what none names is national. A clock keeps the version it was computed with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from caseflow.statute import LAWS, ClockKind, Law, Term, Unit

NATIONAL = "national"
EXTENSION, EXTENDED = "C7", "C6"  # an extension is told on the row of the term that it extends
RIGHTS = ("C8", "C10")
LONGEST = 400  # days: more is a slip of the pen
WORDS = 100  # characters of an article


@dataclass(frozen=True)
class Option:
    """A question on which local rules differ: the values it may have, the first of them national."""

    name: str
    values: tuple[str, ...]

    @property
    def default(self) -> str:
        return self.values[0]


# The closed list. What each means stands in `texts/packs.py` and docs/how-to/local-rules.md.
OPTIONS: Mapping[str, Option] = {
    option.name: option
    for option in (
        Option(
            "several_offices", ("consult", "first_received_accepts", "first_received_leads")
        ),  # R22 24; SD 34; SH 27
        Option("missed_limit_ends", ("no", "yes")),  # SD 46, ZJ 25
        Option("settlement_ends", ("no", "yes")),  # SD 46, ZJ 25
        Option("death_ends", ("no", "yes")),  # SD 46, ZJ 25
        Option("hearing_in_review", ("counted", "excluded")),  # R22 36 ¶2 speaks of the recheck alone
        Option(
            "forwarding_notice", ("yes", "no")
        ),  # R22 23 ¶1 binds an organ; a petition office tells by good practice
    )
}


def codes() -> list[str]:
    """The terms that a pack may set: those with a length under some law, in the order of the present one."""
    newest_first = sorted(LAWS.values(), key=lambda law: law.in_force_from, reverse=True)
    terms = [term for law in newest_first for term in law.terms.values() if term.length and not term.extends]
    return list(dict.fromkeys(term.code for term in terms))


@dataclass(frozen=True)
class LocalTerm:
    """A row: the term as the local rules have it, with their article in words; `own` where no text stands behind it."""

    code: str
    length: int
    unit: Unit
    max_extension: int = 0
    article: str = ""
    own: bool = False


@dataclass(frozen=True)
class LocalOption:
    name: str
    value: str
    article: str = ""


@dataclass(frozen=True)
class Pack:
    """One version of a pack: never changed, only ended."""

    key: str  # code and version, as the clocks keep it
    code: str
    name_zh: str
    name_en: str
    valid_from: date
    valid_until: date | None = None
    terms: Mapping[str, LocalTerm] = field(default_factory=dict)
    options: Mapping[str, LocalOption] = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def term(self, code: str, law: Law) -> Term | None:
        """The term as this pack has it beside `law`, or None where it says nothing of it."""
        if code == EXTENSION:
            return self._extension(law)
        row, base = self.terms.get(code), _base(code, law)
        if base is None:
            return None
        counted = code == "C9" and "hearing_in_review" in self.options
        if counted:
            option = self.options["hearing_in_review"]
            base = replace(
                base, excludes_hearing=option.value == "excluded", pack=self.key, source=self.cited(option.article)
            )
        if row is None:
            return base if counted else None
        return replace(
            base, law=law.code, length=row.length, unit=row.unit, max_extension=row.max_extension, own=row.own,
            pack=self.key, source=self.cited(row.article),
        )  # fmt: skip

    def _extension(self, law: Law) -> Term | None:
        row, base = self.terms.get(EXTENDED), _base(EXTENSION, law)
        if row is None or base is None:
            return None
        return replace(
            base, length=row.max_extension, max_extension=row.max_extension, own=row.own, pack=self.key,
            source=self.cited(row.article),
        )  # fmt: skip

    def cited(self, article: str) -> str:
        return f"《{self.name_zh}》{article}" if article else f"《{self.name_zh}》"


def _base(code: str, law: Law) -> Term | None:
    """What a local row builds on: the law's own term, or that of another law (BJ had the objection before R22)."""
    others = (found.terms[code] for found in LAWS.values() if code in found.terms)
    return law.terms.get(code) or next(others, None)


def term_kept(code: str, law: str, pack: Pack | None) -> Term | None:
    """The term as a clock keeps it: of its own law and of the version of the pack that it was computed with."""
    local = pack.term(code, LAWS[law]) if pack else None
    return local or LAWS[law].terms.get(code)


@dataclass(frozen=True)
class Local:
    """The packs that hold at a place, the nearest first, and every version by its key."""

    packs: tuple[Pack, ...] = ()
    book: Mapping[str, Pack] = field(default_factory=dict, compare=False)

    def term(self, code: str, law: Law, day: date) -> Term | None:
        """The term here on the day: the nearest pack's that names it, else the law's."""
        found = (pack.term(code, law) for pack in self.packs if pack.in_force(day))
        return next((term for term in found if term), None) or law.terms.get(code)

    def option(self, name: str, day: date) -> str:
        """The option here on the day: the nearest pack's, else the national value. Raises KeyError: the list is closed."""
        chosen = self._chosen(name, day)
        return chosen[1].value if chosen else OPTIONS[name].default

    def cited(self, name: str, day: date) -> str:
        """By which local text the option is chosen here on the day; empty where the national value holds by itself."""
        chosen = self._chosen(name, day)
        return chosen[0].cited(chosen[1].article) if chosen else ""

    def _chosen(self, name: str, day: date) -> tuple[Pack, LocalOption] | None:
        """The nearest pack in force that answers the question, with its answer. Raises KeyError: the list is closed."""
        assert OPTIONS[name]
        found = ((pack, pack.options[name]) for pack in self.packs if pack.in_force(day) and name in pack.options)
        return next(found, None)

    def kept(self, code: str, law: str, key: str) -> Term | None:
        """The term of a clock by the law and the pack it keeps. Raises LookupError for a pack that is not there."""
        if key == NATIONAL:
            return term_kept(code, law, None)
        if key not in self.book:
            raise LookupError(f"no pack {key}")
        return term_kept(code, law, self.book[key])


NATIONWIDE = Local()


@dataclass(frozen=True)
class Problem:
    """Why a pack cannot be saved as it was written: where (a term, an option, a field) and a stable reason."""

    where: str
    code: str
    limit: int | None = None


def problems(pack: Pack, terms: Sequence[LocalTerm], options: Sequence[LocalOption]) -> list[Problem]:
    """Everything that is wrong with the rows of a pack."""
    found = [p for row in terms for p in _of_term(row, pack)]
    found += [p for option in options for p in _of_option(option)]
    found += [Problem(name, "double") for name in sorted(_doubles([t.code for t in terms] + [o.name for o in options]))]
    if not terms and not options:
        found.append(Problem("", "empty"))
    return found


def _of_term(row: LocalTerm, pack: Pack) -> Iterable[Problem]:
    if row.code not in codes():
        yield Problem(row.code, "unknown_term")
        return
    if not 1 <= row.length <= LONGEST or not 0 <= row.max_extension <= LONGEST:
        yield Problem(row.code, "length", LONGEST)
    if row.unit not in (Unit.DAYS, Unit.WORKING_DAYS):
        yield Problem(row.code, "unit")
    if row.max_extension and row.code != EXTENDED:
        yield Problem(row.code, "extension")
    if not row.own and not row.article:
        yield Problem(row.code, "article")
    if len(row.article) > WORDS:
        yield Problem(row.code, "long", WORDS)
    national = _national_length(row.code, pack)
    if row.code in RIGHTS and national and row.length < national:  # n working days are never fewer than n days
        yield Problem(row.code, "shorter", national)


def _national_length(code: str, pack: Pack) -> int:
    """The longest that a law in force within the pack's period gives."""
    laws = [
        law for law in LAWS.values()
        if (law.in_force_until is None or law.in_force_until >= pack.valid_from)
        and (pack.valid_until is None or law.in_force_from <= pack.valid_until)
    ]  # fmt: skip
    return max((law.terms[code].length or 0 for law in laws if code in law.terms), default=0)


def _of_option(option: LocalOption) -> Iterable[Problem]:
    if option.name not in OPTIONS:
        yield Problem(option.name, "unknown_option")
    elif option.value not in OPTIONS[option.name].values:
        yield Problem(option.name, "value")
    elif len(option.article) > WORDS:
        yield Problem(option.name, "long", WORDS)


def _doubles(names: Sequence[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


@dataclass(frozen=True)
class Comparison:
    """A term as the pack has it beside the national one, and what to say of the difference."""

    code: str
    local: Term
    national: Term | None

    @property
    def verdict(self) -> str:
        """How they differ; `VERDICTS` of `texts/packs.py` says for each which holds, and why."""
        if self.national is None:
            return "new"
        here, there = _measure(self.local), _measure(self.national)
        if here == there:
            return "same" if self.local.excludes_hearing == self.national.excludes_hearing else "hearing"
        if self.local.kind is ClockKind.RIGHT:
            return "longer_right"
        if self.local.unit is not self.national.unit:
            return "other"
        total, national = here[1] + here[2], there[1] + there[2]
        return "same_total" if total == national else "longer_duty" if total > national else "shorter_duty"


def _measure(term: Term) -> tuple[Unit, int, int]:
    return term.unit, term.length or 0, term.max_extension


def comparisons(pack: Pack, law: Law) -> list[Comparison]:
    """Every term that the pack sets, beside the law's own."""
    named = [*pack.terms, *(["C9"] if "hearing_in_review" in pack.options and "C9" not in pack.terms else [])]
    found = ((code, pack.term(code, law)) for code in named)
    return [Comparison(code, term, law.terms.get(code)) for code, term in found if term]

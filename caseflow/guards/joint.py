"""Guards of acts of several offices on one case."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import Facts, Guard, day_of, rules_of
from caseflow.statute import Article

ART_24 = Article(24, 1)


def leads_or_above(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The lead itself, or a petition office above it."""
    if by.is_import or by.office == state.office.id:
        return None
    above = by.office in state.office.superiors and "transfer" in by.capabilities
    return None if above else Refusal("not_the_lead", ART_24)


def first_leads(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """By some local rules the office that first received the matter leads (SH 27); a superior may still name another."""
    on, first = day_of(facts), state.received_first
    if on is None or first in (None, state.office.id) or by.is_import or by.office != state.office.id:
        return None
    rules = rules_of(facts)
    if rules.option("several_offices", on) != "first_received_leads":
        return None
    return Refusal("first_leads", ART_24, {"rule": rules.cited("several_offices", on)})


def parts_fit(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Each part is another office's, in force, asked once, by a day ahead."""
    on, seen = day_of(facts), {p.office for p in state.parts}
    for part in facts.get("parts") or ():
        office = part["office"]
        if office.id == state.office.id:
            return Refusal("part_is_lead", ART_24)
        if not office.active:
            return Refusal("target_ended", Article(24, 2))
        if office.id in seen:
            return Refusal("part_twice", ART_24)
        if on and part["due_on"] < on:
            return Refusal("part_day_past", ART_24)
        seen.add(office.id)
    return None


def part_here(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if any(p.office == by.office for p in state.parts) else Refusal("no_part_here", ART_24)


def part_of(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The part named is asked for and not in."""
    office = facts.get("part_office")
    if not state.parts or (office is not None and all(p.office != office for p in state.parts)):
        return Refusal("no_part_open", ART_24)
    return None


def parts_in(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The lead's answer binds all: it waits for each part, or the part is taken back with a reason."""
    return Refusal("part_missing", ART_24, {"n": len(state.parts)}) if state.parts and not by.is_import else None


def is_visit(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.channel == "visit" else Refusal("not_a_visit", Article(18, 3))


def offices_fit(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    offices = facts.get("offices") or ()
    if any(o.id == state.office.id for o in offices):
        return Refusal("party_is_own", Article(18, 3))
    return Refusal("target_ended", Article(24, 2)) if any(not o.active for o in offices) else None


NEED_FACTS: frozenset[Guard] = frozenset({first_leads, parts_fit, offices_fit})
QUIET = frozenset({"not_the_lead", "no_part_here", "no_part_open", "not_a_visit"})

"""Guards of acts of the handling: acceptance, work, answer and after."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import ART_22, ART_34, ART_35, Facts, Guard, day_of, rules_of
from caseflow.statute import Article


def extension_open(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 34: once, and before the sixty days end."""
    clock, on = state.clock("C6"), day_of(facts)
    if clock is None:
        return Refusal("no_extension_term", ART_34)
    if state.via == "redo":
        return Refusal("ordered_day", ART_35, {"due_on": clock.due_on})
    if clock.extension:
        return Refusal("extended_before", ART_34)
    return Refusal("extension_late", ART_34, {"due_on": clock.due_on}) if on and on > clock.due_on else None


def extension_days(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    clock, days = state.clock("C6"), facts.get("days")
    if days is None or clock is None:
        return None
    limit = rules_of(facts).longest_extension(clock.law, clock.pack)
    return None if isinstance(days, int) and 1 <= days <= limit else Refusal("extension_days", ART_34, {"limit": limit})


def extension_not_asked(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("extension_pending", ART_34) if state.extension_asked else None


def extension_asked(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.extension_asked else Refusal("nothing_asked", ART_34)


def extended(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    clock = state.clock("C6")
    return None if clock and clock.extension else Refusal("not_extended", ART_34)


def first_day_ahead(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Taking an extension back makes no past day late."""
    first, on = facts.get("first_due_on"), day_of(facts)
    return Refusal("first_day_past", ART_34, {"due_on": first}) if first and on and first < on else None


def opinion_complete(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 32: requests, facts and reasons, an outcome for each, the legal basis; and the remedy of Art. 35."""
    if by.is_import:
        return None
    missing = [name for name in ("findings", "basis") if not facts.get(name)]
    if state.klass == "C" and state.kind != "recheck" and not facts.get("remedy"):
        missing.append("remedy")
    items = facts.get("items") or ()
    if any(not (item.get("request") and item.get("outcome") and item.get("answer")) for item in items):
        missing.append("items")
    if any(item.get("outcome") == "not_recorded" for item in items):
        return Refusal("outcome_import_only", Article(32))
    return Refusal("opinion_incomplete", Article(32), {"fields": missing}) if missing else None


def receipt_awaited(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    petitioner = facts.get("petitioner")
    if not state.awaiting_receipt or (petitioner is not None and petitioner not in state.awaiting_receipt):
        return Refusal("no_receipt_awaited", ART_35)
    return None


def receipt_day(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    day, sent, on = facts.get("received_on"), facts.get("sent_on"), day_of(facts)
    if day and ((sent and day < sent) or (on and day > on)):
        return Refusal("receipt_day", ART_35, {"sent_on": sent})
    return None


def receipt_witness(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("witness", ART_35) if facts.get("is_refused") and not facts.get("witness") else None


def report_owed(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.clock("C5") else Refusal("no_report_owed", ART_22)


def report_ready(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The closing report tells of the opinion and its execution: before the opinion there is nothing to report."""
    early = {"received", "accepted", "in_clearance", "objected", "passed_down"}
    return Refusal("report_early", ART_22) if state.state in early else None


def report_in(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("report_owed", ART_22) if state.clock("C5") else None


def not_concluded(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("concluded", Article(36, 3)) if state.concluded else None


def something_late(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    on = day_of(facts)
    late = [c for c in state.clocks if c.kind == "duty" and on and c.due_on < on]
    return None if late or on is None else Refusal("nothing_late", Article(40, 1))


def lapsed(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A right, the objection's term or the watch of a receipt ends by itself; a duty never does."""
    on, ids = day_of(facts), set(facts.get("clocks") or ())
    bad = [c for c in state.clocks if c.id in ids and (c.kind == "duty" or (on and c.due_on >= on))]
    return Refusal("not_lapsed") if bad else None


NEED_FACTS: frozenset[Guard] = frozenset({extension_days, first_day_ahead, opinion_complete, receipt_day, receipt_witness, lapsed})  # fmt: skip
QUIET = frozenset({"no_report_owed", "not_extended", "nothing_asked", "no_receipt_awaited", "nothing_late", "no_extension_term", "report_early", "extension_pending"})  # fmt: skip

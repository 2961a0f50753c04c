"""Guards of the acts: each answers None, or the refusal with its article. Pure; `on` is the day of the act."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from caseflow.facts import By, CaseState, Refusal
from caseflow.statute import Article, terms_of

Facts = Mapping[str, Any]
ART_19, ART_22, ART_23, ART_34, ART_35 = Article(19, 3), Article(22, 1), Article(23, 3), Article(34), Article(35)


def _on(facts: Facts) -> date | None:
    return facts.get("on")


def target_fits(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    target = facts.get("target")
    if target is None:
        return None
    if target.id == state.office.id:
        return Refusal("target_is_own", ART_22)
    return None if target.active else Refusal("target_ended", Article(24, 2))


def target_free(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """No second open handling case of a matter at one office: there it is joined."""
    return Refusal("target_has_it", Article(21, 2)) if facts.get("target_has_open") else None


def target_below(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    target = facts.get("target")
    if target is None or state.office.id in target.superiors:
        return None
    return Refusal("target_not_below", Article(23, 1))


def not_forced(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A matter returned twice is assigned with force, not forwarded once more."""
    return Refusal("returned_twice", ART_23, {"returns": state.returns}) if state.returns >= 2 else None


def report_day(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    day, on = facts.get("report_due_on"), _on(facts)
    return Refusal("report_day_past", ART_22) if day and on and day <= on else None


def no_handling_here(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("handling_here", Article(21, 2)) if state.handling_here else None


def only_confidential(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.confidential else Refusal("not_confidential", Article(30))


def without_sender(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The petition came straight to this office, or is still its own desk's."""
    if state.sender is None or state.via == "keep":
        return None
    return Refusal("has_sender", ART_23)


def came_by_transfer(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.sender and state.via in {"forward", "assign", "pass_down"} else Refusal("no_sender", ART_23)


def objection_in_time(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    clock, on = state.clock("C4"), _on(facts)
    if clock is None:
        return Refusal("no_objection_term", ART_23)
    return Refusal("objection_late", ART_23, {"due_on": clock.due_on}) if on and on > clock.due_on else None


def first_objection(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if state.forced:
        return Refusal("assigned_with_force", ART_23)
    return Refusal("objected_before", ART_23) if state.objected else None


def pending_below(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 19 ¶3 speaks of a petition put to the *superior* of the office that handles the matter."""
    pending = facts.get("pending")
    if pending is None or state.office.id in pending.office.superiors:
        return None
    return Refusal("not_superior", ART_19)


def pending_in_term(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    pending, on = facts.get("pending"), _on(facts)
    if pending is None or on is None:
        return None
    if not pending.is_open or pending.due_on is None or pending.due_on < on:
        return Refusal("term_over", ART_19, {"due_on": pending.due_on})
    return None


def pending_here(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    pending = facts.get("pending")
    if pending is None:
        return None
    if pending.case == state.id or pending.matter == state.matter:
        return Refusal("same_case")
    if pending.office.id != state.office.id or not pending.is_open:
        return Refusal("not_open_here", Article(21, 2))
    return None


def other_matter(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if facts.get("to_matter") == state.matter:
        return Refusal("same_case")
    return Refusal("join_instead", Article(21, 2)) if facts.get("open_case_there") else None


def was_linked(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.via == "link" else Refusal("not_linked")


def extension_open(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 34: once, and before the sixty days end."""
    clock, on = state.clock("C6"), _on(facts)
    if clock is None:
        return Refusal("no_extension_term", ART_34)
    if clock.extension:
        return Refusal("extended_before", ART_34)
    return Refusal("extension_late", ART_34, {"due_on": clock.due_on}) if on and on > clock.due_on else None


def extension_days(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    clock, days = state.clock("C6"), facts.get("days")
    if days is None or clock is None:
        return None
    limit = terms_of("R22")["C7"].length or 0
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
    first, on = facts.get("first_due_on"), _on(facts)
    return Refusal("first_day_past", ART_34, {"due_on": first}) if first and on and first < on else None


def opinion_complete(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 32: requests, facts and reasons, an outcome for each, the legal basis; and the remedy of Art. 35."""
    if by.is_import:
        return None
    missing = [name for name in ("findings", "basis") if not facts.get(name)]
    if state.klass == "C" and not facts.get("remedy"):
        missing.append("remedy")
    items = facts.get("items") or ()
    if any(not (item.get("request") and item.get("outcome") and item.get("answer")) for item in items):
        missing.append("items")
    if any(item.get("outcome") == "not_recorded" for item in items):
        return Refusal("outcome_import_only", Article(32))
    return Refusal("opinion_incomplete", Article(32), {"fields": missing}) if missing else None


def not_cleared(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("cleared_before", Article(32)) if state.cleared else None


def is_cleared(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.cleared else Refusal("not_cleared", Article(32))


def receipt_awaited(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    petitioner = facts.get("petitioner")
    if not state.awaiting_receipt or (petitioner is not None and petitioner not in state.awaiting_receipt):
        return Refusal("no_receipt_awaited", ART_35)
    return None


def receipt_day(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    day, sent, on = facts.get("received_on"), facts.get("sent_on"), _on(facts)
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
    on = _on(facts)
    late = [c for c in state.clocks if c.kind == "duty" and on and c.due_on < on]
    return None if late or on is None else Refusal("nothing_late", Article(40, 1))


def amended_day(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if facts.get("field") != "received_on":
        return None
    day, on = facts.get("new_day"), _on(facts)
    return Refusal("future_day", Article(19)) if day and on and day > on else None


def second_person(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    second = facts.get("second")
    return Refusal("second_person") if second is not None and second == by.user else None


def no_child_open(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("child_open", ART_22) if state.children_open else None


def lapsed(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A right, the objection's term or the watch of a receipt ends by itself; a duty never does."""
    on, ids = _on(facts), set(facts.get("clocks") or ())
    bad = [c for c in state.clocks if c.id in ids and (c.kind == "duty" or (on and c.due_on >= on))]
    return Refusal("not_lapsed") if bad else None


# Guards that can only judge what was typed; before that they wait.
NEED_FACTS = frozenset({
    target_fits, target_free, target_below, report_day, pending_below, pending_in_term, pending_here, other_matter,
    extension_days, first_day_ahead, opinion_complete, receipt_day, receipt_witness, amended_day, second_person, lapsed,
})  # fmt: skip
# Refusals that say only "this act is for another situation": the page does not list them as blocked.
QUIET = frozenset({
    "not_confidential", "confidential", "has_sender", "no_sender", "no_report_owed", "not_extended", "nothing_asked",
    "no_receipt_awaited", "not_linked", "nothing_late", "cleared_before", "no_extension_term", "handling_here",
    "report_early", "extension_pending", "no_objection_term",
})  # fmt: skip

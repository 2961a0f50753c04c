"""Guards of review, recheck, hearing, conclusion and withdrawal."""

from datetime import timedelta

from caseflow.facts import Asked, By, CaseState, Refusal
from caseflow.guards.base import Facts, Guard, day_of
from caseflow.statute import Article

ART_28, ART_30, ART_35, ART_36 = Article(28, 3), Article(30), Article(35), Article(36, 1)
HEARING, ENDED = Article(31, None, 6), Article(36, 3)
REMEDIES = ("review", "recheck")
LONGEST_HEARING = timedelta(days=60)
RESULTS = ("uphold", "change", "redo")


def way(state: CaseState) -> Article:
    """The article by which a review or recheck goes."""
    return ART_36 if state.kind == "recheck" else ART_35


def next_way(state: CaseState) -> Article:
    """The article of the remedy against what the case answered."""
    return ART_36 if state.kind == "review" else ART_35


def asked(state: CaseState) -> Asked:
    assert state.asked is not None, "a review or recheck answers a request"
    return state.asked


# --- asking -------------------------------------------------------------------------------------------------------


def a_claim(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 29, 30: suggestions and accusations are answered by other ways."""
    return None if state.klass == "C" else Refusal("not_a_claim", ART_35)


def own_request(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Everybody speaks for herself, at the counter too."""
    person = facts.get("petitioner")
    if person is None:
        return None
    if by.petitioner is not None and person != by.petitioner:
        return Refusal("own_name_only")
    return None if person in state.petitioners else Refusal("no_petitioner_of_it")


def opinion_in_force(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.answered else Refusal("no_opinion", next_way(state))


def not_asking(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    person = facts.get("petitioner", by.petitioner)
    if person is not None and person in state.asking:
        return Refusal("asked_already", next_way(state))
    return None


def request_days(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The letter came today or before, posted on that day or before."""
    came, on, posted = facts.get("received_on"), day_of(facts), facts.get("postmark_on")
    if came and on and came > on:
        return Refusal("future_day")
    return Refusal("postmark_later") if posted and posted > (came or on or posted) else None


def body_chosen(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """One of the bodies the law names; an office that is none of them may record what was handed to it."""
    if "bodies" not in facts:
        return None
    body, bodies = facts.get("body"), facts["bodies"]
    article = next_way(state)
    if body is None:
        if bodies:
            return Refusal("choose_body", article)
        return None if facts.get("organ") and facts.get("organ_address") else Refusal("name_outside_body", article)
    if body.id in bodies or by.office == body.id != state.office.id:
        return None
    return Refusal("no_reviewing_body", article)


# --- the request at the body --------------------------------------------------------------------------------------


def wrong_body(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if asked(state).wrong_body else Refusal("is_right_body", way(state))


def right_body(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Handed to a wrong body in time is in time: it is passed on, never refused or kept."""
    return Refusal("pass_it_on", way(state)) if asked(state).wrong_body else None


def target_reviews(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    target = facts.get("target")
    if target is None or target.id in facts.get("bodies", ()):
        return None
    return Refusal("no_reviewing_body", way(state))


def still_in_force(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if asked(state).in_force else Refusal("no_opinion", way(state))


def not_pending(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("pending_review", way(state)) if asked(state).pending else None


def is_late(request: Asked) -> bool:
    """Her own day lies behind the later last day of her right; without a proven receipt the right has not begun."""
    return request.right_until is not None and request.asked_on > request.right_until


def in_time(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """In time by the later date, or the delay is excused: ten days after the obstacle ended (民诉法 86, by analogy)."""
    request = asked(state)
    if not is_late(request):
        return None
    if not (facts.get("excuse") and facts.get("obstacle_ended_on")):
        return Refusal("asked_late", way(state), {"due_on": request.right_until, "asked_on": request.asked_on})
    last, ended = facts.get("excuse_until"), facts["obstacle_ended_on"]
    if ended > request.asked_on or (last is not None and request.asked_on > last):
        return Refusal("excuse_late", way(state), {"due_on": last})
    return None


def ground_holds(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """The closed list; a ground that the record contradicts refuses nobody."""
    request, ground = asked(state), facts.get("ground")
    holds = {"no_opinion": not request.in_force, "late": is_late(request), "pending": request.pending}
    if ground is None or holds.get(ground):
        return None
    return Refusal("ground_false", way(state))


# --- the decision -------------------------------------------------------------------------------------------------


def result_given(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A review upholds, changes or orders redo; the last two on a ground of the closed list, redo with a day and an office."""
    if state.kind not in REMEDIES or by.is_import:
        return None
    result = facts.get("result")
    if result not in RESULTS:
        return Refusal("no_result", way(state))
    if result != "uphold" and not facts.get("ground"):
        return Refusal("no_ground", way(state))
    if result != "redo":
        return None
    at, day, on, latest = facts.get("redo_at"), facts.get("redo_due_on"), day_of(facts), facts.get("latest_on")
    if at not in ("first", "review") or (at == "review" and state.kind == "review"):
        return Refusal("redo_office", way(state))
    if day is None or (on and day <= on) or (latest and day > latest):
        return Refusal("redo_day", way(state), {"latest": latest})
    return None


def compared(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """After redo never basically the same opinion on the same facts: a person has compared, in writing."""
    if state.via != "redo" or by.is_import:
        return None
    if facts.get("is_same") or facts.get("same_words"):
        return Refusal("same_opinion", way(state))
    return None if facts.get("compared") else Refusal("compare_first", way(state))


def room_for_redo(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """No second open handling of a matter at one office."""
    return Refusal("redo_has_case", Article(21, 2)) if facts.get("redo_has_case") else None


# --- the hearing --------------------------------------------------------------------------------------------------


def hearing_ahead(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    first, on = facts.get("first_on"), day_of(facts)
    return Refusal("hearing_to_come", HEARING) if first and on and first < on else None


def hearing_held(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Recorded when it is over, and never before the case was accepted."""
    first, last, on = facts.get("first_on"), facts.get("last_on"), day_of(facts)
    if first is None or last is None or on is None:
        return None
    if last < first or last > on or last - first > LONGEST_HEARING:
        return Refusal("hearing_days", HEARING)
    return Refusal("hearing_early", HEARING) if state.accepted_on and first < state.accepted_on else None


# --- the end of a matter ------------------------------------------------------------------------------------------


def ending(state: CaseState, facts: Facts) -> str:
    """What ends the matter: the recheck, or by which option of the local rules (regulation 2, 7.2); empty: nothing does."""
    if state.death_ends and facts.get("died_on"):
        return "death_ends"
    if state.kind == "recheck":
        return "recheck" if state.state == "closed" and state.outcome in ("upheld", "changed") else ""
    if state.settled_ends:
        return "settlement_ends"
    # a review that ordered redo ends nothing: its answer is the redone opinion, which opens a new way (Art. 35)
    missed = state.missed_ends and state.rights_missed and state.outcome != "redo"
    return "missed_limit_ends" if missed else ""


def _may_be_death(state: CaseState, facts: Facts) -> bool:
    """A death is told, or nothing is told yet and it could be one."""
    return state.death_ends and (day_of(facts) is None or bool(facts.get("died_on")))


def last_word(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A recheck that upheld or changed; where local rules say so, what else ends a matter."""
    return None if ending(state, facts) or _may_be_death(state, facts) else Refusal("no_last_word", ENDED)


def at_rest(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """No case of the matter is open; after a death this one ends with it, and no other is."""
    if state.at_rest or (_may_be_death(state, facts) and not facts.get("others_open")):
        return None
    return Refusal("matter_open", ENDED)


def death_told(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """SD 46, ZJ 25: the one petitioner died and nobody takes the matter on, found by a person and written down."""
    day, on = facts.get("died_on"), day_of(facts)
    if day is None:
        return None
    if not state.death_ends:
        return Refusal("no_death_rule", ENDED)
    if len(set(state.petitioners) - state.withdrew) != 1:
        return Refusal("others_go_on", ENDED)
    if on and day > on:
        return Refusal("future_day", ENDED)
    return None if facts.get("nobody") and facts.get("text") else Refusal("death_unproven", ENDED)


def receipt_proven(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if _may_be_death(state, facts):
        return None
    person = state.asked.petitioner if state.asked else None
    missing = person in state.awaiting_receipt if person else bool(state.awaiting_receipt)
    return Refusal("receipt_unproven", ENDED) if missing else None


def of_concluded(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.concluded else Refusal("not_concluded_matter", ENDED)


def was_party(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 36 ¶3 binds whoever had handling, review and recheck; nobody else."""
    return Refusal("not_party", ENDED) if facts.get("strangers") else None


def carried_out(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("not_carried_out", Article(32, 2), {"n": facts["owed"]}) if facts.get("owed") else None


def nothing_new(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Both, the same facts and the same reasons, found by a person who compared; else it is a new matter."""
    if "same_facts" not in facts and "same_reasons" not in facts:
        return None
    return None if facts.get("same_facts") and facts.get("same_reasons") else Refusal("something_new", ENDED)


# --- withdrawing --------------------------------------------------------------------------------------------------


def no_accusation(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("accusation_stays", ART_30) if state.klass == "B" or state.confidential else None


def elsewhere(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Her signed paper is taken by another office than the one complained of, so that nobody is talked into it there."""
    if by.petitioner is not None or by.office is None:
        return None
    complained = {state.office.id} if state.asked is None else {state.asked.of_office, state.asked.first_office}
    return Refusal("complained_of") if by.office in complained else None


def not_withdrawn(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    person = facts.get("petitioner", by.petitioner)
    return Refusal("withdrawn_already") if person is not None and person in state.withdrew else None


def her_request(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A review is hers alone who asked for it."""
    person = facts.get("petitioner", by.petitioner)
    if state.asked is None or person is None or person == state.asked.petitioner:
        return None
    return Refusal("own_name_only")


def has_withdrawn(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """While the days to think it over run."""
    person = facts.get("petitioner", by.petitioner)
    if not state.withdrew:
        return Refusal("nothing_withdrawn")
    if person is None:
        return None
    clock = next((c for c in state.clocks if c.term == "WD" and c.petitioner == person), None)
    on = day_of(facts)
    if person not in state.withdrew:
        return Refusal("nothing_withdrawn")
    return Refusal("revocation_late") if clock is None or (on and on > clock.due_on) else None


def room_here(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if state.state == "withdrawn" and state.kind == "handling" and state.handling_here:
        return Refusal("handling_here", Article(21, 2))
    return None


def no_remedy_open(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """An office corrects itself only while nobody above looks at it."""
    return Refusal("remedy_open", ART_35) if state.remedy_open else None


NEED_FACTS: frozenset[Guard] = frozenset({own_request, request_days, body_chosen, target_reviews, in_time, ground_holds, result_given, compared, room_for_redo, hearing_ahead, hearing_held, was_party, carried_out, nothing_new, her_request, death_told})  # fmt: skip
QUIET = frozenset({"not_a_claim", "no_opinion", "asked_already", "is_right_body", "not_concluded_matter", "nothing_withdrawn", "accusation_stays", "complained_of", "withdrawn_already", "no_last_word", "remedy_open"})  # fmt: skip

"""Guards of acts on class and route: classes of a matter, statutory routes, simplified procedure, settlement, execution."""

from caseflow.facts import By, CaseState, Refusal
from caseflow.guards.base import Facts, Guard, day_of
from caseflow.statute import Article

ART_31, ART_33 = Article(31), Article(33)


def other_class(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("same_class", Article(28, 2)) if facts.get("klass") == state.klass else None


def never_unsealed(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """What was an accusation once stays confidential; a claim beside it is split off."""
    return Refusal("stays_confidential", Article(30, 3)) if state.confidential else None


def one_matter_each(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """To B: the petition's whole text must not stand beside another matter in other hands."""
    return Refusal("split_first", Article(30, 3)) if facts.get("klass") == "B" and facts.get("text_elsewhere") else None


def by_other_organ(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    route = facts.get("route")
    return None if route is None or route.by_other_organ else Refusal("route_is_own", Article(31, None, 5))


def own_route(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    route = facts.get("route")
    return None if route is None or route.item in {4, 5} else Refusal("route_of_others", Article(31, None, route.item))


def route_still_open(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A route whose last day has passed leads nowhere: the head decides, handling by Art. 31 (6) otherwise."""
    route, on = facts.get("route"), day_of(facts)
    if route is None or route.owner != "petitioner" or route.last_on is None or on is None or route.last_on >= on:
        return None
    return None if "decide" in by.capabilities else Refusal("route_over", ART_31, {"last_on": route.last_on})


def litigation_visit(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """R22 Art. 20 ¶2: the desk itself routes out only a visit about litigation; the rest is forwarded."""
    if state.kind != "desk":
        return None
    route = facts.get("route")
    if state.channel != "visit" or (route is not None and route.item != 1):
        return Refusal("not_litigation_visit", Article(20, 2))
    return None


def qualifies_for_simplified(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if state.klass == "B" or state.petitions > 1:
        return Refusal("not_simple")
    return None if facts.get("nothing_against") else Refusal("simple_excluded")


def is_ordinary(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.procedure == "ordinary" else Refusal("not_ordinary")


def is_simplified(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.procedure == "simplified" else Refusal("not_simplified")


def is_claim(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.klass == "C" else Refusal("not_a_claim", ART_33)


def performance_ahead(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    day, on = facts.get("perform_on"), day_of(facts)
    return Refusal("perform_day_past", ART_33) if day and on and day < on else None


def unperformed(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """An agreement whose performance is still open."""
    found = state.settlement
    return None if found and found.performed is None else Refusal("no_settlement", ART_33)


def performance_due(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    found, on = state.settlement, day_of(facts)
    if found is None or on is None or found.perform_on < on:
        return None
    return Refusal("perform_day_ahead", ART_33, {"perform_on": found.perform_on})


def execution_open(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if not state.executions:
        return Refusal("nothing_to_carry_out", Article(32, 2))
    named = facts.get("execution")
    return None if named is None or named in state.executions else Refusal("unknown_execution", Article(32, 2))


NEED_FACTS: frozenset[Guard] = frozenset(
    {
        other_class,
        one_matter_each,
        by_other_organ,
        own_route,
        route_still_open,
        qualifies_for_simplified,
        performance_ahead,
    }
)
QUIET = frozenset({
    "stays_confidential", "not_litigation_visit", "not_simple", "simple_excluded", "not_ordinary", "not_simplified", "not_a_claim",
    "no_settlement", "nothing_to_carry_out",
})  # fmt: skip

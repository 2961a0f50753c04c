"""Guards of accusations: whom a matter is kept from, and what its own rules ask (R22 Art. 22 ¶2, 28 ¶3, 30)."""

from collections.abc import Iterable
from typing import Any

from caseflow.facts import By, CaseState, OfficeFacts, Pending, Refusal
from caseflow.guards.base import Facts, Guard
from caseflow.statute import Article

ART_28, ART_30 = Article(28, 3), Article(30, 3)
PEOPLE = ("handler", "second")  # facts that name an account


def accused_kept_away(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Before every act of every area: an accused office or person does nothing here and is named for nothing.

    Whatever names an office is looked at: target, part, reviewer, addressee, the office of another case.
    """
    if by.is_import:
        return None
    if by.office in state.accused or (by.user is not None and by.user in state.accused_users):
        return Refusal("accused_acts", ART_28)
    for value in facts.values():
        if state.accused.intersection(_offices(value)):
            return Refusal("accused_named", ART_30)
    if any(facts.get(name) in state.accused_users for name in PEOPLE):
        return Refusal("accused_handles", ART_28)
    return None


def _offices(value: Any) -> Iterable[int]:
    match value:
        case OfficeFacts():
            yield value.id
        case Pending():
            yield value.office.id
        case tuple() | list() | frozenset():
            for one in value:
                yield from _offices(one)


def is_accusation(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.confidential else Refusal("not_confidential", Article(30))


def one_addressee(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Either an office of this desk or an organ outside it by name."""
    if bool(facts.get("target")) == bool(facts.get("organ")):
        return Refusal("one_addressee", Article(22, 2))
    return None


def target_other(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    target = facts.get("target")
    if target is None:
        return None
    if target.id == state.office.id:
        return Refusal("target_is_own", Article(22, 2))
    return None if target.active else Refusal("target_ended", Article(24, 2))


def target_competent(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Discipline organs, or another organ with power over the cadre; never an ordinary department (R22 Art. 30 ¶1)."""
    target = facts.get("target")
    fit = {"discipline", "party", "political_legal", "procuratorate", "court", "government", "petition"}
    return None if target is None or target.kind in fit else Refusal("not_competent", Article(30, 1))


def receipt_outside(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return None if state.referred_outside else Refusal("no_receipt_outside", Article(22, 2))


def named_reporter(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Feedback is owed to whoever gave her name (R22 Art. 30 ¶1)."""
    return None if state.reachable else Refusal("reporter_unnamed", Article(30, 1))


def reporter_told(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if state.state == "decided" and state.reachable:
        return Refusal("feedback_owed", Article(30, 1))
    return None


def not_own_office(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """An office that is itself accused sends the matter away first; whoever receives it enters the office."""
    accused = facts.get("against_office")
    return Refusal("own_office_accused", ART_28) if accused is not None and accused == state.office.id else None


def not_complained_of(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """A claim that became an accusation at the office it is about: that office refers it and does nothing else in it."""
    return Refusal("own_office_accused", ART_28) if state.office.id in state.complained_of else None


def split_checked(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    """Where a part is an accusation, a second person has looked that nothing of it stands in the others."""
    if facts.get("cuts_secret") and not facts.get("second"):
        return Refusal("second_for_secret", ART_30)
    return None


def split_clean(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    return Refusal("secret_in_other_part", ART_30) if facts.get("overlap") else None


def somebody_named(state: CaseState, facts: Facts, by: By) -> Refusal | None:
    if facts.get("against_office") or facts.get("against_person"):
        return None
    return Refusal("nobody_named", ART_30)


NEED_FACTS: frozenset[Guard] = frozenset(
    {one_addressee, target_other, target_competent, not_own_office, somebody_named, split_checked, split_clean}
)
QUIET = frozenset({"not_confidential", "no_receipt_outside", "reporter_unnamed"})

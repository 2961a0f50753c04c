"""What acts of review, recheck, hearing and withdrawal write beside cases and clocks. Called by `apply()` alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from caseflow.facts import Change, NewCase
from caseflow.models import (
    Case,
    DecisionAsked,
    Dispute,
    Execution,
    Hearing,
    Opinion,
    OpinionItem,
    Part,
    RemedyRequest,
    Settlement,
    Withdrawal,
)
from offices.actors import Actor
from petitions.sealing import seal

# words beside a case; a room above adds its own. Their way to the matter, where it is not by the case:
CLOSABLE: list[Any] = [
    RemedyRequest,
    Hearing,
    Withdrawal,
    Part,
    Dispute,
    DecisionAsked,
    Settlement,
    OpinionItem,
    Execution,
]
TO_MATTER: dict[Any, str] = {OpinionItem: "opinion__case__matter"}


def write(
    flat: Sequence[Change], pairs: Sequence[tuple[Change, NewCase, Case]], cases: Mapping[int, Case], actor: Actor
) -> None:
    """Requests of the cases opened, decisions on requests, hearings, withdrawals, and results that fall or are replaced."""
    RemedyRequest.objects.bulk_create(_request(case, new.request) for _c, new, case in pairs if new.request)
    Hearing.objects.bulk_create(
        Hearing(case_id=c.case, recorded_by_id=actor.user_id, **c.hearing) for c in flat if c.hearing
    )
    for change in flat:
        if change.request:
            RemedyRequest.objects.filter(case=change.case).update(**change.request)
        if change.withdrawal:
            _withdrawal(change.case, dict(change.withdrawal))
        if change.revoked_on:
            revoke_result(change.case, change.revoked_on)
        if change.replaced_by:
            replace_result(change.case, change.replaced_by)


def _request(case: Case, given: Mapping[str, Any]) -> RemedyRequest:
    plain = {**given, "of_id": given["of"], "petitioner_id": given["petitioner"]}
    return RemedyRequest(case=case, **{k: v for k, v in plain.items() if k not in {"of", "petitioner"}})


def _withdrawal(case: int, given: dict[str, Any]) -> None:
    person = given.pop("petitioner")
    if "revoked_on" in given:
        Withdrawal.objects.filter(case=case, petitioner=person, revoked_on=None).update(**given)
    else:
        Withdrawal.objects.create(case_id=case, petitioner_id=person, **given)


def revoke_result(case: int, on: date) -> None:
    """The answer of a case that is to be done again falls: its opinion, and what was to be carried out by it."""
    Opinion.objects.filter(case=case, decided_at__isnull=False, revoked_on=None).update(revoked_on=on)


def replace_result(case: int, by: int) -> None:
    """The items of the opinion decided in `by` stand in place of those of `case`."""
    newer = Opinion.objects.filter(case=by, decided_at__isnull=False).order_by("-draft_no").first()
    older = Opinion.objects.filter(case=case, decided_at__isnull=False, revoked_on=None, replaced_by=None)
    older.update(replaced_by=newer)


def seal_words(matter: int) -> None:
    """Close what stands in words beside the cases of the matter (R22 Art. 30 ¶3). Once, never opened again."""
    for model in CLOSABLE:
        of = TO_MATTER.get(model, "case__matter")
        for row in model._default_manager.filter(**{of: matter}, sealed=None):
            closed = seal({name: getattr(row, name) for name in model.WORDS})
            model._default_manager.filter(pk=row.pk).update(sealed=closed, **dict.fromkeys(model.WORDS, ""))

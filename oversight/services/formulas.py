"""The formula of an overseeing office: adopted by its head as a whole version, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from offices.actors import Actor
from offices.models import Office
from offices.roles import Capability
from oversight.models import ScoreFormula, ScoreFormulaLine
from oversight.review_measures import IN_FORMULA, measures
from oversight.review_refusals import ReviewRefused, refused
from oversight.scoring import ALL, Caps, Problem, Target, problems
from oversight.services.commitments import lines_of
from petitions.identity import holds_numbers


@dataclass(frozen=True)
class FormulaDraft:
    year: int
    targets: Sequence[Target]
    caps: Caps
    reason: str = ""


def newest(office_id: int | None, year: int | None = None) -> ScoreFormula | None:
    """The formula in force for a year: the newest version that begins then or before."""
    rows = ScoreFormula.objects.filter(overseer=office_id).select_related("overseer").prefetch_related("lines")
    if year is not None:
        rows = rows.filter(year__lte=year)
    return rows.order_by("-version").first()


def check(draft: FormulaDraft, office_id: int | None) -> list[Problem]:
    """Everything that keeps the draft from being rehearsed or adopted."""
    found = problems(draft.targets, measures(), IN_FORMULA)
    if not all(0 <= cap <= ALL for cap in (draft.caps.bonus, draft.caps.deduction)):
        found.append(Problem("caps", "caps"))
    last = newest(office_id)
    if last is not None and draft.year < last.year:
        found.append(Problem("year", "formula_year", last.year))
    return found


@transaction.atomic
def adopt(draft: FormulaDraft, actor: Actor, at: datetime) -> ScoreFormula:
    """The next version, by the head of the overseeing office. Raises ReviewRefused; reviews that are open keep theirs."""
    if not (actor.may(Capability.OVERSEE) and actor.may(Capability.DECIDE)) or actor.office_id is None:
        raise refused("not_yours")
    Office.objects.select_for_update().get(pk=actor.office_id)
    found = check(draft, actor.office_id)
    if not draft.reason.strip():
        found.append(Problem("reason", "reason"))
    elif holds_numbers(draft.reason):
        found.append(Problem("reason", "numbers"))
    if found:
        raise ReviewRefused(found)
    last = newest(actor.office_id)
    row = ScoreFormula.objects.create(
        overseer_id=actor.office_id, year=draft.year, version=last.version + 1 if last else 1, bonus_cap=draft.caps.bonus,
        deduction_cap=draft.caps.deduction, reason=draft.reason.strip(), adopted_by_id=actor.user_id, posting_id=actor.posting_id,
        adopted_at=at,
    )  # fmt: skip
    ScoreFormulaLine.objects.bulk_create(ScoreFormulaLine(formula=row, **line) for line in lines_of(draft.targets))
    return row

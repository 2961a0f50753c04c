"""Formulas of the annual review: adopted as whole versions, rehearsed without a trace."""

from decimal import Decimal

from oversight.models import FrozenFigure, ReviewScore, ScoreFormula
from oversight.periods import Period
from oversight.scoring import Caps
from oversight.services import formulas
from oversight.services.review_scores import bases, live_bases, rehearse
from tests.cast import TODAY, at
from tests.oversight.reviews import LINES, YEAR, commitment, formula, review, sheet, target
from tests.oversight.test_commitments import refused


def test_a_formula_is_adopted_by_the_head_and_open_reviews_keep_theirs(cast) -> None:
    first = formula(cast)
    made = review(cast)
    draft = formulas.FormulaDraft(2027, [target(weight="100")], Caps(Decimal(3), Decimal(10)), "调整权重")
    assert refused(formulas.adopt, draft, cast.actor("su"), at(TODAY)) == ["not_yours"]
    second = formulas.adopt(draft, cast.actor("hua"), at(TODAY))
    made.refresh_from_db()
    assert (second.version, made.formula) == (2, first)
    assert formulas.newest(first.overseer_id, 2026) == first and formulas.newest(first.overseer_id, 2027) == second
    for wrong, code in (
        (formulas.FormulaDraft(2026, list(LINES), Caps(), "x"), "formula_year"), (formulas.FormulaDraft(2027, [target("open", "100")], Caps(), "x"), "volume"),
        (formulas.FormulaDraft(2027, list(LINES), Caps(Decimal(-1)), "x"), "caps"), (formulas.FormulaDraft(2027, list(LINES), Caps(), " "), "reason"),
    ):  # fmt: skip
        assert refused(formulas.adopt, wrong, cast.actor("hua"), at(TODAY)) == [code]


def test_a_rehearsal_writes_nothing_and_agrees_with_the_scoring(lives) -> None:
    commitment(lives, targets=[target(weight="100", full="50", floor="0")])
    made = review(lives, until="scored")
    old = [line.as_target() for line in made.formula.lines.all()], made.formula.caps()
    new = [target(weight="100", full="60", floor="0")], Caps()
    counts = [m.objects.count() for m in (ReviewScore, ScoreFormula, FrozenFigure)]
    rows = {r.office.code: r for r in rehearse(bases(made), new, old)}
    assert rows["LJZJ"].before.total == sheet(made, lives).score.total
    assert rows["LJZJ"].after.total == Decimal("55.55") and rows["LJZJ"].difference == Decimal("48.89")
    assert rows["LJSL"].after.total is None and rows["LJSL"].difference is None
    assert counts == [m.objects.count() for m in (ReviewScore, ScoreFormula, FrozenFigure)]
    live = {
        b.office.code: b
        for b in live_bases([lives.offices["housing"].pk], lives.offices["city_petition"].pk, Period(*YEAR), TODAY)
    }
    assert live["LJZJ"].scored(*new).total == rows["LJZJ"].after.total

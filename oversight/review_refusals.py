"""Why nothing was done with a commitment or a review: what happened, what was kept, what to do next. In words."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from oversight.review_measures import name_of
from oversight.scoring import Problem

PROBLEMS = {
    # targets
    "none": gettext_lazy("Nothing is set yet: give at least one indicator a weight."),
    "double": gettext_lazy("This indicator stands twice; keep one of the lines."),
    "unknown": gettext_lazy("There is no published indicator %(name)s. Take one of the list."),
    "volume": gettext_lazy("%(name)s tells how much was petitioned; it is for information. A target on it would reward keeping petitions away (R22 Art. 18 ¶4, 39). Take a share or a number of days."),
    "information": gettext_lazy("%(name)s says nothing of how well an office works: it is shown and never scored. Take an indicator of which more or less is better."),
    "plain_number": gettext_lazy("%(name)s is a plain number and grows with what is petitioned. Take a share or a number of days instead."),
    "not_here": gettext_lazy("%(name)s cannot be used here."),
    "weight": gettext_lazy("The weight lies above 0 and is at most 100."),
    "weights": gettext_lazy("The weights add up to %(limit)s; they must add up to exactly 100."),
    "range": gettext_lazy("Give values between 0 and %(limit)s."),
    "same": gettext_lazy("The value for full points and the value for none must differ."),
    "direction": gettext_lazy("The values stand the wrong way round: full points go to the better one."),
    "number": gettext_lazy("Give weight, full points and no points as plain numbers with at most two decimals, or leave the whole line empty."),
    # the commitment
    "not_below": gettext_lazy("This office is not below yours: only its superiors agree a commitment with it."),
    "not_yours": gettext_lazy("This is not yours to do, or not at this step. Nothing was changed."),
    "period": gettext_lazy("The last day lies before the first."),
    "year": gettext_lazy("The last day must lie in the year, and the whole take at most 366 days."),
    "overlap": gettext_lazy("These days overlap with what stands already: %(limit)s. End that one, or choose other days."),
    "exists": gettext_lazy("This office has a commitment for that year already. Open it and write its next version."),
    "office_ends": gettext_lazy("This office ends on %(limit)s. Let the commitment end by then, or agree one with the office that takes over."),
    "moved_on": gettext_lazy("It was changed in the meantime. Look at it as it stands now, then try again."),
    "reason": gettext_lazy("Give the reason in words."),
    "numbers": gettext_lazy("An identity or telephone number stands here. Take it out: nothing of a person belongs here."),
    # the review
    "no_formula": gettext_lazy("There is no formula for that year yet. Rehearse one and let the head of the office adopt it, then open the review."),
    "opened_twice": gettext_lazy("The review of that year is open already. Go on with that one."),
    "no_office": gettext_lazy("Choose at least one office."),
    "merged": gettext_lazy("An office that went over into another is reviewed there: %(limit)s."),
    "not_over": gettext_lazy("The year is not over: its figures can be frozen from the day after %(limit)s on."),
    "past": gettext_lazy("This day has passed; give today or a later day."),
    "day": gettext_lazy("Give the day."),
    "reports_open": gettext_lazy("Self-reports may still come until %(limit)s, and not all have come. Wait for that day."),
    "objections_time": gettext_lazy("Objections may still come until %(limit)s. Wait until that day has passed."),
    "objections_open": gettext_lazy("An objection waits for its answer: %(limit)s. Answer it first."),
    "objections_over": gettext_lazy("Objections could be made until %(limit)s."),
    "objection_one": gettext_lazy("Your objection is with the overseeing office. Wait for its answer."),
    "stale": gettext_lazy("Findings or corrections have come since the last scoring. Score again, then approve."),
    "owed": gettext_lazy("Something is still owed and not verified: %(limit)s."),
    "points": gettext_lazy("A bonus or deduction has between 0.01 and 100 points, a finding without points none."),
    "no_figures": gettext_lazy("The figures are not frozen yet."),
    "nothing_new": gettext_lazy("Counted again, every figure is as it stands. There is nothing to correct."),
    "done_first": gettext_lazy("The office has not told yet what it did. Wait for that, then verify."),
    "done_already": gettext_lazy("That was told already."),
    "formula_year": gettext_lazy("The formula in force is from %(limit)s on; a new one begins then or later."),
    "caps": gettext_lazy("The most for bonus and deduction lies between 0 and 100."),
}  # fmt: skip


class ReviewRefused(ValueError):
    """Nothing was written; `problems` say why."""

    def __init__(self, found: Sequence[Problem] | Problem) -> None:
        self.problems = [found] if isinstance(found, Problem) else list(found)
        super().__init__(", ".join(f"{p.where}: {p.code}" for p in self.problems))


def refused(code: str, limit: object = None, where: str = "") -> ReviewRefused:
    return ReviewRefused(Problem(where, code, limit))


def problem_text(problem: Problem) -> str:
    """Why, in a sentence."""
    return str(PROBLEMS.get(problem.code, problem.code)) % {"limit": problem.limit, "name": name_of(problem.where)}

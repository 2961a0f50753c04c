"""The published formulas: each one row with its rows, its numerator and its citation. Every number opens its cases.

A formula names the cases of its denominator and the condition of its numerator; `compute` counts them within a scope
(offices and, where asked, a topic or region) and a period by the rule of the formula. A term's period is that of its due
day by the plain count: a case counts when it falls due, whenever it was received (regulation 3.2).
"""

from collections.abc import Mapping

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Rated
from oversight.indicators import quality, rating, work
from oversight.indicators.base import COUNT, DAYS, SHARE, UNITS, Figure, Indicator, Scope
from oversight.periods import Period

GROUPS: Mapping[str, object] = {
    "volume": _("What came in and what is open"), "terms": _("The law's terms"), "notices": _("Notices"), "way": _("The way between offices"),
    "result": _("Results"), "remedies": _("Review and recheck"), "ratings": _("What petitioners say"), "record": _("The record itself"),
}  # fmt: skip
KPI = "KPI"
PETITION, RESPONSIBLE = Rated.PETITION, Rated.RESPONSIBLE

INDICATORS: tuple[Indicator, ...] = (
    Indicator("received", _("Received"), _("cases of petitions registered in the period"), "R22 41 (1)", work.received, group="volume"),
    Indicator("open", _("Open"), _("cases that are open today"), "OWN", work.open_now, group="volume"),
    Indicator("due_soon", _("Due soon"), _("open cases whose legal day lies within five days"), "OWN", work.due_soon, group="volume"),
    Indicator("late", _("Late"), _("open cases whose legal day has passed"), "R22 40 ¶1", work.late_now, higher_is_better=False, group="terms"),
    Indicator("passed_on_in_time", _("Passed on in time"), _("petition office: C1 met by its legal day ÷ C1 due in the period"),
              "R22 22; KPI", work.passed_due, work.passed_in_time, True, group="terms"),
    Indicator("accepted_in_time", _("Accepted in time"), _("accepted, refused or otherwise ended by law by the legal day of C2 or C3 ÷ C2 or C3 due in the period"),
              "R22 23; KPI", work.acceptance_due, work.accepted_in_time, True, group="terms"),
    Indicator("answered_in_time", _("Answered in time"),
              _("answers sent, or cases otherwise ended by law, by the legal day ÷ answers due in the period; a case never accepted counts as late"),
              "R22 34; KPI", work.answer_due, work.answered_in_time, True, group="terms"),
    Indicator("closed", _("Closed"), _("handling cases closed in the period"), "R22 41 (2)", work.closed, group="volume"),
    Indicator("outcome_known", _("Outcome recorded"), _("closed cases with a recorded outcome ÷ closed cases"), "OWN", work.closed,
              work.with_outcome, group="record"),
    Indicator("supported", _("Supported or adopted"), _("supported or adopted ÷ closed cases with a recorded outcome"), "R22 29, 32",
              work.outcome_closed, work.supported, group="result"),
    Indicator("extended", _("Extended"), _("answers whose term was extended ÷ answers due in the period"), "R22 34", work.answer_due,
              work.extended, group="terms"),
    Indicator("idle_days", _("Idle days"), _("days since the last act, of the handling cases that are open today: their sum ÷ their number"),
              "OWN", work.open_handling, higher_is_better=False, days=quality.days_idle, group="terms"),
    Indicator("online", _("Online"), _("petitions by other ways than letter and visit ÷ petitions registered in the period"), KPI,
              work.received, quality.online, group="volume"),
    Indicator("first_petitions", _("First petitions"), _("petitions registered in the period on a matter that had none before"), KPI,
              quality.received_first, group="volume"),
    Indicator("repeated", _("Petitioned again"),
              _("petitions on a matter that had an earlier one ÷ petitions registered in the period; by matter, never by person"), KPI,
              work.received, quality.repeated, False, group="result"),
    Indicator("settled_at_once", _("Settled the first time"),
              format_lazy(_("no further petition on the matter within {days} days of the closing ÷ matters handled for the first time and closed in the period"),
                          days=settings.FIRST_TIME_DAYS), "OWN", quality.first_closed, quality.settled_at_once, True, group="result"),
    Indicator("carried_out", _("Carried out in time"),
              _("cases of which all that was granted was carried out by its day ÷ cases with something to be carried out in the period"),
              "R22 32 ¶2", quality.to_carry_out, quality.carried_out, True, group="result"),
    Indicator("told", _("Told of the acceptance"), _("with a notice of acceptance ÷ accepted in the period, of a petitioner who gave her name"),
              "R22 23 ¶1", quality.told_owed, quality.told, True, group="notices"),
    Indicator("told_in_time", _("Told in time"), _("with a notice by the legal day of C2 or C3 ÷ accepted in the period, of a petitioner who gave her name"),
              "R22 23 ¶1", quality.told_owed, quality.told_in_time, True, group="notices"),
    Indicator("objected", _("Objected to"), _("objected to as not in charge ÷ received from another office in the period"), "R22 24",
              quality.reached, quality.objected, group="way"),
    Indicator("came_back", _("Came back"), _("returned as wrongly sent ÷ passed on in the period"), "R22 24; 40 (2)", quality.passed_on,
              quality.came_back, False, group="way"),
    Indicator("days_astray", _("Days lost on the wrong way"),
              _("days from the wrong office back, of the returns of the period: their sum ÷ the cases they are of"), "R22 24; 40 (2)",
              quality.sent_astray, higher_is_better=False, days=quality.days_astray, group="way"),
    Indicator("remedies_in_time", _("Reviewed in time"), _("reviews and rechecks decided by the legal day ÷ those due in the period"),
              "R22 35, 36", work.remedy_due, work.remedy_in_time, True, group="remedies"),
    Indicator("overturned", _("Changed on review"), _("changed or ordered to be done again ÷ answers reviewed or rechecked with a decision in the period"),
              "R22 35, 36", quality.reviewed, quality.overturned, False, group="remedies"),
    Indicator("rated_desk", _("Petition office evaluated"), _("evaluated ÷ cases whose days to evaluate ended in the period"), KPI,
              rating.over(PETITION), rating.taken_part(PETITION), group="ratings", opens=("denominator",)),
    Indicator("satisfied_desk", _("Satisfied with the petition office"), _("all ratings satisfied or basically satisfied ÷ cases evaluated"), KPI,
              rating.answered(PETITION), rating.satisfied(PETITION), True, group="ratings", opens=()),
    Indicator("rated_organ", _("Answering office evaluated"), _("evaluated ÷ cases whose days to evaluate ended in the period"), KPI,
              rating.over(RESPONSIBLE), rating.taken_part(RESPONSIBLE), group="ratings", opens=("denominator",)),
    Indicator("satisfied_organ", _("Satisfied with the answering office"), _("all ratings satisfied or basically satisfied ÷ cases evaluated"), KPI,
              rating.answered(RESPONSIBLE), rating.satisfied(RESPONSIBLE), True, group="ratings", opens=()),
    Indicator("incomplete", _("Acts with something missing"), _("cases with an act of the period at which a check of completeness failed"), "OWN",
              quality.incomplete, higher_is_better=False, group="record"),
    Indicator("back_dated", _("Back-dated"), _("cases with an act recorded in the period that was dated back; imported ones apart"), "OWN",
              quality.back_dated, higher_is_better=False, group="record"),
)  # fmt: skip
BY_CODE: Mapping[str, Indicator] = {i.code: i for i in INDICATORS}


def compute_all(scope: Scope, period: Period) -> dict[str, Figure]:
    """All figures of a scope and period, in the table's order."""
    return {i.code: i.compute(scope, period) for i in INDICATORS}


__all__ = [
    "BY_CODE",
    "COUNT",
    "DAYS",
    "GROUPS",
    "INDICATORS",
    "SHARE",
    "UNITS",
    "Figure",
    "Indicator",
    "Scope",
    "compute_all",
]

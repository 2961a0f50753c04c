"""What the pages say of local rules: terms, options and their values, why a pack is refused, which rule holds and why."""

from django.utils.translation import gettext_lazy

TERMS = {
    "SF": gettext_lazy("Simplified: pass on"), "SA": gettext_lazy("Simplified: accept"), "SO": gettext_lazy("Simplified: answer"),
    "RQ": gettext_lazy("Decide on accepting a request"), "XD": gettext_lazy("Ask after an obstacle"),
}  # fmt: skip

OPTIONS = {
    "several_offices": gettext_lazy("who leads when several offices received the same matter"),
    "missed_limit_ends": gettext_lazy("a missed time for review or recheck ends the matter"),
    "settlement_ends": gettext_lazy("a settlement that was performed ends the matter"),
    "death_ends": gettext_lazy("the petitioner's death without a successor ends the matter"),
    "hearing_in_review": gettext_lazy("hearing days in a review"),
    "forwarding_notice": gettext_lazy("the petition office tells the petitioner where it forwarded to"),
}  # fmt: skip
VALUES = {
    "consult": gettext_lazy("they consult; then the common superior, then the joint conference"),
    "first_received_accepts": gettext_lazy("the first that received it accepts it, together with the others"),
    "first_received_leads": gettext_lazy("the first that received it accepts it and leads"),
    "no": gettext_lazy("no"), "yes": gettext_lazy("yes"),
    "counted": gettext_lazy("are counted"), "excluded": gettext_lazy("are not counted"),
}  # fmt: skip

PROBLEMS = {
    "unknown_term": gettext_lazy("No such term, or none with a length that local rules may set."),
    "unknown_option": gettext_lazy("There is no such option."),
    "value": gettext_lazy("The option has no such value."),
    "length": gettext_lazy("Give a number of days between 1 and %(limit)s."),
    "unit": gettext_lazy("Days or working days, nothing else."),
    "extension": gettext_lazy("Only the answer (C6) can be extended."),
    "article": gettext_lazy("Name the article of the local rules, or mark the line as the desk's own setting."),
    "shorter": gettext_lazy(
        "A petitioner's right is never shortened by local rules: the national law gives %(limit)s days. Give as many or more, or leave the line empty."
    ),
    "code": gettext_lazy("The code is 2 to 12 capital letters or digits."),
    "long": gettext_lazy("Longer than %(limit)s characters."),
    "double": gettext_lazy("It stands twice."),
    "empty": gettext_lazy("The pack says nothing: set a term or an option."),
    "not_yours": gettext_lazy("This region is not yours to set."),
    "period": gettext_lazy("The last day lies before the first."),
    "region_fixed": gettext_lazy("A pack stays in its region: give this one another code."),
    "not_later": gettext_lazy("The present version begins on that day or later: begin the new one after it."),
    "past": gettext_lazy("What has begun goes on as it began: a change holds from today on, or later."),
    "ended": gettext_lazy("This version ends earlier already."),
    "other_pack": gettext_lazy("Another pack of this region answers this in the same time."),
    "file": gettext_lazy("The file cannot be read: %(text)s"),
    "key": gettext_lazy("The file has a name that is not known here."),
    "missing": gettext_lazy("This is missing."),
    "region": gettext_lazy("There is no such region on this desk."),
}  # fmt: skip

VERDICTS = {
    "new": gettext_lazy("The national law has no such term; the local rules add it."),
    "same": gettext_lazy("As nationally."),
    "hearing": gettext_lazy("The national text leaves out hearing days in a recheck alone; here the local rules decide."),
    "longer_right": gettext_lazy("Longer than nationally, in the petitioner's favour: the local term holds."),
    "same_total": gettext_lazy("Divided otherwise than nationally, as long in all: the local term holds."),
    "shorter_duty": gettext_lazy("Stricter for the office than nationally: the local term holds."),
    "longer_duty": gettext_lazy("Longer for the office than nationally. It holds here because the pack says so; the national law stands above it, so have its article checked."),
    "other": gettext_lazy("Counted in other days than nationally: the local term holds."),
}  # fmt: skip


def problem_text(code: str, limit: int | None = None, text: str = "") -> str:
    """Why a pack was not saved, in a sentence."""
    return str(PROBLEMS.get(code, code)) % {"limit": limit, "text": text}

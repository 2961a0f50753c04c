"""Words of the commitments' and reviews' pages: units, lamps, acts with what they will do."""

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from oversight.review_measures import Definition

UNITS = {
    "share": gettext_lazy("percent"), "count": pgettext_lazy("review", "number"), "days": pgettext_lazy("term", "days"),
    "points": gettext_lazy("points"),
}  # fmt: skip
LAMPS = {
    "fine": ("check-circle", gettext_lazy("full points in reach")),
    "soon": ("exclamation-triangle-fill", gettext_lazy("short of full points")),
    "late": ("exclamation-octagon-fill", gettext_lazy("at the floor or below")),
    "still": ("dash-circle", gettext_lazy("nothing to count yet")),
}
COMMITMENT_ACTS = {
    "write": gettext_lazy("Change the draft"), "sign": gettext_lazy("Sign for the overseeing office"),
    "take_back": gettext_lazy("Take the signature back"), "decline": gettext_lazy("Return it unsigned"),
    "countersign": gettext_lazy("Sign for this office"), "end": gettext_lazy("End it"),
}  # fmt: skip
COMMITMENT_EFFECTS = {
    "sign": gettext_lazy("The text stands as it is; the head of the office is to sign it next. Until then the signature can be taken back."),
    "take_back": gettext_lazy("It is a draft again and can be changed. The signature stays in the record."),
    "decline": gettext_lazy("It goes back as a draft with your reason; nothing is in force by it."),
    "countersign": gettext_lazy("It is in force at once, and the version before is replaced. It is never changed afterwards, only followed by the next version."),
    "end": gettext_lazy("From now on it is no longer in force and no review counts it. The record stays."),
}  # fmt: skip
REVIEW_ACTS = {
    "open": gettext_lazy("Opened"), "freeze": gettext_lazy("Freeze the figures"), "ask_reports": gettext_lazy("Ask for self-reports"),
    "inspect": gettext_lazy("Begin the findings"), "score": gettext_lazy("Score by the formula"), "approve": gettext_lazy("Approve the scores"),
    "publish": gettext_lazy("Publish to the offices reviewed"), "close": gettext_lazy("Close the review"),
}  # fmt: skip
REVIEW_EFFECTS = {
    "freeze": gettext_lazy("Every indicator of every office is counted now and kept with its definition and the version of the code. It never changes afterwards; later corrections stand beside it."),
    "ask_reports": gettext_lazy("The heads of the offices can report on their year until the day you give."),
    "inspect": gettext_lazy("No more self-reports are taken; findings with bonus and deduction are added on each office's sheet."),
    "score": gettext_lazy("The published formula is applied to the figures and findings. The offices see their score and can object until the day you give."),
    "approve": gettext_lazy("The scores stand. A figure that is corrected later is shown beside them and changes nothing."),
    "publish": gettext_lazy("All offices reviewed see the table of scores. Then what follows is ordered and followed up."),
    "close": gettext_lazy("The review is over; nothing is added any more."),
}  # fmt: skip


def formula_of(told: Definition) -> str:
    """A definition's formula in the language in force."""
    return told.formula_en if (get_language() or "").startswith("en") else told.formula_zh

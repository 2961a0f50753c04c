"""A review taken out of the desk for reference: its offices as a list (XLSX, CSV) and the whole as one PDF, both as jobs."""

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy, gettext_noop, pgettext
from django.utils.translation import gettext as _

from caseflow.exports.columns import Column, Table
from caseflow.exports.sources import SOURCES, Opened, Source, opened
from caseflow.services.pdf import Unprintable, render
from offices import jobs
from offices.actors import Actor
from offices.models import Job
from offices.paging import Sort
from offices.roles import Capability
from oversight.models import AnnualReview, ReviewedOffice
from oversight.models.review import ConsequenceKind, ReviewState
from oversight.scoring import places

KIND = "annual_review"
OUT_OF_SIGHT = gettext_noop("This review is no longer in your sight, or not published.")
PUBLIC = ("published", "closed")
# R22 Art. 39 and the responsibility rules: the result is one reference among others, never a decision
REFERENCE = gettext_lazy("For reference in the comprehensive evaluation of leading cadres; it decides nothing by itself and tells of offices, not of persons (R22 Art. 39).")  # fmt: skip
log = logging.getLogger("desk.jobs")


def may_take(review: AnnualReview, actor: Actor) -> bool:
    """Whoever sees the whole review, once it is published: before, a score may still change."""
    return review.state in PUBLIC and review.overseer_id in actor.office_ids and actor.may(Capability.OVERSEE)


# --- the list -------------------------------------------------------------------------------------------------
def _plain(name: str, label: Any, path: str, **more: Any) -> Column:
    return Column(name, label, (path,), lambda reading, values: values, **more)


def _states(reading: Any, values: list[str]) -> list[str]:
    words = reading.words(ReviewState)
    return [words.get(v, v) for v in values]


def _numbers(reading: Any, values: list[Any]) -> list[Any]:
    return [None if v is None else float(v) for v in values]


def _consequences(reading: Any, pks: list[int]) -> list[str]:
    return [reading.texts.get(pk, "") for pk in pks]


def _amount(name: str, label: Any, path: str) -> Column:
    return Column(name, label, (path,), _numbers, kind="number")


COLUMNS: tuple[Column, ...] = (
    _plain("year", gettext_lazy("year"), "review__year", kind="number"),
    Column("office", gettext_lazy("Office"), ("office__name", "office__name_en"), lambda r, a, b: r.names(a, b), kind="name", width=28),
    _plain("code", gettext_lazy("office code"), "office__code"),
    _amount("total", gettext_lazy("Score"), "score__total"),
    _amount("base", gettext_lazy("points by the formula"), "score__base"),
    _amount("bonus", gettext_lazy("bonus"), "score__bonus"),
    _amount("deduction", gettext_lazy("deduction"), "score__deduction"),
    Column("state", gettext_lazy("State"), ("review__state",), _states, kind="word"),
    Column("consequences", gettext_lazy("what follows"), ("pk",), _consequences, extra="consequences", width=40),
)  # fmt: skip


class ReviewTable(Table):
    model = ReviewedOffice

    def read_beside(self, rows: list[tuple[Any, ...]]) -> None:
        if "consequences" not in self.extras:
            return
        words: dict[int, list[str]] = {}
        sheets = ReviewedOffice.objects.filter(pk__in=[row[0] for row in rows])
        for pk, kind, due in sheets.exclude(consequences=None).order_by("consequences").values_list("pk", "consequences__kind", "consequences__due_on"):  # fmt: skip
            told = str(ConsequenceKind(kind).label)
            words.setdefault(pk, []).append(f"{told} ({due.isoformat()})" if due else told)
        self.reading.texts = {pk: "；".join(told) for pk, told in words.items()}


def _asked(data: QueryDict, actor: Actor) -> AnnualReview | None:
    try:
        found = AnnualReview.objects.visible_to(actor).filter(uid=data.get("review", "")).select_related("overseer", "formula__overseer").first()  # fmt: skip
    except (ValueError, TypeError, ValidationError):
        return None
    return found if found is not None and may_take(found, actor) else None


def _open(data: QueryDict, actor: Actor) -> Opened:
    """The published sheets of the review that is asked for; none of another."""
    review = _asked(data, actor)
    rows = ReviewedOffice.objects.visible_to(actor).filter(review=review) if review else ReviewedOffice.objects.none()
    words = [(_("What it is"), str(REFERENCE))]
    if review is not None:
        words += [
            (_("Annual review"), str(review)), (pgettext("review", "Formula"), str(review.formula)), (_("Code version"), review.code_version),
            (_("Period"), f"{review.first_day.isoformat()} – {review.last_day.isoformat()}"),
        ]  # fmt: skip
    return opened(rows, Sort("office_id"), None, words)


def _page(data: QueryDict) -> str:
    return reverse("oversight:reviews")


SOURCES[KIND] = Source(
    KIND, gettext_lazy("Annual review, for reference"), Capability.OVERSEE, COLUMNS, ReviewTable, _open, _page
)


# --- the document ---------------------------------------------------------------------------------------------
def ask(review: AnnualReview, language: str, actor: Actor, at: datetime) -> Job:
    """Start the PDF of a review that `visible_to` showed. Raises jobs.TooMany."""
    return jobs.start(KIND, actor, at, {"review": str(review.uid), "language": language})


def _found(uid: str, actor: Actor) -> AnnualReview | None:
    review = AnnualReview.objects.visible_to(actor).filter(uid=uid).select_related("overseer", "formula__overseer").first()  # fmt: skip
    return review if review is not None and may_take(review, actor) else None


def run(work: jobs.Work) -> None:
    """Write the document. The review is looked for in the actor's sight anew."""
    review = _found(work.asked["review"], work.actor)
    if review is None:
        raise jobs.Failed(OUT_OF_SIGHT)
    with translation.override(work.asked["language"]):
        path = work.output(f"{_('Annual review')}_{review.year}_{review.overseer.code}.pdf")
        try:
            path.write_bytes(render("case.typ", document(review, work.actor, work.at), work.at))
        except Unprintable as problem:
            log.error("review %s cannot be set: %s", review.uid, problem)
            raise jobs.Failed(
                gettext_noop("The document could not be set. Tell your administrator its number.")
            ) from None


def barred(job: Job, actor: Actor) -> str:
    """Why a file made before is not given out any more."""
    return "" if _found(job.asked["review"], actor) is not None else OUT_OF_SIGHT


def document(review: AnnualReview, actor: Actor, at: datetime) -> dict[str, Any]:
    """The data of the document, in the language in force: scores, formula with definitions, what follows."""
    sheets = list(ReviewedOffice.objects.filter(review=review).select_related("office", "score").prefetch_related("score__lines", "consequences"))  # fmt: skip
    ranks = places({s.office_id: s.score.total if s.score else None for s in sheets})
    sheets.sort(key=lambda s: (s.office_id not in ranks, ranks.get(s.office_id, 0), str(s.office)))
    lines = list(review.formula.lines.all())
    caps = _("Bonus at most %(b)s, deduction at most %(d)s points.") % {
        "b": review.formula.bonus_cap, "d": review.formula.deduction_cap}  # fmt: skip
    facts = [
        [_("What it is"), str(REFERENCE)], [_("Overseeing office"), str(review.overseer)],
        [_("Period"), f"{review.first_day.isoformat()} – {review.last_day.isoformat()}"],
        [_("Figures frozen at"), _moment(review.frozen_at)], [_("Code version"), review.code_version],
        [pgettext("review", "Formula"), f"{review.formula} · {caps}"],
    ]  # fmt: skip
    head = [
        pgettext("review", "Place"),
        _("Office"),
        _("Score"),
        *[line.name for line in lines],
        _("bonus"),
        _("deduction"),
    ]
    rows = [_row(s, ranks.get(s.office_id), lines) for s in sheets]
    definitions = [[line.name, line.formula_text, line.citation, _num(line.weight), _num(line.full), _num(line.floor)] for line in lines]  # fmt: skip
    follow = [[str(s.office), str(c.get_kind_display()), c.due_on.isoformat() if c.due_on else "—", c.reason]
              for s in sheets for c in s.consequences.all()]  # fmt: skip
    sections: list[dict[str, Any]] = [
        {"kind": "facts", "heading": _("Overview"), "rows": facts},
        {"kind": "table", "heading": _("Scores"), "head": head, "rows": rows, "widths": [0, 3, 0, *[1] * len(lines), 0, 0]},
        {"kind": "table", "heading": pgettext("review", "Formula"), "head": [_("indicator"), _("definition"), _("citation"), _("weight"), _("full points from"), _("no points from")],
         "rows": definitions, "widths": [2, 4, 2, 0, 0, 0]},
    ]  # fmt: skip
    if follow:
        heads = [_("Office"), _("kind"), pgettext("review", "until"), _("reason")]
        sections.append({"kind": "table", "heading": _("What follows"), "head": heads, "rows": follow, "widths": [2, 1, 0, 4]})  # fmt: skip
    return {
        "title": f"{_('Annual review')} {review.year}", "number": "", "office": str(review.overseer),
        "lang": "en" if (get_language() or "").startswith("en") else "zh", "page": _("Page {n} of {total}"),
        "made": _("Taken out at %(at)s by %(name)s") % {"at": _moment(at), "name": actor.name}, "sections": sections,
    }  # fmt: skip


def _row(sheet: ReviewedOffice, place: int | None, lines: list[Any]) -> list[str]:
    points = {line.indicator: line.points for line in sheet.score.lines.all()} if sheet.score else {}
    score = sheet.score
    return [
        str(place) if place else "—", str(sheet.office), _num(score.total if score else None), *[_num(points.get(line.indicator)) for line in lines],
        _num(score.bonus if score else None), _num(score.deduction if score else None),
    ]  # fmt: skip


def _num(value: Any) -> str:
    return "—" if value is None else f"{value}"


def _moment(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else "—"

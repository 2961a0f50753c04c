"""The deadline calculator, the calendar, and two matters side by side."""

import difflib
import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from caseflow.calculator import CalculatorError, answer, parse_period
from caseflow.models import Case
from caseflow.packs import NATIONAL, Comparison
from caseflow.rules import Rules
from caseflow.services.calendar_change import BadNotice, apply_notice, parse_notice, preview
from caseflow.services.calendars import load_calendar, rules_for_region
from caseflow.services.proposals import matter_text
from caseflow.statute import LAWS
from caseflow.texts import TERMS
from caseflow.texts.packs import VERDICTS
from offices.models import CalendarDay, CalendarYear, Region
from offices.roles import Capability
from petitions.fields import TreeChoice
from petitions.forms import DateInput


class DeadlineForm(forms.Form):
    term = forms.ChoiceField(label=gettext_lazy("term"))
    from_day = forms.DateField(label=gettext_lazy("starts on"), widget=DateInput)
    region = TreeChoice(
        Region.objects.order_by("path"), label=gettext_lazy("region"), required=False,
        help_text=gettext_lazy("Its calendar and its local rules; empty: the national ones."),
    )  # fmt: skip
    law = forms.ChoiceField(label=gettext_lazy("law"), required=False)
    days = forms.IntegerField(label=gettext_lazy("days of extension (C7)"), required=False, min_value=1)
    exclude = forms.CharField(
        label=gettext_lazy("hearing days (C11), 2026-03-01..2026-03-05"), required=False, max_length=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [t.code for t in LAWS["R22"].terms.values() if t.length]
        self.fields["term"].choices = [(c, f"{c} {TERMS.get(c, '')}") for c in known]
        self.fields["law"].choices = [("", _("by the day")), *[(code, _(law.name_en)) for code, law in LAWS.items()]]


@login_required
def deadlines(request: HttpRequest) -> HttpResponse:
    """What-if: the due days of a term, with every day counted or skipped and why."""
    form = DeadlineForm(
        request.GET if "term" in request.GET else None, initial={"from_day": request.actor.day, "term": "C6"}
    )
    found = beside = None
    if form.is_bound and form.is_valid():
        d = form.cleaned_data
        try:
            periods = (parse_period(d["exclude"]),) if d["exclude"] else ()
            rules = rules_for_region(d["region"].pk if d["region"] else None)
            asked = {"law": d["law"] or None, "days": d["days"], "exclude": periods}
            found = answer(d["term"], d["from_day"], rules.calendar, **asked, local=rules.local)
            beside = _beside(d["term"], d["from_day"], found, asked, rules)
        except CalculatorError:
            form.add_error(
                None,
                _(
                    "This has no answer: the law of that day lacks the term, or the days do not fit it (extension within the law's days, hearing days for C11 alone)."
                ),
            )
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "caseflow/deadlines.html", {"form": form, "found": found, "beside": beside}, status=status)


def _beside(term: str, day: date, found: dict[str, Any], asked: dict[str, Any], rules: Rules) -> dict[str, Any] | None:
    """Where a local pack answered: the national answer beside it, which of them holds, and why."""
    if found["pack"] == NATIONAL:
        return None
    law, pack = LAWS[found["law"]], rules.local.book[found["pack"]]
    local = rules.local.term(term, law, day)
    assert local is not None
    try:
        national = answer(term, day, rules.calendar, **asked)["legal"]
    except CalculatorError:
        national = ""
    why = VERDICTS[Comparison(term, local, law.terms.get(term)).verdict]
    return {"pack": pack, "national": national, "why": why, "is_english": (get_language() or "").startswith("en")}


def _may_set(request: HttpRequest) -> None:
    if not (request.actor.may(Capability.SETTINGS) or request.actor.may(Capability.SYSTEM)):
        raise PermissionDenied


class NoticeForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("year"), min_value=2005, max_value=2100)
    region = TreeChoice(
        Region.objects.order_by("path"), label=gettext_lazy("only for the region"), required=False,
        help_text=gettext_lazy("Local holidays of an ethnic area lie over the national calendar; empty: the national notice."),
    )  # fmt: skip
    source = forms.CharField(label=gettext_lazy("source notice"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("days off and make-up days"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("One line a day or range: 2027-02-05..2027-02-11,off,Spring Festival or 2027-02-20,work,make-up"),
    )  # fmt: skip


REASONS = {
    "format": gettext_lazy("write day,off,name or day,work,name"), "day": gettext_lazy("the day is not of this year"),
    "double": gettext_lazy("the day stands twice"), "empty": gettext_lazy("there is no line"),
}  # fmt: skip


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The years known; next year's notice: preview which open due days move and by how much, then take it over."""
    may = request.actor.may(Capability.SETTINGS) or request.actor.may(Capability.SYSTEM)
    if request.method == "POST":
        _may_set(request)
    known = load_calendar()
    form = NoticeForm(request.POST or None, initial={"year": known.horizon.year + 1})
    found = None
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            rows = parse_notice(d["text"], d["year"])
        except BadNotice as problem:
            for line, reason in problem.errors:
                form.add_error("text", _("line %(line)s: %(reason)s") % {"line": line, "reason": REASONS[reason]})
        else:
            if "apply" in request.POST:
                moved = apply_notice(d["year"], rows, d["source"], request.actor, timezone.now(), region=d["region"])
                messages.success(
                    request,
                    _("The notice is taken over; %(n)d due days moved.") % {"n": sum(not m.kept for m in moved)},
                )
                return redirect("caseflow:calendar")
            found = preview(d["year"], rows, d["region"])
    year = int(request.GET["year"]) if request.GET.get("year", "").isdigit() else known.horizon.year
    days = CalendarDay.objects.filter(region=None, day__year=year).order_by("day")
    context = {"form": form, "moves": found, "years": CalendarYear.objects.order_by("-year"), "days": days, "year": year,
               "horizon": known.horizon, "may": may}  # fmt: skip
    return render(request, "caseflow/calendar.html", context, status=422 if form.is_bound and form.errors else 200)


@login_required
def compare(request: HttpRequest, uid: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Two matters side by side, agreements marked; a person decides whether they are one."""
    cases = (
        Case.objects.visible_to(request.actor)
        .filter(confidential=False)
        .select_related("matter__topic", "matter__region", "petition", "office")
    )
    both = {c.uid: c for c in cases.filter(uid__in=(uid, other))}
    if not {uid, other} <= set(both):
        raise Http404
    left, right = both[uid], both[other]
    texts = [matter_text(left.matter), matter_text(right.matter)]
    marked = _marked(texts[0], texts[1])
    return render(request, "caseflow/compare.html", {"left": left, "right": right, "texts": marked})


def _marked(a: str, b: str) -> list[list[tuple[bool, str]]]:
    """Both texts as (agrees, part) runs; runs of fewer than four characters do not count as agreement."""
    a, b = a[:5000], b[:5000]
    blocks = (
        [m for m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks() if m.size >= 4]
        if len(a) * len(b) < 4_000_000
        else []
    )
    sides: list[list[tuple[bool, str]]] = []
    for text, which in ((a, 0), (b, 1)):
        runs, position = [], 0
        for block in blocks:
            start = block.a if which == 0 else block.b
            if start > position:
                runs.append((False, text[position:start]))
            runs.append((True, text[start : start + block.size]))
            position = start + block.size
        runs.append((False, text[position:]))
        sides.append(runs)
    return sides

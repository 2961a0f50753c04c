"""The supervisor's page and the cases behind each number."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from offices.models import Office
from offices.paging import capped_counts, page_of
from offices.roles import Capability
from oversight.behind import BEHIND, cases_behind, scope_of
from oversight.indicators import BY_CODE, GROUPS, INDICATORS, Scope
from oversight.periods import Period
from oversight.services import figures as services

HEADLINE = ("received", "open", "due_soon", "late", "passed_on_in_time", "accepted_in_time", "answered_in_time", "told_in_time", "carried_out",
            "supported")  # fmt: skip
COLUMNS = ("received", "open", "due_soon", "late", "accepted_in_time", "answered_in_time")
MARKS = {"good": "check-circle", "fair": "dash-circle", "weak": "exclamation-triangle-fill"}


def _asked(request: HttpRequest) -> tuple[Scope, Period, dict[str, str]]:
    """Scope and period of the address, and the parameters that keep them."""
    actor = request.actor
    if not actor.may(Capability.OVERSEE):
        raise PermissionDenied
    scope, period = scope_of(request.GET, actor)
    keep = {
        "from": period.first.isoformat(), "to": period.last.isoformat(), "office": request.GET.get("office", ""), "topic": scope.topic,
        "region": scope.region, "as_at": scope.as_at.isoformat() if scope.as_at else "",
    }  # fmt: skip
    return scope, period, {k: v for k, v in keep.items() if v}


def _link(code: str, keep: dict[str, str], part: str = "numerator", **more: Any) -> str:
    """The list behind a part of a figure; "" where it opens none."""
    if part not in BY_CODE[code].lists:
        return ""
    return f"{reverse('oversight:behind', args=[code])}?{urlencode({**keep, **more, 'part': part})}"


def _opened(cell: services.Cell, keep: dict[str, str]) -> dict[str, Any]:
    code = cell.indicator.code
    return {"cell": cell, "top": _link(code, keep), "bottom": _link(code, keep, "denominator")}


def _table(scope: Scope, period: Period, keep: dict[str, str], codes: tuple[str, ...]) -> list[dict[str, Any]]:
    """Offices by figures, each with its list and, where it may be judged, how it stands."""
    rows = []
    for office, figures in services.by_office(scope, period, codes):
        here = {**keep, "office": str(office.pk)}
        cells = [
            {"figure": f, "indicator": BY_CODE[code], "link": _link(code, here) or _link(code, here, "denominator"),
             "level": services.level(BY_CODE[code], f)}
            for code, f in zip(codes, figures, strict=True)
        ]  # fmt: skip
        rows.append({"office": str(office), "cells": cells})
    return rows


@login_required
def figures(request: HttpRequest) -> HttpResponse:
    """Six figures with the period before, offices x figures, and charts with their tables."""
    scope, period, keep = _asked(request)
    groups = [(name, [_opened(c, keep) for c in cells]) for name, cells in services.by_group(scope, period)]
    known = {c["cell"].indicator.code: c for _name, cells in groups for c in cells}
    group = request.GET.get("group", "")
    codes = tuple(i.code for i in INDICATORS if i.group == group) or COLUMNS
    table = _table(scope, period, keep, codes)
    waiting = [(c["office"], c["cells"][0]["figure"].numerator, c["cells"][0]["link"], c["cells"][1]["figure"].numerator, c["cells"][1]["link"])
               for c in _table(scope, period, keep, ("open", "late")) if c["cells"][0]["figure"].numerator]  # fmt: skip
    charts = []
    for title, bars in (
        (_("Received by topic"), services.by_topic(scope, period)),
        (_("Received by place"), services.by_region(scope, period)),
    ):
        charts.append((title, [(b.label, b.value, _link("received", keep, **b.query)) for b in bars]))
    months = [(b.label, b.value, _link("received", keep, **b.query)) for b in services.by_month(scope, period)]
    offices = Office.objects.filter(pk__in=scope.actor.office_ids).visible_to(scope.actor)
    context = {
        "cells": [known[code] for code in HEADLINE], "groups": groups, "table": table, "columns": [BY_CODE[c] for c in codes], "group": group, "names": GROUPS, "marks": MARKS,
        "charts": charts, "period": period,
        "months": months, "waiting": sorted(waiting, key=lambda row: (-row[3], -row[1])),
        "offices": offices.order_by("region__path", "name"), "office": request.GET.get("office", ""), "scope": scope,
    }  # fmt: skip
    return render(request, "oversight/figures.html", context)


@login_required
def behind(request: HttpRequest, code: str) -> HttpResponse:
    """Exactly the cases behind a number: the list's length is the number."""
    scope, period, keep = _asked(request)
    if code not in BY_CODE:
        raise Http404
    lists = BY_CODE[code].lists
    part = request.GET.get("part") or (lists[0] if lists else "numerator")
    indicator, rows = cases_behind(code, part, scope, period)
    page = page_of(rows.listed(), BEHIND, request.GET, sizes=(50, 100))
    context = {
        "count": capped_counts({"": rows})[""],
        "indicator": indicator,
        "page": page,
        "part": part,
        "closed": part not in lists,
        "period": period,
        "scope": scope,
        "keep": keep,
    }
    return render(request, "oversight/behind.html", context)

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
from oversight.indicators import BY_CODE, Scope
from oversight.periods import Period
from oversight.services import figures as services

COLUMNS = ("received", "open", "due_soon", "late", "accepted_in_time", "answered_in_time")


def _asked(request: HttpRequest) -> tuple[Scope, Period, dict[str, str]]:
    """Scope and period of the address, and the parameters that keep them."""
    actor = request.actor
    if not actor.may(Capability.OVERSEE):
        raise PermissionDenied
    scope, period = scope_of(request.GET, actor)
    keep = {
        "from": period.first.isoformat(), "to": period.last.isoformat(), "office": request.GET.get("office", ""), "topic": scope.topic,
        "region": scope.region,
    }  # fmt: skip
    return scope, period, {k: v for k, v in keep.items() if v}


def _link(code: str, keep: dict[str, str], part: str = "numerator", **more: Any) -> str:
    return f"{reverse('oversight:behind', args=[code])}?{urlencode({**keep, **more, 'part': part})}"


@login_required
def figures(request: HttpRequest) -> HttpResponse:
    """Six figures with the period before, offices x figures, and charts with their tables."""
    scope, period, keep = _asked(request)
    cells = [{"cell": c, "top": _link(c.indicator.code, keep), "bottom": _link(c.indicator.code, keep, "denominator")}
             for c in services.headline(scope, period)]  # fmt: skip
    table = []
    for office, row in services.by_office(scope, period, COLUMNS):
        links = [_link(code, {**keep, "office": str(office.pk)}) for code in COLUMNS]
        table.append((office, list(zip(row, links, strict=True))))
    at = {code: n for n, code in enumerate(COLUMNS)}
    waiting = [(str(o), row[at["open"]][0].numerator, row[at["open"]][1], row[at["late"]][0].numerator, row[at["late"]][1])
               for o, row in table if row[at["open"]][0].numerator]  # fmt: skip
    charts = []
    for title, bars in (
        (_("Received by topic"), services.by_topic(scope, period)),
        (_("Received by place"), services.by_region(scope, period)),
    ):
        charts.append((title, [(b.label, b.value, _link("received", keep, **b.query)) for b in bars]))
    months = [(b.label, b.value, _link("received", keep, **b.query)) for b in services.by_month(scope, period)]
    offices = Office.objects.filter(pk__in=scope.actor.office_ids).visible_to(scope.actor)
    context = {
        "cells": cells, "table": table, "columns": [BY_CODE[c] for c in COLUMNS], "charts": charts, "period": period,
        "months": months, "waiting": sorted(waiting, key=lambda row: (-row[3], -row[1])),
        "offices": offices.order_by("region__path", "name"), "office": request.GET.get("office", ""),
    }  # fmt: skip
    return render(request, "oversight/figures.html", context)


@login_required
def behind(request: HttpRequest, code: str) -> HttpResponse:
    """Exactly the cases behind a number: the list's length is the number."""
    scope, period, keep = _asked(request)
    if code not in BY_CODE:
        raise Http404
    part = request.GET.get("part", "numerator")
    indicator, rows = cases_behind(code, part, scope, period)
    page = page_of(rows.listed(), BEHIND, request.GET, sizes=(50, 100))
    context = {
        "count": capped_counts({"": rows})[""],
        "indicator": indicator,
        "page": page,
        "part": part,
        "period": period,
        "keep": keep,
    }
    return render(request, "oversight/behind.html", context)

"""Settings: regions and offices, by the region's administrator below her own region, by the system's everywhere."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from offices import importers
from offices.forms import OfficeForm, RegionForm, UploadForm
from offices.models import Office, Region
from offices.staff import save_office, save_region

MOST = 100
Page = Callable[..., HttpResponse]


def only(*capabilities: str) -> Callable[[Page], Page]:
    """Only for an actor who holds one of the capabilities; everyone else gets 403."""

    def wrap(view: Page) -> Page:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not any(request.actor.may(c) for c in capabilities):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return wrap


administrators = only("settings", "system")


@administrators
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "offices/settings.html", {"is_system": request.actor.may("system")})


@administrators
def regions(request: HttpRequest) -> HttpResponse:
    rows = Region.objects.visible_to(request.actor).set_by(request.actor).select_related("parent").order_by("path")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "offices/regions.html", {"page": page})


@administrators
def region(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a region or change one; paths and sight follow in the same transaction."""
    rows = Region.objects.visible_to(request.actor).set_by(request.actor)
    found = get_object_or_404(rows, pk=pk) if pk else Region()
    form = RegionForm(request.POST or None, instance=found, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        save_region(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("regions")
    title = str(Region.objects.visible_to(request.actor).get(pk=pk)) if pk else _("New region")
    context = {"form": form, "title": title, "back": "regions", "back_name": _("Regions")}
    return render(request, "offices/edit.html", context, status=422 if request.method == "POST" else 200)


@administrators
def offices(request: HttpRequest) -> HttpResponse:
    rows = (
        Office.objects.visible_to(request.actor).set_by(request.actor).select_related("region", "superior", "successor")
    )
    orphans = rows.superior_ended(request.actor.day).order_by("region__path", "kind", "code")
    if request.GET.get("ended") != "1":
        rows = rows.in_force(request.actor.day)
    page = Paginator(rows.order_by("region__path", "kind", "code"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "ended": request.GET.get("ended") == "1", "orphans": list(orphans[:MOST])}
    return render(request, "offices/offices.html", context)


@administrators
def office(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an office, change or end one; the closure of sight follows in the same transaction."""
    rows = Office.objects.visible_to(request.actor).set_by(request.actor)
    found = get_object_or_404(rows, pk=pk) if pk else Office(valid_from=request.actor.day)
    form = OfficeForm(request.POST or None, instance=found, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        save_office(form.save(commit=False))
        messages.success(request, _("Saved. Who sees what below it follows at once."))
        return redirect("offices")
    title = str(Office.objects.visible_to(request.actor).get(pk=pk)) if pk else _("New office")
    context = {"form": form, "title": title, "back": "offices", "back_name": _("Offices")}
    return render(request, "offices/edit.html", context, status=422 if request.method == "POST" else 200)


@administrators
def upload(request: HttpRequest) -> HttpResponse:
    """Regions, offices or postings from a CSV file: all or nothing, errors by line."""
    form = UploadForm(request.POST or None, request.FILES or None, actor=request.actor)
    errors: list[tuple[int, str]] = []
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(importers.MAX_BYTES + 1)
        try:
            count = importers.load(form.cleaned_data["kind"], content, request.actor.day, request.actor)
        except importers.BadFile as problem:
            errors = problem.errors
        else:
            messages.success(request, _("%(n)d rows were taken over.") % {"n": count})
            return redirect("settings")
    columns = [(label, kind, importers.COLUMNS[kind]) for kind, label in importers.kinds_for(request.actor)]
    context = {"form": form, "errors": errors[:200], "more": max(len(errors) - 200, 0), "columns": columns}
    return render(request, "offices/upload.html", context, status=422 if request.method == "POST" else 200)

"""The table of statutory routes: everybody reads it, the region's administrator keeps it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseflow.models import StatutoryRoute
from caseflow.services.routes import end_route, save_route
from offices.views.settings import only
from petitions.fields import TreeChoice
from petitions.models import Topic

keepers = only("settings")


class RouteForm(forms.ModelForm):
    topic = TreeChoice(Topic.objects.none(), required=False)

    class Meta:
        model = StatutoryRoute
        fields = ["item", "name", "name_en", "basis", "organ", "length", "unit", "owner", "counted_from", "topic"]

    def __init__(self, *args: object, actor_day: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["topic"].queryset = Topic.objects.in_force(actor_day).order_by("code")
        self.fields["topic"].label = _("topic")
        self.fields["item"].help_text = _("1 litigation, 2 arbitration, 3 party appeal, 4 administrative, 5 own duty")
        self.fields["length"].help_text = _("Leave it empty where that law sets no limit.")

    def clean_item(self) -> int:
        item = self.cleaned_data["item"]
        if not 1 <= item <= 5:
            raise forms.ValidationError(_("Art. 31 names the routes (1) to (5); (6) is petition work itself."))
        return item


@login_required
def routes(request: HttpRequest) -> HttpResponse:
    """All rows in force, by the items of Art. 31; ended ones on demand."""
    rows = StatutoryRoute.objects.visible_to(request.actor).select_related("topic")
    ended = request.GET.get("ended") == "1"
    if not ended:
        rows = rows.in_force(request.actor.day)
    context = {"rows": rows, "ended": ended, "keeps": request.actor.may("settings")}
    return render(request, "caseflow/routes.html", context)


@keepers
def route(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a route, or change one: the old row ends and a new one begins today."""
    rows = StatutoryRoute.objects.visible_to(request.actor).in_force(request.actor.day)
    old = get_object_or_404(rows, pk=pk) if pk else None
    form = RouteForm(request.POST or None, instance=old, actor_day=request.actor.day)
    if request.method == "POST" and form.is_valid():
        kept = get_object_or_404(rows, pk=pk) if pk else None  # the form wrote on its own copy
        save_route(form.cleaned_data, request.actor.day, kept)
        messages.success(request, _("Saved. Cases routed before keep the row they were routed by."))
        return redirect("caseflow:routes")
    title = str(rows.get(pk=pk)) if pk else _("New route")
    context = {"form": form, "title": title, "back": "caseflow:routes", "back_name": _("Statutory routes")}
    return render(request, "offices/edit.html", context, status=422 if request.method == "POST" else 200)


@keepers
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The row ends; nobody is routed by it any more."""
    rows = StatutoryRoute.objects.visible_to(request.actor).in_force(request.actor.day)
    end_route(get_object_or_404(rows, pk=pk), request.actor.day)
    messages.success(request, _("The route ended."))
    return redirect("caseflow:routes")

"""Settings: offices, people and postings. Offices and regions by the region's administrator, people by the system's."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from offices import importers
from offices.models import Office, Posting, Region, User
from offices.roles import Role
from offices.staff import add_person, end_posting, password_link, save_office


def administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for whoever may set reference data or the system."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not (request.actor.may("settings") or request.actor.may("system")):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **more) -> None:
        super().__init__(format="%Y-%m-%d", **more)


class OfficeForm(forms.ModelForm):
    class Meta:
        model = Office
        fields = ["code", "name", "name_en", "kind", "region", "superior", "address", "phone", "soon_days", "valid_from",
                  "valid_until", "successor"]  # fmt: skip
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        above, seen = data.get("superior"), {self.instance.pk}
        while above is not None:
            if above.pk in seen and above.pk is not None:
                raise forms.ValidationError(_("An office cannot be above itself."))
            seen.add(above.pk)
            above = above.superior
        return data


class PersonForm(forms.Form):
    username = forms.RegexField(r"^[\w.@-]{2,60}$", label=gettext_lazy("user name"))
    name = forms.CharField(label=gettext_lazy("name"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("e-mail"), required=False)
    office = forms.ModelChoiceField(Office.objects.none(), label=gettext_lazy("office"))
    role = forms.ChoiceField(choices=Role.choices, label=gettext_lazy("role"))

    def clean_username(self) -> str:
        if User.objects.filter(username=self.cleaned_data["username"]).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return self.cleaned_data["username"]


class UploadForm(forms.Form):
    kind = forms.ChoiceField(choices=importers.KINDS, label=gettext_lazy("what the file holds"))
    file = forms.FileField(label=gettext_lazy("CSV file, UTF-8"))


@administrators
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "offices/settings.html")


@administrators
def offices(request: HttpRequest) -> HttpResponse:
    rows = Office.objects.visible_to(request.actor).select_related("region", "superior")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "offices/offices.html", {"page": page})


@administrators
def office(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an office or change one; the closure of sight follows in the same transaction."""
    found = get_object_or_404(Office.objects.visible_to(request.actor), pk=pk) if pk else Office(valid_from=request.actor.day)
    form = OfficeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        save_office(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("offices")
    return render(request, "offices/office.html", {"form": form, "office": found}, status=422 if request.method == "POST" else 200)


@administrators
def people(request: HttpRequest) -> HttpResponse:
    """Postings in force, and a new person with her first one; her password comes by a link shown once."""
    if not request.actor.may("system"):
        raise PermissionDenied
    form = PersonForm(request.POST or None)
    form.fields["office"].queryset = Office.objects.visible_to(request.actor).in_force(request.actor.day)
    link = None
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        user = add_person(d["username"], d["name"], d["email"], d["office"], d["role"], request.actor.day)
        link = request.build_absolute_uri(password_link(user))
        form = PersonForm()
        form.fields["office"].queryset = Office.objects.visible_to(request.actor).in_force(request.actor.day)
    rows = Posting.objects.visible_to(request.actor).in_force(request.actor.day).select_related("user", "office")
    page = Paginator(rows.order_by("office__code", "user__username"), 50).get_page(request.GET.get("page"))
    bad = request.method == "POST" and link is None
    return render(request, "offices/people.html", {"form": form, "page": page, "link": link}, status=422 if bad else 200)


@require_POST
@administrators
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a posting today."""
    if not request.actor.may("system"):
        raise PermissionDenied
    end_posting(get_object_or_404(Posting.objects.visible_to(request.actor), pk=pk), request.actor.day)
    messages.success(request, _("The posting ends today."))
    return redirect("people")


@administrators
def upload(request: HttpRequest) -> HttpResponse:
    """Regions, offices or postings from a CSV file: all or nothing, errors by line."""
    form = UploadForm(request.POST or None, request.FILES or None)
    errors: list[tuple[int, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            count = importers.load(form.cleaned_data["kind"], form.cleaned_data["file"].read(), request.actor.day)
        except importers.BadFile as problem:
            errors = problem.errors
        else:
            messages.success(request, _("%(n)d rows were taken over.") % {"n": count})
            return redirect("settings")
    context = {"form": form, "errors": errors, "columns": importers.COLUMNS, "regions": Region.objects.visible_to(request.actor).count()}
    return render(request, "offices/upload.html", context, status=422 if request.method == "POST" else 200)

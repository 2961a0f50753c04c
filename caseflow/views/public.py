"""The petitioner's question: number and query code, no account. It tells how things stand and nothing of the class."""

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from caseflow.services.public import progress_of
from petitions.numbers import is_valid_number

TRIES, WINDOW = 10, 600  # wrong answers an address may give in ten minutes


class QueryForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("number on the receipt"), max_length=40)
    code = forms.CharField(
        label=gettext_lazy("query code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


@never_cache
def query(request: HttpRequest) -> HttpResponse:
    """Show the progress of one petition to whoever holds its number and code."""
    form = QueryForm(request.POST or None, initial={"number": request.GET.get("n", "")[:40]})
    found, status = None, 200
    if request.method == "POST":
        key = f"query:{request.META.get('REMOTE_ADDR')}"
        tries = cache.get(key) or 0
        if tries >= TRIES:
            form.add_error(
                None, _("Too many wrong answers. Wait ten minutes, or ask at the counter.")
            ) if form.is_valid() else None
            return render(request, "caseflow/query.html", {"form": form, "found": None}, status=429)
        if form.is_valid():
            number = form.cleaned_data["number"].strip().upper()
            found = progress_of(number, form.cleaned_data["code"])
            if found is None:
                cache.set(key, tries + 1, WINDOW)
                hint = (
                    "" if is_valid_number(number) else _(" The number seems mistyped: its last character does not fit.")
                )
                form.add_error(None, _("Number and query code do not belong together.") + hint)
        status = 200 if found else 422
    return render(request, "caseflow/query.html", {"form": form, "found": found}, status=status)

"""What every petition office publishes (R22 Art. 18 ¶1): how to reach it, when it receives, how to ask, the laws. No login."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caseflow.statute import law_on
from offices.models import Office

PAGE = 30


def reception(request: HttpRequest) -> HttpResponse:
    """The petition offices with network channel, address, telephone, reception time and place; the way of a petition."""
    today = timezone.localdate()
    asked = request.GET.get("q", "").strip()[:40]
    rows = Office.objects.published(today, asked).select_related("region").order_by("region__path", "code")
    law = law_on(today)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "asked": asked, "law": law,
        "days": {code: term.length for code, term in law.terms.items()},
    }  # fmt: skip
    return render(request, "own/reception.html", context)

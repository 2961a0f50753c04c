"""What an office is told of its evaluations: counts and reasons, never whose they are."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caseflow.services.evaluations import FEWEST, received
from offices.roles import Capability


@login_required
def evaluations(request: HttpRequest) -> HttpResponse:
    """The evaluations of one year for the offices in sight."""
    if not request.actor.may(Capability.OVERSEE):
        raise PermissionDenied
    this = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2005 <= int(asked[:4]) <= this and len(asked) == 4 else this
    years = [y for y in (year - 1, year + 1) if 2005 <= y <= this]
    context = {"rows": received(request.actor, year), "year": year, "years": years, "fewest": FEWEST}
    return render(request, "caseflow/evaluations.html", context)

"""Rising topics x places: the table with its numbers, and a person's word on a warning."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from offices.actors import Actor
from oversight.forms.prevention import DecideForm
from oversight.hot.rising import FALSE_SHARE, LEAST, TIMES, Rise, spans
from oversight.models import Verdict
from oversight.services import rising as service
from oversight.views.hot_issues import overseer
from petitions.filters import FIRST_DAY

MOST = 60  # rows of the page: the rarest


def _last(asked: str | None, actor: Actor) -> date:
    try:
        return min(max(date.fromisoformat(asked or ""), FIRST_DAY), actor.day)
    except ValueError:
        return actor.day


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The last 30 days up to a day against the twelve times 30 before, in the actor's sight."""
    actor = overseer(request)
    last = _last(request.POST.get("to") or request.GET.get("to"), actor)
    found = service.rising(actor, last)
    topics, regions = service.names(found)
    form, wanted = None, (request.POST.get("topic", ""), request.POST.get("place", ""))
    if request.method == "POST":
        form = DecideForm({**request.POST.dict(), "version": 0})
        rise = next((r for r in found if r.warns and (r.topic, r.place) == wanted), None)
        if rise is None:
            form.add_error(None, _("This is no warning any more: its numbers have changed. Nothing was recorded."))
        elif form.is_valid():
            given = form.cleaned_data
            service.decide(actor, rise, topics[rise.topic], regions[rise.place], last, timezone.now(), state=given["state"], reason=given["reason"])  # fmt: skip
            messages.success(request, _("Recorded with today’s numbers."))
            return redirect(f"{reverse('oversight:rising')}?{urlencode({'to': last.isoformat()})}")
    now, before = spans(last)
    decided = service.decided(actor, last)
    lines = [
        {"rise": r, "topic": topics[r.topic], "place": regions[r.place], "decided": decided.get((r.topic, r.place)), "chance": _chance(r.chance),
         "link": _link(r, topics, regions, now.first, now.last), "form": form if (r.topic, r.place) == wanted else None}
        for r in found[:MOST] if r.topic in topics and r.place in regions
    ]  # fmt: skip
    context = {"lines": lines, "all": len(found), "warnings": sum(r.warns for r in found), "now": now, "before": before, "last": last,
               "form": form, "confirmed": Verdict.CONFIRMED, "least": LEAST, "times": TIMES, "share": FALSE_SHARE}  # fmt: skip
    return render(request, "oversight/prevention/rising.html", context, status=422 if form and form.errors else 200)


def _chance(chance: float) -> str:
    return "< 0.01%" if chance < 0.0001 else f"{chance * 100:.2f}%" if chance < 0.01 else f"{chance * 100:.1f}%"


def _link(rise: Rise, topics: dict, regions: dict, first: date, last: date) -> str:
    """The petitions behind the number, in the list of petitions."""
    topic, region = topics.get(rise.topic), regions.get(rise.place)
    if topic is None or region is None:
        return ""
    query = {"topic": topic.code, "region": region.code, "received_from": first.isoformat(), "received_to": last.isoformat(), "more": 1}  # fmt: skip
    return f"{reverse('caseflow:petitions')}?{urlencode(query)}"

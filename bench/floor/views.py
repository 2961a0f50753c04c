"""Bare views on our models: the same question, nothing of ours between. Models only, at most 25 lines a view."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.utils import timezone

from caseflow.models import Case
from offices.models import Posting
from petitions.models import NumberCounter

LIST = "<table>{% for c in rows %}<tr><td>{{ c.due_on }}</td><td>{{ c.number }}</td><td>{{ c.matter.title }}</td><td>{{ c.get_state_display }}</td><td>{{ c.office.name }}</td><td>{{ c.received_on }}</td><td>{{ c.handler.name }}</td></tr>{% endfor %}</table>{{ count }}"
CASE = "<h1>{{ c.matter.title }}</h1><p>{{ c.petition.text }}</p>{% for k in clocks %}<p>{{ k.term }} {{ k.due_on }}</p>{% endfor %}{% for e in events %}<p>{{ e.at }} {{ e.kind }} {{ e.actor_name }}</p>{% endfor %}"


@login_required
def office_list(request: HttpRequest) -> HttpResponse:
    posting = Posting.objects.select_related("office").filter(user=request.user).first()
    rows = Case.objects.filter(office=posting.office_id, closed_at=None).order_by("due_on", "pk")
    shown = rows.select_related("petition", "matter", "office", "handler").defer("petition__text")[:20]
    return HttpResponse(engines["django"].from_string(LIST).render({"rows": shown, "count": rows[:10001].count()}))


@login_required
def one_case(request: HttpRequest, pk: int) -> HttpResponse:
    case = Case.objects.select_related("petition", "matter", "office").get(pk=pk)
    context = {"c": case, "clocks": case.clocks.all(), "events": case.matter.events.order_by("-seq")[:50]}
    return HttpResponse(engines["django"].from_string(CASE).render(context))


@login_required
def insert(request: HttpRequest) -> JsonResponse:
    posting = Posting.objects.select_related("office").filter(user=request.user).first()
    row = NumberCounter.objects.create(office=posting.office, year=1, kind=timezone.now().strftime("%H%M%S%f"), last=0)
    return JsonResponse({"pk": row.pk})

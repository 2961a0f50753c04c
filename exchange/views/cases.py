"""Cases: the list with the page's filters, one of them, its timeline and papers."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from caseflow.filters import LAMPS, SMALL_SORTS, SORTS, WHERE, CaseFilter, choose
from caseflow.models import Case, Notice
from caseflow.services.paper_pdf import Lost, Unprintable, pdf_of
from caseflow.services.sheet import sheet
from caseflow.views.papers import file_answer
from exchange.auth import MayRead
from exchange.paging import PAGE_PARAMETERS, answer, checked, paged, query_of
from exchange.problems import Problem, invalid
from exchange.reading import REASON, read_with_reason
from exchange.renderers import PdfRenderer
from exchange.schema import ETAG, choice, filters_of
from exchange.serializers import cases as shapes
from exchange.serializers.common import page_of
from exchange.services.reading import Shown, case_detail, deliveries
from exchange.views.base import DeskAPIView
from exchange.views.matters import timeline
from exchange.views.petitions import one_of
from offices.actors import Actor
from offices.paging import CAP, Sort, capped_counts
from offices.paging import page_of as keyset_page
from petitions.models import Event


def case_in_sight(actor: Actor, uid: uuid.UUID) -> Case:
    """The case with what its page and its acts read, or 404."""
    rows = Case.objects.visible_to(actor).select_related(
        "office__superior", "matter__topic", "matter__region", "petition__office", "parent__office", "handler"
    )
    case: Case = get_object_or_404(rows, uid=uid)
    return case


class Cases(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="cases_list", summary=_("Cases by due day"),
        description=_("The open cases at your offices unless you ask for others. The filters are the page's."),
        parameters=[
            *[p for p in filters_of(CaseFilter) if p.name != "lamp"], choice("lamp", LAMPS, _("By the lamp of the due day.")),
            choice("where", WHERE, _("Where to look."), "here"),
            choice("sort", [*SORTS, *SMALL_SORTS], _("Order; a minus turns it round. By state, office, outcome or handler: for at most 10,000 cases."), "due"),
            *PAGE_PARAMETERS,
        ],
        responses=page_of(shapes.CaseLine),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = query_of(request, {*CaseFilter.base_filters, "lamp", "where", "sort"})
        for name, known in (("where", WHERE), ("sort", {**SORTS, **SMALL_SORTS}), ("lamp", LAMPS)):
            one_of(query, name, known)
        chosen = choose(query, request)
        checked(chosen.filters)
        count = capped_counts({"": chosen.rows})[""]
        if chosen.sort in SMALL_SORTS and not count.is_exact:
            told = _t(
                "More than %(most)s cases are sorted by due, received, number or last alone; narrow them by a filter."
            )
            raise invalid([("sort", "too_many", told % {"most": f"{CAP:,}"})])
        sort = SORTS.get(chosen.sort) or SMALL_SORTS[chosen.sort]
        offices = chosen.offices if chosen.sort in SORTS else None
        page = keyset_page(chosen.rows.listed(), sort, query, offices=offices)
        return answer(request, page, count, shapes.CaseLine(page.rows, many=True, context={"actor": self.actor}).data)


class OneCase(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="cases_retrieve", summary=_("One case with its clocks, papers and answer"), parameters=[ETAG, REASON],
        responses=shapes.Case,
    )  # fmt: skip
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        case, actor = case_in_sight(self.actor, uid), self.actor
        read_with_reason(request, [case.petition_id], case.confidential)
        more = case_detail(case, sheet(case, actor, {}), actor)
        for file in more["files"]:
            file.url = request.build_absolute_uri(reverse("petitions:attachment", args=[file.uid]))
        body = shapes.Case(Shown(case, more), context={"actor": actor}).data
        return Response(body, headers={"ETag": f'"{case.version}"'})


class CaseEvents(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="cases_events", summary=_("The timeline of a case, oldest first"), parameters=[*PAGE_PARAMETERS, REASON],
        responses=page_of(shapes.Event),
    )  # fmt: skip
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        case = case_in_sight(self.actor, uid)
        read_with_reason(request, [case.petition_id], case.confidential)
        return timeline(self, Event.objects.visible_to(self.actor).filter(matter=case.matter_id, case_id=case.pk))


class CasePapers(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="cases_papers", summary=_("The papers issued on a case, oldest first"), parameters=[*PAGE_PARAMETERS, REASON],
        responses=page_of(shapes.PaperLine),
    )  # fmt: skip
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        case, query = case_in_sight(self.actor, uid), query_of(request)
        read_with_reason(request, [case.petition_id], case.confidential)
        rows = Notice.objects.visible_to(self.actor).filter(case=case).defer("body", "sealed")
        return paged(request, rows, Sort("pk"), lambda found: shapes.PaperLine(found, many=True).data, query)


def paper_in_sight(request: Request, actor: Actor, uid: uuid.UUID) -> Notice:
    """The paper, or 404; a confidential one for a reason, which is logged."""
    rows = Notice.objects.visible_to(actor).select_related("case__petition", "office")
    paper: Notice = get_object_or_404(rows, uid=uid)
    read_with_reason(request, [paper.case.petition_id], paper.case.confidential)
    return paper


class OnePaper(DeskAPIView):
    permission_classes = [MayRead]

    @extend_schema(
        operation_id="papers_retrieve", summary=_("A paper as issued"), parameters=[REASON], responses=shapes.Paper
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        paper = paper_in_sight(request, self.actor, uid)
        services = deliveries(paper.services.select_related("petitioner__petition"))
        return Response(shapes.Paper(Shown(paper, {"services": services})).data)


class PaperPdf(DeskAPIView):
    permission_classes = [MayRead]
    renderer_classes = [PdfRenderer, JSONRenderer]
    further_errors = {410: _("There is no PDF of this paper at present; its text is there.")}

    @extend_schema(
        operation_id="papers_pdf", summary=_("The PDF of a paper, as it was frozen"), parameters=[REASON],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )  # fmt: skip
    def get(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        paper = paper_in_sight(request, self.actor, uid)
        try:
            return file_answer(pdf_of(paper), paper.number)
        except (Lost, Unprintable):
            told = _t(
                "The PDF of this paper is not to be had at present; its text is. Tell your administrator its number."
            )
            raise Problem(410, "no-pdf", told) from None

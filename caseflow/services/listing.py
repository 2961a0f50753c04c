"""The list of petitions: rows of one's own offices or of the whole sight, with what was found and the case behind each."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from caseflow.models import Case
from offices.actors import Actor
from offices.paging import Count, Page, Sort, capped_counts, page_of
from petitions.filters import PetitionFilter
from petitions.models import Petition
from petitions.searching import parse, passages, terms

SORTS = {"received": Sort("received_at"), "-received": Sort("received_at", True), "number": Sort("number"),
         "-number": Sort("number", True)}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One petition of the list: its row, the passages found, and the newest of its cases in sight."""

    petition: Petition
    passages: list[tuple[str, str, str]]
    case: Case | None


@dataclass(frozen=True)
class Letters:
    page: Page
    count: Count
    filters: PetitionFilter
    sort: str
    words: str
    lines: list[Line] = field(default_factory=list)


def chosen_petitions(data: QueryDict, request: Any) -> PetitionFilter:
    """The petitions the address asks for; `qs` of the filter set are the rows, `errors` what could not be read."""
    actor: Actor = request.actor
    rows = Petition.objects.visible_to(actor)
    if data.get("where", "all" if data.get("q") else "here") == "here" and not actor.is_system:
        rows = rows.filter(office__in=actor.office_ids)
    return PetitionFilter(data, queryset=rows, request=request)


def letters(data: QueryDict, request: Any) -> Letters:
    """A page of the petitions that the address asks for, counted."""
    actor: Actor = request.actor
    filters = chosen_petitions(data, request)
    count = capped_counts({"": filters.qs})[""]
    sort = data.get("sort") if data.get("sort") in SORTS else "-received"
    here = ("office", sorted(actor.office_ids)) if data.get("where", "here") == "here" and not data.get("q") else None
    page = page_of(filters.qs.select_related("office", "topic", "region"), SORTS[sort], data, offices=here)
    words = terms(parse(data.get("q", "")))
    near = Case.objects.visible_to(actor).filter(petition__in=[p.pk for p in page]).order_by("pk")
    cases = {c.petition_id: c for c in near.select_related("office")}
    lines = [Line(p, _passages(p, words), cases.get(p.pk)) for p in page]
    return Letters(page, count, filters, sort, data.get("q", ""), lines)


def _passages(petition: Petition, words: list[str]) -> list[tuple[str, str, str]]:
    if not words or petition.confidential:
        return []
    return passages(petition.summary, words, most=1) + passages(petition.text, words, most=3)

"""The list of petitions: rows of one's own offices or of the whole sight, with what was found and the case behind each."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from caseflow.models import Case
from offices.actors import Actor
from offices.paging import Count, Page, Sort, capped_counts, page_of, page_of_ids
from petitions.filters import PetitionFilter
from petitions.models import Extract, Matter, Petition
from petitions.searching import Node, parse, passages, terms
from petitions.services.search import MOST, found_ids, walk, walked

SORTS = {"received": Sort("received_at"), "-received": Sort("received_at", True), "number": Sort("number", fixed=True),
         "-number": Sort("number", True, fixed=True)}  # fmt: skip
NARROWING = {"number", "channel", "purpose", "region", "topic", "office", "received_from", "received_to", "registered_from",
             "registered_to", "written_from", "written_to"}  # fmt: skip


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


@dataclass(frozen=True)
class ChosenLetters:
    """The petitions an address asks for: `ids` where words alone decide (newest first), else `filters.qs`."""

    filters: PetitionFilter
    sort: str
    node: Node | None
    ids: list[int] | None
    countless: bool  # words that fit more than can be counted, and nothing else narrows them
    offices: tuple[str, list[int]] | None


def choose_letters(data: QueryDict, request: Any) -> ChosenLetters:
    """What the address asks of the petitions in sight: those registered here, or with words all in sight."""
    actor: Actor = request.actor
    node = parse(data.get("q", ""))
    here = data.get("where", "all" if node else "here") == "here" and not actor.is_system
    sort = data["sort"] if data.get("sort") in SORTS else "-received"
    ids = found_ids(node, actor) if node else None
    if ids is not None:
        rows = Petition.objects.filter(pk__in=ids)  # in sight by the search itself
        rows = rows.filter(office__in=actor.office_ids) if here else rows
    else:
        rows = Petition.objects.registered_by(actor) if here else Petition.objects.visible_to(actor)
        rows = walked(rows, node) if node else rows
    words_alone = node is not None and not here and not any(data.get(n) for n in NARROWING)
    return ChosenLetters(
        PetitionFilter(data, queryset=rows, request=request), sort, node, ids if words_alone and sort.endswith("received") else None,
        words_alone and ids is None, ("office", sorted(actor.office_ids)) if here else None,
    )  # fmt: skip


def letters(data: QueryDict, request: Any) -> Letters:
    """A page of the petitions that the address asks for, counted."""
    actor: Actor = request.actor
    chosen = choose_letters(data, request)
    seen = Petition.objects.visible_to(actor).select_related("office", "topic", "region")
    if chosen.ids is not None:
        count = Count(len(chosen.ids))
        page = page_of_ids(chosen.ids, seen, data, backwards=chosen.sort == "received")
    elif chosen.countless and chosen.node and chosen.sort.endswith("received"):
        count = Count(MOST + 1)
        page = page_of(walk(chosen.node, actor), SORTS[chosen.sort], data, seen=seen)
    else:
        rows = chosen.filters.qs
        count = Count(MOST + 1) if chosen.countless else capped_counts({"": rows})[""]
        page = page_of(rows, SORTS[chosen.sort], data, offices=chosen.offices, seen=seen)
    words = terms(chosen.node)
    near = Case.objects.visible_to(actor).filter(petition__in=[p.pk for p in page]).order_by("pk")
    cases = {c.petition_id: c for c in near.select_related("office")}
    texts = _texts(page, actor) if words else {}
    lines = [Line(p, _passages(p, texts.get(p.pk, ""), words), cases.get(p.pk)) for p in page]
    return Letters(page, count, chosen.filters, chosen.sort, data.get("q", ""), lines)


def _texts(page: Page, actor: Actor) -> dict[int, str]:
    """The text of each petition as far as it is in sight: of one that was split, only the parts whose matter is."""
    texts = {p.pk: p.text for p in page}
    parts = Extract.objects.filter(petition__in=list(texts), until=None, is_whole=False).order_by("pk")
    split = list(parts.select_related("matter"))
    seen = Matter.objects.visible_to(actor).filter(pk__in=[x.matter_id for x in split]) if split else ()
    known = {m.pk for m in seen}
    own: dict[int, list[str]] = {x.petition_id: [] for x in split}
    for part in split:
        if part.matter_id in known:
            own[part.petition_id].append(part.opened_text)
    return texts | {pk: "\n\n".join(some) for pk, some in own.items()}


def _passages(petition: Petition, text: str, words: list[str]) -> list[tuple[str, str, str]]:
    if not words or petition.confidential:
        return []
    return passages(petition.summary, words, most=1) + passages(text, words, most=3)

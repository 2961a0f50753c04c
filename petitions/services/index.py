"""Keep the search table in step: the text once at registration, the offices that may read it whenever they change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet

from offices.bulk import insert_many
from petitions.models import Extract, Petition, SearchText
from petitions.searching import search_text

# a petition at a time through its own indexes: no plan hangs on what is known of tables that a batch has just filled
SCOPE = """
WITH touched AS MATERIALIZED (SELECT DISTINCT petition_id FROM petitions_extract WHERE matter_id = ANY(%s::bigint[]))
UPDATE petitions_searchtext s SET office_ids = f.ids FROM touched t CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT p.office_id::int) FILTER (WHERE p.id IS NOT NULL), '{}') AS ids
  FROM petitions_extract l
  JOIN petitions_matter m ON m.id = l.matter_id AND NOT m.confidential
  LEFT JOIN petitions_participation p ON p.matter_id = l.matter_id AND p.until IS NULL
  WHERE l.until IS NULL AND l.petition_id = t.petition_id
  HAVING count(*) > 0) f
WHERE s.petition_id = t.petition_id AND s.office_ids IS DISTINCT FROM f.ids
"""

STALE = """
DELETE FROM petitions_searchtext s USING petitions_petition p
WHERE p.id = s.petition_id AND p.confidential AND p.id > %s AND p.id <= %s AND NOT EXISTS (
  SELECT FROM petitions_extract l JOIN petitions_matter m ON m.id = l.matter_id AND NOT m.confidential
  WHERE l.petition_id = p.id AND l.until IS NULL)
"""
PART = 1_000  # petitions indexed anew in one transaction


def reindex() -> int:
    """Make all search rows anew from the petitions, part by part; they are derived, nothing else changes."""
    after = count = 0
    while some := list(Petition.objects.filter(pk__gt=after).order_by("pk")[:PART]):
        last = some[-1].pk
        links: dict[int, list[Extract]] = defaultdict(list)
        for link in _links(some):
            links[link.petition_id].append(link)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(STALE, [after, last])
            SearchText.objects.bulk_create(
                [
                    SearchText(petition=p, received_at=p.received_at, text=text_of(p, links[p.pk]))
                    for p in some
                    if is_searched(p, links[p.pk])
                ],
                update_conflicts=True,
                unique_fields=["petition"],
                update_fields=["received_at", "text"],
            )
            refresh_scope(link.matter_id for found in links.values() for link in found)
        count += sum(is_searched(p, links[p.pk]) for p in some)
        after = last
    return count


def index_petitions(petitions: Sequence[Petition], scopes: Sequence[Iterable[int]]) -> None:
    """Insert the search rows of new petitions with the offices that see them. A confidential one is never searched."""
    insert_many([
        SearchText(petition=p, received_at=p.received_at, text=text_of(p), office_ids=sorted(set(offices)))
        for p, offices in zip(petitions, scopes, strict=True)
        if not p.confidential
    ])  # fmt: skip


def is_searched(petition: Petition, links: Sequence[Extract]) -> bool:
    """A sealed petition is searched by its parts alone that are of a matter without secrecy."""
    return not petition.confidential or any(not link.matter.confidential for link in links)


def text_of(petition: Petition, links: Sequence[Extract] = ()) -> str:
    """What is searched of a petition: its numbers, its summary, its text; of a split one the parts that are not secret."""
    texts = [petition.text]  # nothing where it is sealed
    if not all(link.is_whole for link in links):
        texts = [link.opened_text for link in links if not link.is_whole and not link.matter.confidential]
    return search_text(petition.number, petition.external_no, petition.summary, *texts)


def _links(petitions: Sequence[Petition]) -> QuerySet[Extract]:
    return Extract.objects.filter(petition__in=petitions, until=None).select_related("matter").order_by("pk")


def refresh_text(petition: Petition) -> None:
    """After a split or its undoing: a part that became confidential is searched by nobody any more (R22 Art. 30 ¶3)."""
    links = list(_links([petition]))
    if not is_searched(petition, links):
        SearchText.objects.filter(petition=petition).delete()
        return
    text, rows = text_of(petition, links), SearchText.objects.filter(petition=petition)
    if rows.exists():
        rows.exclude(text=text).update(text=text)
    else:  # the plain part of a letter that was secret as a whole
        SearchText.objects.create(petition=petition, received_at=petition.received_at, text=text)
        refresh_scope(link.matter_id for link in links)


def refresh_scope(matters: Iterable[int]) -> None:
    """Write anew which offices see the petitions of these matters: those that take part in one that is not confidential."""
    ids = sorted(set(matters))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(SCOPE, [ids])

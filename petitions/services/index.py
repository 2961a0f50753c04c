"""Keep the search table in step: the text once at registration, the offices that may read it whenever they change."""

from collections.abc import Iterable, Sequence

from django.db import connection

from offices.bulk import insert_many
from petitions.models import Extract, Petition, SearchText
from petitions.searching import search_text

SCOPE = """
UPDATE petitions_searchtext s SET office_ids = f.ids FROM (
  SELECT l.petition_id, coalesce(array_agg(DISTINCT p.office_id::int) FILTER (WHERE p.id IS NOT NULL), '{}') AS ids
  FROM petitions_extract l
  JOIN petitions_matter m ON m.id = l.matter_id AND NOT m.confidential
  LEFT JOIN petitions_participation p ON p.matter_id = l.matter_id AND p.until IS NULL
  WHERE l.until IS NULL AND l.petition_id IN (SELECT petition_id FROM petitions_extract WHERE matter_id = ANY(%s))
  GROUP BY 1) f
WHERE s.petition_id = f.petition_id AND s.office_ids IS DISTINCT FROM f.ids
"""


def index_petitions(petitions: Sequence[Petition], scopes: Sequence[Iterable[int]]) -> None:
    """Insert the search rows of new petitions with the offices that see them. A confidential one is never searched."""
    insert_many([
        SearchText(petition=p, received_at=p.received_at, text=text_of(p), office_ids=sorted(set(offices)))
        for p, offices in zip(petitions, scopes, strict=True)
        if not p.confidential
    ])  # fmt: skip


def text_of(petition: Petition) -> str:
    """What is searched of a petition: its numbers, its summary, its text."""
    return search_text(petition.number, petition.external_no, petition.summary, petition.text)


def refresh_text(petition: Petition) -> None:
    """After a split or its undoing: a part that became confidential is searched by nobody any more (R22 Art. 30 ¶3)."""
    links = list(Extract.objects.filter(petition=petition, until=None).select_related("matter"))
    text = text_of(petition)
    if not all(link.is_whole for link in links):
        parts = [link.opened_text for link in links if not link.is_whole and not link.matter.confidential]
        text = search_text(petition.number, petition.external_no, petition.summary, *parts)
    SearchText.objects.filter(petition=petition).exclude(text=text).update(text=text)


def refresh_scope(matters: Iterable[int]) -> None:
    """Write anew which offices see the petitions of these matters: those that take part in one that is not confidential."""
    ids = sorted(set(matters))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(SCOPE, [ids])

"""The checks that need Python: what is sealed, what is normalised, what lies in the file store."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import connection

from caseflow.consistency import cases
from caseflow.consistency.check import Found, Scope, by_matter, rows, spans
from petitions.sealing import unseal
from petitions.searching import search_text
from petitions.services.files import path_of

SAMPLE = 20_000  # search texts compared in one run; the part moves on day by day
SECRET_STATES = """
SELECT c.id, c.state, c.number || ' ' || c.kind || ' ' || c.uid, e.sealed, e.facts
FROM caseflow_case c LEFT JOIN petitions_event e ON e.case_id = c.id
WHERE c.confidential AND c.id > %s AND c.id <= %s ORDER BY c.id, e.seq
"""
SECRET_CASES = "(SELECT id FROM caseflow_case WHERE confidential) AS secret"
SECRET_NOTICES = (
    "SELECT uid::text, sha256, sealed FROM caseflow_notice WHERE sealed IS NOT NULL AND id > %s AND id <= %s"
)
SEALED_NOTICES = "(SELECT id FROM caseflow_notice WHERE sealed IS NOT NULL) AS secret"
TEXTS = """
SELECT p.number, p.external_no, p.summary, CASE WHEN l.n > 0 THEN l.texts ELSE ARRAY[p.text] END, s.text
FROM petitions_searchtext s JOIN petitions_petition p ON p.id = s.petition_id, LATERAL (
  SELECT count(*) AS n, coalesce(array_agg(l.text ORDER BY l.id) FILTER (WHERE NOT m.confidential), '{}') AS texts
  FROM petitions_extract l JOIN petitions_matter m ON m.id = l.matter_id
  WHERE l.petition_id = p.id AND l.until IS NULL AND NOT l.is_whole) l
WHERE s.petition_id > %s AND s.petition_id <= %s AND s.petition_id %% %s = %s
"""
FILES = """
SELECT sha256, count(*), min(uid) FROM (
  SELECT sha256, uid::text FROM petitions_attachment WHERE sha256 > %(after)s
  UNION ALL
  SELECT p.sha256, n.uid::text FROM caseflow_paperpdf p JOIN caseflow_notice n ON n.id = p.notice_id
  WHERE p.sealed IS NULL AND p.sha256 > %(after)s
) f GROUP BY 1 ORDER BY 1 LIMIT 5000
"""


def _fetch(statement: str, given: list[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def replay(scope: Scope) -> Found:
    """The events' `from` and `to`, in their order, lead to each case's present state."""
    found = by_matter(cases.REPLAY)(scope)
    for after, last in spans(SECRET_CASES, 2_000):
        for state, label, lines in _lives(_fetch(SECRET_STATES, [after, last])):
            if not _leads_to(state, lines):
                found.add(1, [label])
    return found


def _lives(lines: list[tuple[Any, ...]]) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    grouped: dict[int, tuple[str, str, list[dict[str, Any]]]] = {}
    for pk, state, label, sealed, facts in lines:
        told = unseal(sealed) or facts or {}
        grouped.setdefault(pk, (state, label, []))[2].append(told if isinstance(told, dict) else {})
    yield from grouped.values()


def _leads_to(state: str, lines: list[dict[str, Any]]) -> bool:
    now: str | None = None
    for facts in lines:
        if "to" in facts:
            if facts.get("from") != now:
                return False
            now = facts["to"]
    return now == state


def notice_hash(scope: Scope) -> Found:
    """The frozen hash of each paper is that of its body."""
    found = rows(cases.NOTICE_HASH)(scope)
    for after, last in spans(SEALED_NOTICES, 2_000):
        for uid, sha256, sealed in _fetch(SECRET_NOTICES, [after, last]):
            body = (unseal(sealed) or {}).get("body", "")
            if hashlib.sha256(body.encode()).hexdigest() != sha256:
                found.add(1, [uid])
    return found


def search_words(scope: Scope) -> Found:
    """What is searched equals the petition's own words, of a split one those of its open parts that are not secret."""
    found = Found()
    total = _fetch("SELECT count(*) FROM petitions_searchtext", [])[0][0]
    parts = 1 if scope.whole else max(1, round(total / SAMPLE))
    for after, last in spans("petitions_searchtext", 2_000 * parts, "petition_id"):
        for *own, texts, searched in _fetch(TEXTS, [after, last, parts, scope.today.toordinal() % parts]):
            if search_text(*own, *texts) != searched:
                found.add(1, [own[0]])
    return found


def missing_files(scope: Scope) -> Found:
    """Attachments and papers whose file is not in the store."""
    found, after = Found(), ""
    while scope.files and (some := _fetch(FILES, {"after": after})):
        for sha256, count, uid in some:
            if not path_of(sha256).exists():
                found.add(count, [uid])
        after = some[-1][0]
    return found

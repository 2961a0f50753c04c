"""The statements about what was received: petitions, matters, their events, numbers and search rows."""

PETITION_EVENT = """
SELECT p.number FROM petitions_petition p
WHERE NOT EXISTS (SELECT FROM petitions_event e WHERE e.petition_id = p.id AND e.kind = 'register')
"""
PETITION_MATTER = """
SELECT p.number FROM petitions_petition p
WHERE NOT EXISTS (SELECT FROM petitions_extract l WHERE l.petition_id = p.id AND l.until IS NULL)
"""
# link, unlink and join move the petition; the act on the case it leaves says so
MATTER_PETITION = """
SELECT m.uid::text FROM petitions_matter m
WHERE NOT EXISTS (SELECT FROM petitions_extract l WHERE l.matter_id = m.id AND l.until IS NULL)
  AND NOT EXISTS (SELECT FROM petitions_event e WHERE e.matter_id = m.id AND e.kind IN ('link', 'unlink', 'join'))
"""
MATTER_CASE = """
SELECT DISTINCT p.number FROM petitions_extract l JOIN petitions_petition p ON p.id = l.petition_id
WHERE NOT EXISTS (SELECT FROM caseflow_case c WHERE c.matter_id = l.matter_id)
"""
MATTER_STATUS = """
SELECT m.uid::text FROM petitions_matter m
LEFT JOIN (SELECT DISTINCT matter_id FROM caseflow_case WHERE state <> ALL(%(final)s)) c ON c.matter_id = m.id
WHERE m.status <> 'concluded' AND (m.status = 'open') <> (c.matter_id IS NOT NULL)
"""
EVENT_SEQUENCE = """
SELECT m.uid::text || ': ' || coalesce(e.n, 0) || ' / ' || m.last_seq FROM petitions_matter m LEFT JOIN (
  SELECT matter_id, count(*) AS n, min(seq) AS first, max(seq) AS last FROM petitions_event GROUP BY matter_id
) e ON e.matter_id = m.id
WHERE m.last_seq <> coalesce(e.n, 0) OR coalesce(e.n, 0) > 0 AND (e.first <> 1 OR e.last <> e.n)
"""
EVENT_LINKS = """
SELECT e.uid::text FROM petitions_event e LEFT JOIN caseflow_case c ON c.id = e.case_id
WHERE e.case_id IS NOT NULL AND c.matter_id IS DISTINCT FROM e.matter_id
UNION ALL
SELECT e.uid::text FROM petitions_event e
WHERE e.petition_id IS NOT NULL AND NOT EXISTS (SELECT FROM petitions_petition p WHERE p.id = e.petition_id)
UNION ALL
SELECT a.uid::text FROM petitions_attachment a
WHERE a.case_id IS NOT NULL AND NOT EXISTS (SELECT FROM caseflow_case c WHERE c.id = a.case_id)
"""
SHAPE = r"^[0-9A-Z]+-\d{4}-\d{6,}-[0-9A-Z]$"
SEQUENCE = """
SELECT coalesce(o.code, '?') || ' ' || coalesce(n.year, k.year) || ' ' || {kind} || ': ' || coalesce(n.n, 0) || ' / ' || coalesce(k.last, 0)
FROM ({numbers}) n
FULL JOIN (SELECT office_id, year, kind, last FROM petitions_numbercounter WHERE kind {which}) k
  ON k.office_id = n.office_id AND k.year = n.year AND k.kind = n.kind
LEFT JOIN offices_office o ON o.id = coalesce(n.office_id, k.office_id)
WHERE coalesce(n.n, 0) <> coalesce(k.last, 0) OR n.first <> 1 OR n.last <> n.n OR n.different <> n.n
"""
COUNTS = "count(*) AS n, min(sequence) AS first, max(sequence) AS last, count(DISTINCT sequence) AS different"
PETITION_NUMBERS = f"""
SELECT number FROM petitions_petition WHERE number !~ '{SHAPE}' UNION ALL
""" + SEQUENCE.format(
    kind="'petition'", which="= 'petition'",
    numbers=f"SELECT office_id, year, 'petition'::text AS kind, {COUNTS} FROM (SELECT office_id, split_part(number, '-', 2)::int AS year, "
            f"split_part(number, '-', 3)::int AS sequence FROM petitions_petition WHERE number ~ '{SHAPE}') p GROUP BY 1, 2",
)  # fmt: skip
NOTICE_NUMBERS = SEQUENCE.format(
    kind="coalesce(n.kind, k.kind)", which="LIKE 'paper%%'",
    numbers=f"SELECT office_id, year, 'paper_' || kind AS kind, {COUNTS} FROM caseflow_notice GROUP BY office_id, year, kind",
)  # fmt: skip
SEARCH_ROWS = """
SELECT p.number FROM petitions_petition p LEFT JOIN petitions_searchtext s ON s.petition_id = p.id
WHERE (p.confidential AND NOT EXISTS (
    SELECT FROM petitions_extract l JOIN petitions_matter m ON m.id = l.matter_id AND NOT m.confidential
    WHERE l.petition_id = p.id AND l.until IS NULL)
  ) <> (s.petition_id IS NULL) OR s.received_at <> p.received_at
"""
SEARCH_SCOPE = """
SELECT p.number FROM petitions_searchtext s JOIN petitions_petition p ON p.id = s.petition_id JOIN (
  SELECT l.petition_id,
    coalesce(array_agg(DISTINCT a.office_id::int) FILTER (WHERE a.id IS NOT NULL AND NOT m.confidential), '{}') AS ids
  FROM petitions_extract l JOIN petitions_matter m ON m.id = l.matter_id
  LEFT JOIN petitions_participation a ON a.matter_id = l.matter_id AND a.until IS NULL
  WHERE l.until IS NULL GROUP BY 1) f ON f.petition_id = s.petition_id
WHERE NOT (s.office_ids @> f.ids AND s.office_ids <@ f.ids)
"""
SECRET_CLEAR = """
SELECT number FROM petitions_petition
WHERE confidential AND (text <> '' OR summary <> '' OR addressee <> '' OR sealed IS NULL)
UNION ALL
SELECT p.number FROM petitions_petitioner r JOIN petitions_petition p ON p.id = r.petition_id
WHERE p.confidential AND (r.name <> '' OR r.address <> '' OR r.email <> '' OR r.employer <> '' OR r.birth_on IS NOT NULL
  OR r.identity_hash <> '' OR r.phone_hash <> '' OR r.sealed IS NULL)
UNION ALL
SELECT uid::text FROM petitions_matter WHERE confidential AND (title <> '' OR sealed IS NULL) OR klass = 'B' AND NOT confidential
UNION ALL
SELECT m.uid::text FROM petitions_extract l JOIN petitions_matter m ON m.id = l.matter_id WHERE m.confidential AND l.text <> ''
UNION ALL
SELECT e.uid::text FROM petitions_event e JOIN petitions_matter m ON m.id = e.matter_id WHERE m.confidential AND e.facts <> '{}'
UNION ALL
SELECT c.uid::text FROM caseflow_opinion o JOIN caseflow_case c ON c.id = o.case_id WHERE c.confidential AND o.body <> '{}'
UNION ALL
SELECT n.uid::text FROM caseflow_notice n JOIN caseflow_case c ON c.id = n.case_id
WHERE c.confidential AND (n.body <> '' OR n.sealed IS NULL)
UNION ALL
SELECT a.uid::text FROM petitions_attachment a LEFT JOIN petitions_petition p ON p.id = a.petition_id
LEFT JOIN petitions_matter m ON m.id = a.matter_id WHERE (p.confidential OR m.confidential) AND a.sealed IS NULL
UNION ALL
SELECT c.uid::text FROM caseflow_transfer t JOIN caseflow_case c ON c.id = t.to_case_id WHERE c.confidential AND t.reason <> ''
"""

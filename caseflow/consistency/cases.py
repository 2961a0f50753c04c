"""The statements about how it is handled: states, clocks, copies, participation, papers."""

from caseflow.consistency.check import values
from caseflow.workflow import FINAL, OWED, STATES, WAITING, runs_in

OPEN = [state for states in STATES.values() for state in states]
ENDED = [state for states in FINAL.values() for state in states]
ALL_STATES = [(kind, state) for table in (STATES, FINAL) for kind, states in table.items() for state in states]
LABEL = "c.number || ' ' || c.kind || ' ' || c.uid"

CASE_STATE = f"""
SELECT {LABEL} FROM caseflow_case c
LEFT JOIN {values(dict.fromkeys(ALL_STATES, ()))} AS s(kind, state, terms) ON s.kind = c.kind AND s.state = c.state
WHERE s.state IS NULL OR (c.closed_at IS NOT NULL) <> (c.state = ANY(%(final)s))
"""
CASE_OFFICE = f"""
SELECT {LABEL} || ' ' || o.code FROM caseflow_case c JOIN offices_office o ON o.id = c.office_id
WHERE c.state = ANY(%(open)s) AND (o.valid_from > %(today)s OR o.valid_until < %(today)s AND o.successor_id IS NULL)
"""
CASE_CLOCK = f"""
SELECT {LABEL} || ' ' || c.state FROM caseflow_case c
JOIN {values(OWED)} AS s(kind, state, terms) ON s.kind = c.kind AND s.state = c.state
WHERE NOT EXISTS (
  SELECT FROM caseflow_clock k WHERE k.case_id = c.id AND k.stopped_on IS NULL AND k.term::text = ANY(s.terms))
"""
CLOCK_BESIDE = f"""
SELECT {LABEL} || ' ' || c.state || ' ' || k.term FROM caseflow_clock k JOIN caseflow_case c ON c.id = k.case_id
JOIN {values({pair: runs_in(*pair) for pair in ALL_STATES})} AS s(kind, state, terms) ON s.kind = c.kind AND s.state = c.state
WHERE k.stopped_on IS NULL AND k.term::text <> ALL(s.terms)
"""
SENDER_WAITS = f"""
SELECT {LABEL} FROM caseflow_case c WHERE c.state IN {WAITING}
  AND NOT EXISTS (SELECT FROM caseflow_case b WHERE b.parent_id = c.id AND b.state = ANY(%(open)s))
"""
CASE_DUE = f"""
SELECT {LABEL} FROM caseflow_case c LEFT JOIN (
  SELECT case_id, min(due_on) AS first FROM caseflow_clock WHERE stopped_on IS NULL AND kind = 'duty' GROUP BY case_id
) k ON k.case_id = c.id
WHERE c.due_on IS DISTINCT FROM k.first
"""
REPORT_DAY = f"""
SELECT {LABEL} FROM caseflow_clock k JOIN caseflow_case c ON c.id = k.case_id
LEFT JOIN caseflow_transfer t ON t.to_case_id = c.id
WHERE k.term = 'C5' AND (k.due_on IS DISTINCT FROM t.report_due_on OR k.nominal_on <> k.due_on)
"""
CLOCK_STOPS = f"""
SELECT {LABEL} || ' ' || k.term FROM caseflow_clock k JOIN caseflow_case c ON c.id = k.case_id
WHERE k.stopped_on < k.started_on OR (k.stopped_on IS NULL) <> (k.result = '')
"""
CASE_COPIES = f"""
SELECT {LABEL} FROM caseflow_case c JOIN petitions_petition p ON p.id = c.petition_id JOIN petitions_matter m ON m.id = c.matter_id
LEFT JOIN caseflow_case s ON s.id = c.parent_id
WHERE c.number <> p.number OR c.confidential <> m.confidential OR c.sender_office_id IS DISTINCT FROM s.office_id
"""
CASE_PARTICIPATION = f"""
SELECT {LABEL} FROM caseflow_case c WHERE NOT EXISTS (
  SELECT FROM petitions_participation a WHERE a.matter_id = c.matter_id AND a.office_id = c.office_id
    AND (a.until IS NULL OR c.state = ANY(%(final)s)))
"""
ACCUSED_OUT = """
SELECT m.uid::text FROM petitions_accused a JOIN petitions_matter m ON m.id = a.matter_id
WHERE a.until IS NULL AND a.capacity = 'accused' AND a.office_id IS NOT NULL AND (
  EXISTS (SELECT FROM petitions_participation p WHERE p.matter_id = m.id AND p.office_id = a.office_id AND p.until IS NULL)
  OR EXISTS (SELECT FROM caseflow_case c WHERE c.matter_id = m.id AND c.office_id = a.office_id AND c.state <> ALL(%(final)s)))
"""
REPLAY = f"""
SELECT {LABEL} FROM caseflow_case c JOIN petitions_matter m ON m.id = c.matter_id LEFT JOIN (
  SELECT case_id, bool_or(was IS DISTINCT FROM before) AS broken, (array_agg(now ORDER BY seq DESC))[1] AS last FROM (
    SELECT case_id, seq, facts->>'from' AS was, facts->>'to' AS now,
      lag(facts->>'to') OVER (PARTITION BY case_id ORDER BY seq) AS before
    FROM petitions_event
    WHERE matter_id > %(after)s AND matter_id <= %(last)s AND case_id IS NOT NULL AND facts ? 'to') e
  GROUP BY case_id) t ON t.case_id = c.id
WHERE m.id > %(after)s AND m.id <= %(last)s AND NOT m.confidential AND (t.broken IS NOT FALSE OR t.last IS DISTINCT FROM c.state)
"""
NOTICE_HASH = """
SELECT n.uid::text FROM caseflow_notice n
WHERE n.sealed IS NULL AND n.sha256 <> encode(sha256(convert_to(n.body, 'UTF8')), 'hex')
"""

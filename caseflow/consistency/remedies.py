"""The statements about review, recheck and the end of a matter: requests, hearing days, what fell, what was concluded."""

from caseflow.consistency.cases import LABEL

REMEDY_REQUEST = f"""
SELECT {LABEL} FROM caseflow_case c
LEFT JOIN caseflow_remedyrequest r ON r.case_id = c.id LEFT JOIN caseflow_case b ON b.id = r.of_id
WHERE (c.kind IN ('review', 'recheck')) <> (r.id IS NOT NULL)
  OR b.matter_id <> c.matter_id OR b.kind <> CASE c.kind WHEN 'review' THEN 'handling' ELSE 'review' END
"""
HEARING_DAYS = f"""
SELECT {LABEL} || ' ' || k.term FROM caseflow_clock k JOIN caseflow_case c ON c.id = k.case_id
WHERE EXISTS (
    SELECT FROM unnest(k.excluded) d
    WHERE NOT EXISTS (SELECT FROM caseflow_hearing h WHERE h.case_id = c.id AND d BETWEEN h.first_on AND h.last_on))
  OR k.term = 'C11' AND EXISTS (
    SELECT FROM caseflow_hearing h, generate_series(h.first_on, h.last_on, interval '1 day') d
    WHERE h.case_id = c.id AND d::date <> ALL(k.excluded))
"""
RESULT_FELL = f"""
SELECT {LABEL} FROM caseflow_execution x JOIN caseflow_case c ON c.id = x.case_id
JOIN caseflow_opinionitem i ON i.id = x.item_id JOIN caseflow_opinion o ON o.id = i.opinion_id
WHERE x.state NOT IN ('done', 'revoked') AND (o.revoked_on IS NOT NULL OR o.replaced_by_id IS NOT NULL)
"""
MATTER_CONCLUDED = """
SELECT m.uid::text FROM petitions_matter m
WHERE m.status = 'concluded' AND NOT EXISTS (SELECT FROM petitions_event e WHERE e.matter_id = m.id AND e.kind = 'conclude')
"""
REMEDY_SEALED = """
SELECT c.uid::text FROM caseflow_case c JOIN (
  SELECT case_id, text || excuse AS words FROM caseflow_remedyrequest
  UNION ALL SELECT case_id, place || members || minutes FROM caseflow_hearing
  UNION ALL SELECT case_id, reason FROM caseflow_withdrawal
  UNION ALL SELECT case_id, asked || text FROM caseflow_part
  UNION ALL SELECT case_id, text || reason FROM caseflow_dispute
  UNION ALL SELECT case_id, decision FROM caseflow_decisionasked
  UNION ALL SELECT case_id, evidence FROM caseflow_execution
  UNION ALL SELECT case_id, requests || parties || agreement || evidence FROM caseflow_settlement) w ON w.case_id = c.id
WHERE c.confidential AND w.words <> ''
UNION ALL
SELECT c.uid::text FROM caseflow_case c JOIN caseflow_opinion o ON o.case_id = c.id JOIN caseflow_opinionitem i ON i.opinion_id = o.id
WHERE c.confidential AND i.request || i.answer <> ''
"""

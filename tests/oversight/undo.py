"""Put a desk back to the end of a past day, in plain SQL over the raw rows: what was not known then is taken away.

For an oracle of figures as at a past day: after it, the figures of "today" are those of that day. Call it in a transaction
that is rolled back.
"""

from datetime import date, timedelta
from typing import Any

KNOWN = "CASE WHEN e.is_imported THEN e.at ELSE greatest(e.at, e.recorded_at) END"
LOCAL = "(e.at AT TIME ZONE 'Asia/Shanghai')::date"
# acts that turn a case, or end a term and leave the state
TURN = "(e.kind <> 'open' AND e.facts ? 'to' OR e.kind IN ('reclassify', 'use_simplified', 'leave_simplified', 'report_back'))"
ON_DAY = f"EXISTS (SELECT 1 FROM petitions_event e WHERE e.case_id = {{case}} AND {LOCAL} = {{day}} AND {TURN})"
MARKS = "'mark_late', 'mark_soon', 'lapse'"
STEPS = (
    # clocks that moved since: the first move tells what was before
    f"""UPDATE caseflow_clock k SET nominal_on = (f.m -> 'nominal' ->> 0)::date, due_on = (f.m -> 'due' ->> 0)::date,
      extension = (f.m -> 'extension' ->> 0)::int
    FROM (SELECT DISTINCT ON (e.case_id, m ->> 'term', m ->> 'petitioner') e.case_id, m FROM petitions_event e,
      jsonb_array_elements(e.facts -> 'moved') m WHERE e.facts ? 'moved' AND {KNOWN} >= %(end)s
      ORDER BY e.case_id, m ->> 'term', m ->> 'petitioner', e.seq) f
    WHERE f.case_id = k.case_id AND f.m ->> 'term' = k.term AND (f.m ->> 'petitioner')::bigint IS NOT DISTINCT FROM k.petitioner_id""",
    f"DELETE FROM petitions_event e WHERE {KNOWN} >= %(end)s",
    "DELETE FROM caseflow_case c WHERE NOT EXISTS (SELECT 1 FROM petitions_event e WHERE e.case_id = c.id AND e.kind = 'open')",
    """UPDATE caseflow_case c SET state = f.state, closed_at = CASE WHEN f.state = ANY(%(final)s) THEN f.at END
    FROM (SELECT DISTINCT ON (case_id) case_id, facts ->> 'to' AS state, at FROM petitions_event WHERE facts ? 'to'
      ORDER BY case_id, seq DESC) f WHERE f.case_id = c.id""",
    f"""UPDATE caseflow_case c SET last_act_at = f.at FROM (SELECT case_id, max(at) AS at FROM petitions_event
      WHERE kind NOT IN ({MARKS}) GROUP BY case_id) f WHERE f.case_id = c.id""",
    f"UPDATE caseflow_case c SET accepted_on = NULL WHERE NOT {ON_DAY.format(case='c.id', day='c.accepted_on')}",
    f"""DELETE FROM caseflow_clock k WHERE k.started_on > %(day)s OR NOT EXISTS (SELECT 1 FROM caseflow_case c WHERE c.id = k.case_id)
      OR k.term IN ('C6', 'A6', 'SO', 'C9', 'C11') AND NOT {ON_DAY.format(case='k.case_id', day='k.started_on')}""",
    f"""UPDATE caseflow_clock k SET stopped_on = NULL, result = '' WHERE k.stopped_on > %(day)s
      OR NOT {ON_DAY.format(case='k.case_id', day='k.stopped_on')}""",
    """UPDATE caseflow_case c SET due_on = (SELECT min(k.due_on) FROM caseflow_clock k
      WHERE k.case_id = c.id AND k.kind = 'duty' AND k.stopped_on IS NULL)""",
    "DELETE FROM caseflow_transfer WHERE reached_on > %(day)s",
    "UPDATE caseflow_transfer SET objected_on = NULL WHERE objected_on > %(day)s",
    "UPDATE caseflow_transfer SET resolved_on = NULL, confirmed = NULL WHERE resolved_on > %(day)s",
    "DELETE FROM caseflow_notice WHERE issued_at >= %(end)s",
    "UPDATE caseflow_service SET sent_on = NULL WHERE sent_on > %(day)s",
    "DELETE FROM caseflow_evaluation WHERE at >= %(end)s",
    "DELETE FROM caseflow_completenessmiss WHERE at >= %(end)s",
    """DELETE FROM caseflow_execution x USING caseflow_opinionitem i JOIN caseflow_opinion o ON o.id = i.opinion_id
    WHERE i.id = x.item_id AND o.decided_at >= %(end)s""",
    "UPDATE caseflow_execution SET state = 'pending', changed_on = NULL WHERE changed_on > %(day)s",
    "UPDATE caseflow_opinion SET decided_at = NULL WHERE decided_at >= %(end)s",
    "DELETE FROM petitions_extract WHERE since >= %(end)s",
    "UPDATE petitions_extract SET until = NULL WHERE until >= %(end)s",
)  # fmt: skip
FINAL = ["closed", "returned", "directed", "refused", "joined", "referred", "voided", "routed_out", "settled", "withdrawn", "not_reaccepted"]  # fmt: skip


def undo(cursor: Any, day: date) -> None:
    """Everything of the desk that was not known at the end of the day is gone; no trigger and no foreign key looks."""
    given = {"day": day, "end": f"{(day + timedelta(days=1)).isoformat()} 00:00:00+08", "final": FINAL}
    cursor.execute("SELECT set_config('session_replication_role', 'replica', true)")
    for step in STEPS:
        cursor.execute(step, given)

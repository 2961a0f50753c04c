"""Every figure once more, in plain SQL over the raw rows, by somebody who knows nothing of `oversight`.

`python -m tests.oversight.recount` (beside the servers of a desk) prints the figures that differ, as JSON.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

CASES = """WITH c AS (
  SELECT c.*, m.klass, p.channel, p.is_anonymous, p.registered_at, o.kind AS office_kind
  FROM caseflow_case c JOIN petitions_matter m ON m.id = c.matter_id JOIN petitions_petition p ON p.id = c.petition_id
  JOIN offices_office o ON o.id = c.office_id
  WHERE c.office_id = ANY(%(offices)s) AND NOT c.confidential)
"""


def day(instant: str) -> str:
    return f"({instant} AT TIME ZONE 'Asia/Shanghai')::date"


IN = "BETWEEN %(first)s AND %(last)s"
RECEIVED = f"c.via = 'register' AND {day('c.registered_at')} {IN}"
OPEN = "c.closed_at IS NULL AND c.state NOT IN ('passed_on', 'passed_down')"
CLOSED = f"c.kind = 'handling' AND c.state = 'closed' AND {day('c.closed_at')} {IN}"
KNOWN = f"{CLOSED} AND c.outcome NOT IN ('', 'not_recorded')"


def clock(terms: str, more: str = "true") -> str:
    return f"EXISTS (SELECT 1 FROM caseflow_clock k WHERE k.case_id = c.id AND k.term IN ({terms}) AND k.nominal_on {IN} AND {more})"


DONE = "k.result IN ('met', 'ended') AND k.stopped_on <= k.due_on"
MET = "k.result = 'met' AND k.stopped_on <= k.due_on"
C1, C23, C6, A6, REMEDY = "'C1'", "'C2','C3'", "'C6'", "'C6','A6','SO'", "'C9','C11'"
ACCEPTANCE = "c.kind = 'handling' AND c.state NOT IN ('returned', 'voided', 'joined', 'passed_down') AND " + clock(C23)
ANSWER = "c.kind = 'handling' AND c.state NOT IN ('returned', 'voided', 'joined') AND " + clock(
    "'C6','A6','SO','W6'", "k.result <> 'moved'"
)
PASSED = "c.state <> 'voided' AND " + clock(C1)
REMEDIES = "c.kind IN ('review', 'recheck') AND " + clock(REMEDY)
EARLIER = """EXISTS (SELECT 1 FROM petitions_extract x JOIN petitions_extract y ON y.matter_id = x.matter_id AND y.until IS NULL
  JOIN petitions_petition e ON e.id = y.petition_id
  WHERE x.petition_id = c.petition_id AND x.until IS NULL AND e.registered_at < c.registered_at)"""
FIRST = """NOT EXISTS (SELECT 1 FROM caseflow_case e WHERE e.matter_id = c.matter_id AND e.kind = 'handling' AND e.id < c.id
  AND e.state NOT IN ('joined', 'voided', 'returned'))"""
AGAIN = """EXISTS (SELECT 1 FROM petitions_extract y JOIN petitions_petition e ON e.id = y.petition_id
  WHERE y.matter_id = c.matter_id AND y.until IS NULL AND e.registered_at > c.closed_at AND e.registered_at <= c.closed_at + interval '90 days')"""
OWED = f"c.kind = 'handling' AND c.accepted_on {IN} AND NOT c.is_anonymous AND c.klass <> 'B'"
NOTICE = "EXISTS (SELECT 1 FROM caseflow_notice n WHERE n.case_id = c.id AND n.kind = 'acceptance' AND {})"
NOTICE_DAY = f"""EXISTS (SELECT 1 FROM caseflow_clock k WHERE k.case_id = c.id AND k.term IN ('C2', 'C3', 'SA')
  AND k.due_on >= {day("n.issued_at")})"""
REACHED = f"""EXISTS (SELECT 1 FROM caseflow_transfer t WHERE t.to_case_id = c.id AND t.kind IN ('forward', 'assign') AND t.reached_on {IN})"""
SENT = f"""EXISTS (SELECT 1 FROM caseflow_transfer t WHERE t.from_case_id = c.id AND t.kind IN ('forward', 'assign') AND t.reached_on {IN} AND {{}})"""
TASKS = f"""SELECT 1 FROM caseflow_execution x WHERE x.case_id = c.id AND x.due_on {IN} AND x.state <> 'revoked'"""
REVIEWED = f"""EXISTS (SELECT 1 FROM caseflow_remedyrequest r JOIN caseflow_opinion o ON o.case_id = r.case_id
  WHERE r.of_id = c.id AND r.result <> '' AND {day("o.decided_at")} {IN} AND {{}})"""
ANSWERS = "'opinion', 'reply', 'own_answer', 'review', 'recheck'"
HANDLED = """h.kind = 'handling' AND h.accepted_on IS NOT NULL AND NOT h.confidential AND h.state NOT IN ('joined', 'voided', 'returned')
  AND hm.klass <> 'B' AND ho.kind NOT IN ('court', 'procuratorate') AND NOT EXISTS (
    SELECT 1 FROM caseflow_case e WHERE e.matter_id = h.matter_id AND e.kind = 'handling' AND e.id < h.id
      AND e.state NOT IN ('joined', 'voided', 'returned'))"""
JOINS = "caseflow_case h JOIN petitions_matter hm ON hm.id = h.matter_id JOIN offices_office ho ON ho.id = h.office_id"
READ = f"""(SELECT min(s.sent_on) FROM caseflow_service s JOIN caseflow_notice n ON n.id = s.notice_id
  JOIN caseflow_case a ON a.id = n.case_id WHERE n.kind IN ({ANSWERS}) AND {{}})"""
WINDOW = "+ 30 BETWEEN %(first)s AND least(%(last)s, %(today)s - 1)"
ORGAN = f"EXISTS (SELECT 1 FROM {JOINS} WHERE h.id = c.id AND {HANDLED}) AND {READ.format('a.id = c.id')} {WINDOW}"
DESK = f"""c.kind = 'desk' AND c.via = 'register' AND c.office_kind = 'petition'
  AND EXISTS (SELECT 1 FROM {JOINS} WHERE h.matter_id = c.matter_id AND h.petition_id = c.petition_id AND {HANDLED})
  AND {READ.format("a.matter_id = c.matter_id")} {WINDOW}"""


def rated(who: str, more: str = "true") -> str:
    return f"""EXISTS (SELECT 1 FROM caseflow_evaluation v WHERE v.matter_id = c.matter_id AND v.office_id = c.office_id
      AND v.rated = '{who}' AND {more})"""


SHARES = {  # code: (denominator, what more the numerator asks)
    "passed_on_in_time": (PASSED, clock(C1, "k.result IN ('met', 'moved') AND k.stopped_on <= k.due_on")),
    "accepted_in_time": (ACCEPTANCE, clock(C23, DONE)),
    "answered_in_time": (ANSWER, clock(A6, DONE)),
    "outcome_known": (CLOSED, "c.outcome NOT IN ('', 'not_recorded')"),
    "supported": (KNOWN, "c.outcome IN ('supported', 'adopted')"),
    "extended": (ANSWER, clock(C6, "k.extension > 0")),
    "online": (RECEIVED, "c.channel NOT IN ('letter', 'visit')"),
    "repeated": (RECEIVED, EARLIER),
    "settled_at_once": (f"{CLOSED} AND {FIRST}", f"NOT {AGAIN}"),
    "carried_out": (f"EXISTS ({TASKS})", f"NOT EXISTS ({TASKS} AND NOT coalesce(x.state = 'done' AND x.changed_on <= x.due_on, false))"),
    "told": (OWED, NOTICE.format("true")),
    "told_in_time": (OWED, NOTICE.format(NOTICE_DAY)),
    "objected": (REACHED, "EXISTS (SELECT 1 FROM caseflow_transfer t WHERE t.to_case_id = c.id AND t.objected_on IS NOT NULL)"),
    "came_back": (SENT.format("true"), SENT.format("t.confirmed")),
    "remedies_in_time": (REMEDIES, clock(REMEDY, MET)),
    "overturned": (REVIEWED.format("true"), REVIEWED.format("r.result IN ('change', 'redo')")),
    "rated_desk": (DESK, rated("petition")),
    "satisfied_desk": (f"{DESK} AND {rated('petition')}", f"NOT {rated('petition', 'v.value = 3')}"),
    "rated_organ": (ORGAN, rated("responsible")),
    "satisfied_organ": (f"{ORGAN} AND {rated('responsible')}", f"NOT {rated('responsible', 'v.value = 3')}"),
}  # fmt: skip
COUNTS = {
    "received": RECEIVED,
    "open": OPEN,
    "due_soon": f"{OPEN} AND c.due_on BETWEEN %(today)s AND %(today)s + 5",
    "late": "c.closed_at IS NULL AND c.due_on < %(today)s",
    "closed": CLOSED,
    "first_petitions": f"{RECEIVED} AND NOT {EARLIER}",
    "incomplete": f"EXISTS (SELECT 1 FROM caseflow_completenessmiss s WHERE s.case_id = c.id AND {day('s.at')} {IN})",
    "back_dated": f"""EXISTS (SELECT 1 FROM petitions_event e WHERE e.case_id = c.id AND e.is_backdated AND NOT e.is_imported
      AND {day('e.recorded_at')} {IN})""",
}  # fmt: skip
DAYS = {  # code: (cases, days of one)
    "idle_days": (f"{OPEN} AND c.kind = 'handling'", f"%(today)s - {day('c.last_act_at')}"),
    "days_astray": (
        f"EXISTS (SELECT 1 FROM caseflow_transfer t WHERE t.from_case_id = c.id AND t.confirmed AND t.resolved_on {IN})",
        f"(SELECT sum(t.resolved_on - t.reached_on) FROM caseflow_transfer t WHERE t.from_case_id = c.id AND t.confirmed AND t.resolved_on {IN})",
    ),
}  # fmt: skip


def recount(
    cursor: Any, offices: Iterable[int], first: date, last: date, today: date
) -> dict[str, tuple[int, int | None]]:
    """Code -> (numerator, denominator) over the cases of these offices, confidential ones apart."""
    given = {"offices": sorted(offices), "first": first, "last": last, "today": today}

    def one(select: str) -> Any:
        cursor.execute(
            f"{CASES} SELECT {select}".replace("%(today)s", "%(today)s::date").replace("%(last)s", "%(last)s::date"),
            given,
        )
        return cursor.fetchone()

    found: dict[str, tuple[int, int | None]] = {}
    for code, (below, above) in SHARES.items():
        found[code] = one(f"count(*) FILTER (WHERE {above}), count(*) FROM c WHERE {below}")
    for code, where in COUNTS.items():
        found[code] = (one(f"count(*) FROM c WHERE {where}")[0], None)
    for code, (where, days) in DAYS.items():
        found[code] = one(f"coalesce(sum({days}), 0)::int, count(*) FROM c WHERE {where}")
    return found


class _Undo(Exception):
    pass


def differing(
    actors: Iterable[Any], today: date, past: Iterable[date] = (), lengths: Iterable[int] = (30, 365, 1500)
) -> dict[str, Any]:
    """What `oversight` says otherwise than the recount, for each actor and periods of so many days: today, and as at past days."""
    from django.db import connection, transaction

    from oversight.indicators import Scope, compute_all
    from oversight.periods import Period
    from tests.oversight.undo import undo

    found: dict[str, Any] = {}
    actors, lengths = list(actors), list(lengths)
    for day in (None, *past):
        last = day or today
        periods = [Period(last - timedelta(days=days), last) for days in lengths]
        asked = [(actor, period) for actor in actors for period in periods]
        ours = [compute_all(Scope(actor, today, as_at=day), period) for actor, period in asked]
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if day:
                    undo(cursor, day)
                theirs = [recount(cursor, actor.office_ids, p.first, p.last, last) for actor, p in asked]
                raise _Undo
        except _Undo:
            pass
        for (actor, period), mine, other in zip(asked, ours, theirs, strict=True):
            assert set(mine) == set(other), set(mine) ^ set(other)
            for code, figure in other.items():
                told = (mine[code].numerator, mine[code].denominator)
                if tuple(figure) != told:
                    found[f"{actor.office_id}, {period.days} days, as at {day}, {code}"] = {"recount": list(figure), "ours": list(told)}  # fmt: skip
    return found


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from offices.actors import actor_from
    from offices.models import Posting

    today = timezone.localdate()
    names = ("g000xf-head", "g001xf-head", "g001zj-head")
    postings = Posting.objects.select_related("user", "office").filter(user__username__in=names)
    actors = [actor_from(p, today) for p in postings.order_by("pk")]
    assert len(actors) == len(names), "three postings"
    print(json.dumps(differing(actors, today, [today - timedelta(days=n) for n in (7, 200, 600)])))


if __name__ == "__main__":
    main()

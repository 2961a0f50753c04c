"""Read what the desk holds after the storm: SQL for the rows, the file store and the mails from the disk."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from chaos.counts import Found
from chaos.database import rows

# what must hold, whatever was killed: (name, statement that counts the rows which break it)
RULES = (
    ("petitions without a matter",
     "SELECT count(*) FROM petitions_petition p WHERE NOT EXISTS (SELECT FROM petitions_extract x WHERE x.petition_id = p.id)"),
    ("petitions without a petitioner",
     "SELECT count(*) FROM petitions_petition p WHERE NOT EXISTS (SELECT FROM petitions_petitioner x WHERE x.petition_id = p.id)"),
    ("petitions without their first event",
     "SELECT count(*) FROM petitions_petition p WHERE 1 <> (SELECT count(*) FROM petitions_event e "
     "WHERE e.petition_id = p.id AND e.kind = 'register' AND e.case_id IS NULL)"),
    ("petitions without a case",
     "SELECT count(*) FROM petitions_petition p WHERE NOT EXISTS (SELECT FROM caseflow_case c WHERE c.petition_id = p.id)"),
    ("petitions without their row for searching",
     "SELECT count(*) FROM petitions_petition p WHERE NOT confidential AND NOT EXISTS "
     "(SELECT FROM petitions_searchtext s WHERE s.petition_id = p.id)"),
    ("cases without the event that opened them",
     "SELECT count(*) FROM caseflow_case c WHERE 1 <> (SELECT count(*) FROM petitions_event e "
     "WHERE e.case_id = c.id AND e.kind = 'open')"),
    ("events of a case that is not there",
     "SELECT count(*) FROM petitions_event e WHERE case_id IS NOT NULL AND NOT EXISTS "
     "(SELECT FROM caseflow_case c WHERE c.id = e.case_id)"),
    ("cases whose state is not that of their last event",
     "SELECT count(*) FROM (SELECT DISTINCT ON (e.case_id) e.case_id, e.facts->>'to' AS state FROM petitions_event e "
     "WHERE e.facts ? 'to' ORDER BY e.case_id, e.seq DESC) x JOIN caseflow_case c ON c.id = x.case_id WHERE c.state <> x.state"),
    ("open cases without a clock, a child or a watch",
     "SELECT count(*) FROM caseflow_case c WHERE closed_at IS NULL AND NOT EXISTS (SELECT FROM caseflow_clock k "
     "WHERE k.case_id = c.id AND k.stopped_on IS NULL) AND NOT EXISTS (SELECT FROM caseflow_case d WHERE d.parent_id = c.id "
     "AND d.closed_at IS NULL) AND state <> 'decided' AND NOT confidential AND state NOT IN ('in_own_procedure')"),
    ("cases whose due day is not their earliest duty's",
     "SELECT count(*) FROM caseflow_case c WHERE due_on IS DISTINCT FROM (SELECT min(due_on) FROM caseflow_clock k "
     "WHERE k.case_id = c.id AND k.stopped_on IS NULL AND k.kind = 'duty')"),
    ("acts done under a key without their event",
     "SELECT count(*) FROM caseflow_donekey k WHERE NOT EXISTS (SELECT FROM petitions_event e "
     "WHERE e.case_id = k.case_id AND e.kind = k.act)"),
    ("answers sent without a paper",
     "SELECT count(*) FROM caseflow_case c WHERE state = 'served' AND kind = 'handling' AND NOT EXISTS "
     "(SELECT FROM caseflow_notice n WHERE n.case_id = c.id AND n.kind IN ('opinion', 'reply'))"),
)  # fmt: skip


def read(folder: Path) -> Found:
    """All that is counted. Sealed rows are opened by the desk's key."""
    found = Found()
    found.petitions = [
        (str(uid), (_opened(sealed) or {}).get("text", "") if sealed else text)
        for uid, text, sealed in rows(folder, "SELECT uid, text, sealed FROM petitions_petition")
    ]
    sql = "SELECT k.key, p.uid FROM petitions_registrationkey k JOIN petitions_petition p ON p.id = k.petition_id"
    found.keys = {key.split(":", 1)[-1]: str(uid) for key, uid in rows(folder, sql)}
    sql = "SELECT c.uid, e.kind, count(*) FROM petitions_event e JOIN caseflow_case c ON c.id = e.case_id GROUP BY 1, 2"
    found.events = Counter({(str(uid), kind): n for uid, kind, n in rows(folder, sql)})
    sql = "SELECT facts->>'text' FROM petitions_event WHERE kind = 'investigate'"
    found.texts = Counter(text for (text,) in rows(folder, sql) if text)
    found.files = _files(folder)
    found.drafts = Counter(
        (_opened(p) or {}).get("summary", [""])[0] for (p,) in rows(folder, "SELECT payload FROM petitions_draft")
    )
    _sequences(folder, found)
    _late(folder, found)
    _told(folder, found)
    found.broken = [(name, rows(folder, sql)[0][0]) for name, sql in RULES]
    return found


def _opened(sealed: Any) -> Any:
    from petitions.sealing import unseal

    return unseal(bytes(sealed)) if sealed else None


def _files(folder: Path) -> Counter[str]:
    """The content of each attachment that a row names, as it lies on the disk; nothing where the file is missing."""
    found: Counter[str] = Counter()
    for (sha,) in rows(folder, "SELECT sha256 FROM petitions_attachment"):
        path = folder / "files" / sha[:2] / sha[2:4] / sha
        found[path.read_text() if path.exists() else f"missing {sha}"] += 1
    return found


def _sequences(folder: Path, found: Found) -> None:
    counters = {
        (o, y, k): last
        for o, y, k, last in rows(folder, "SELECT office_id, year, kind, last FROM petitions_numbercounter")
    }
    used: dict[tuple[int, int, str], list[int]] = {key: [] for key in counters}
    for office, number in rows(folder, "SELECT office_id, number FROM petitions_petition"):
        _code, year, sequence, _check = number.rsplit("-", 3)
        used.setdefault((office, int(year), "petition"), []).append(int(sequence))
    for office, year, kind, sequence in rows(folder, "SELECT office_id, year, kind, sequence FROM caseflow_notice"):
        used.setdefault((office, year, f"paper_{kind}"), []).append(sequence)
    found.numbers = [(str(key), counters.get(key, 0), numbers) for key, numbers in used.items()]
    sql = "SELECT m.id, m.last_seq, coalesce(array_agg(e.seq) FILTER (WHERE e.seq IS NOT NULL), '{}') FROM petitions_matter m " \
          "LEFT JOIN petitions_event e ON e.matter_id = m.id GROUP BY m.id"  # fmt: skip
    found.seqs = list(rows(folder, sql))


def _late(folder: Path, found: Found) -> None:
    for case, facts, sealed in rows(
        folder, "SELECT case_id, facts, sealed FROM petitions_event WHERE kind = 'mark_late'"
    ):
        for told in (_opened(sealed) or facts).get("terms", ()):
            found.late_events[case, told["term"], told["due_on"]] += 1
    sql = "SELECT case_id, term, late_marked_for FROM caseflow_clock WHERE late_marked_for IS NOT NULL"
    for case, term, day in rows(folder, sql):
        found.late_clocks[case, term, day.isoformat()] += 1
    sql = "SELECT count(*) FROM caseflow_clock WHERE stopped_on IS NULL AND kind = 'duty' AND due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date " \
          "AND late_marked_for IS DISTINCT FROM due_on"  # fmt: skip
    found.overdue_unmarked = rows(folder, sql)[0][0]


def _told(folder: Path, found: Found) -> None:
    sql = "SELECT u.username, r.key, r.id, r.mailed_at IS NOT NULL, r.kind, c.uid FROM caseflow_reminder r " \
          "JOIN offices_user u ON u.id = r.user_id LEFT JOIN caseflow_case c ON c.id = r.case_id"  # fmt: skip
    for user, key, pk, mailed, kind, case in rows(folder, sql):
        found.reminders[user, key] += 1
        if mailed:
            found.mailed.append(str(pk))
        if kind == "arrived":
            found.arrived.add(str(case))
    for path in (folder / "mail").glob("*.log") if (folder / "mail").exists() else ():
        found.mails.update(re.findall(r"^Message-ID: <reminder-(\d+)", path.read_text(errors="replace"), re.M | re.I))
    sql = "SELECT p.uid FROM caseflow_proposal r JOIN petitions_extract x ON x.matter_id = r.matter_id " \
          "JOIN petitions_petition p ON p.id = x.petition_id WHERE r.kind = 'office'"  # fmt: skip
    found.proposals = {str(uid) for (uid,) in rows(folder, sql)}
    sql = "SELECT p.uid FROM petitions_petition p JOIN caseflow_case c ON c.petition_id = p.id " \
          "WHERE c.kind = 'desk' AND c.state <> 'registered'"  # fmt: skip
    found.opened = {str(uid) for (uid,) in rows(folder, sql)}

"""Exports against COPY TO: all cases of an overseer's offices, the same columns, in a process of its own. Prints JSON.

python -m bench.export (inside `config.supervisor with-servers`, DJANGO_SETTINGS_MODULE=bench.settings)
"""

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import django

USER, QUERY = "g000xf-head", "open=all&sort=number"
COPY = """COPY (SELECT c.due_on, c.closed_at IS NULL, c.number, m.title, c.state, o.name, c.received_on, {last_act_at}, u.name, m.klass,
 t.name, r.name, c.accepted_on, {closed_at}, c.outcome, p.channel, {registered_at}, coalesce(x.text, p.text), a.answer, a.items
 FROM caseflow_case c JOIN petitions_matter m ON m.id = c.matter_id JOIN petitions_petition p ON p.id = c.petition_id
 JOIN offices_office o ON o.id = c.office_id LEFT JOIN offices_user u ON u.id = c.handler_id
 LEFT JOIN petitions_topic t ON t.id = m.topic_id LEFT JOIN offices_region r ON r.id = m.region_id
 LEFT JOIN petitions_extract x ON x.petition_id = p.id AND x.matter_id = m.id AND x.until IS NULL AND NOT x.is_whole
 LEFT JOIN LATERAL (SELECT (n.body ->> 'findings') || E'\\n' || (n.body ->> 'basis') AS answer,
   (SELECT string_agg(i.position || '. ' || i.request || ' — ' || i.outcome || ': ' || i.answer, E'\\n' ORDER BY i.position)
    FROM caseflow_opinionitem i WHERE i.opinion_id = n.id) AS items FROM caseflow_opinion n
   WHERE n.case_id = c.id AND n.decided_at IS NOT NULL ORDER BY n.draft_no DESC LIMIT 1) a ON true
 WHERE c.office_id = ANY(%s) AND NOT c.confidential ORDER BY c.number, c.id) TO STDOUT WITH (FORMAT csv)""".format(
    **{
        name.split(".")[1]: f"to_char({name} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')"
        for name in ("c.last_act_at", "c.closed_at", "p.registered_at")
    }
)


def resident() -> int:
    """Kilobytes in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") // 1024


def copied(offices: list[int], path: Path) -> float:
    """Seconds of COPY TO a file."""
    from django.db import connection

    begun = time.perf_counter()
    with connection.cursor() as cursor, open(path, "wb") as out, cursor.copy(COPY, [offices]) as copy:
        for piece in copy:
            out.write(piece)
    return time.perf_counter() - begun


def main() -> None:
    django.setup()
    from django.utils import timezone, translation

    from caseflow.exports.service import write
    from caseflow.exports.sources import SOURCES
    from offices.actors import actor_from
    from offices.models import Posting

    posting = Posting.objects.select_related("user", "office").get(user__username=USER)
    actor = actor_from(posting, timezone.localdate())
    source = SOURCES["cases"]
    columns = [c.name for c in source.columns if c.on]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for form, rounds in (("csv", 3), ("xlsx", 1)):
            asked = {"query": QUERY, "columns": columns, "format": form, "about": False}
            path, seen, took = Path(folder, form), [resident()], []
            for _n in range(rounds):
                begun = time.perf_counter()
                with translation.override("zh-hans"):
                    rows = write(source, asked, actor, path, timezone.now(), lambda done, total, seen=seen: seen.append(resident()))  # fmt: skip
                took.append(time.perf_counter() - begun)
            settled = seen[min(len(seen) - 1, 4)]  # after some batches all is loaded
            found[form] = {"rows": rows, "rows_a_second": rows / min(took), "grown_kb": max(seen) - settled, "bytes": path.stat().st_size}  # fmt: skip
        took = min(copied(sorted(actor.office_ids), Path(folder, "copy")) for _n in range(3))
        found["copy"] = {"rows_a_second": found["csv"]["rows"] / took, "bytes": Path(folder, "copy").stat().st_size}
    print(json.dumps(found))


if __name__ == "__main__":
    main()

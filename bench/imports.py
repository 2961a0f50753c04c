"""How fast letters come in: the import whole, its checks alone, and COPY into the same tables with their indexes; all rolled back."""

import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from caseflow.imports.service import import_file
from offices.ids import uuid7
from offices.models import Office
from petitions.models import Petition

LETTERS = 4_000
REPLIED = 1_000
COLUMNS = "uid, number, office_id, channel, received_at, registered_at, purpose, addressee, summary, text, is_oral, read_back, is_joint, is_anonymous, confidential, source, external_no"

SEARCH = """
INSERT INTO petitions_searchtext (petition_id, received_at, text, office_ids)
SELECT id, received_at, summary || chr(31) || text, ARRAY[office_id::int] FROM petitions_petition WHERE source = 'bench'
"""


class _Undo(Exception):
    pass


def undone(work: Callable[[], int]) -> float:
    """Rows a second of some work whose rows are taken back."""
    begun = time.perf_counter()
    count = 0
    try:
        with transaction.atomic():
            count = work()
            took = time.perf_counter() - begun
            raise _Undo
    except _Undo:
        return count / took


def measured_import() -> dict[str, float]:
    """Rows a second by name. The texts are those of generated petitions; nothing of it stays."""
    now = timezone.now()
    texts = list(
        Petition.objects.exclude(text="").order_by("pk").values_list("summary", "text", "received_at")[:LETTERS]
    )
    desk, bureau = (Office.objects.select_related("region").get(code=c) for c in _offices())
    with tempfile.TemporaryDirectory() as folder:
        plain, replied, many = (Path(folder, f"{name}.csv") for name in ("plain", "replied", "many"))
        _write(plain, texts, False)
        _write(replied, texts[:REPLIED], True)
        _write(many, texts * 5, False)
        return {
            "plain": undone(lambda: import_file(plain, desk, now, source="bench").registered),
            "replied": undone(lambda: import_file(replied, bureau, now, source="bench").answered),
            "checks": undone(lambda: import_file(many, desk, now, source="bench", dry_run=True).registered),
            "copy": undone(lambda: _copied(texts * 5, desk)),
        }


def _offices() -> list[str]:
    rows = Office.objects.filter(postings__user__username__in=("g001xf-desk", "g001zj-officer"))
    return list(rows.order_by("-kind").values_list("code", flat=True).distinct())


def _write(path: Path, texts: list[tuple], replied: bool) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["external_no", "title", "received", "text", *(["reply", "replied_at"] if replied else [])])
        for n, (summary, text, received) in enumerate(texts, start=1):
            day = timezone.localtime(received).strftime("%Y-%m-%d %H:%M:%S")
            out.writerow([n, summary, day, text, *(["已处理完毕，特此答复。", day] if replied else [])])


def _copied(texts: list[tuple], office: Office) -> int:
    now = timezone.now()
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY petitions_petition ({COLUMNS}) FROM STDIN") as copy:
            for n, (summary, text, received) in enumerate(texts):
                copy.write_row((uuid7(), f"BENCH-{n}", office.pk, "mayor", received, now, "claim", "", summary, text, False, False, False, False,
                                False, "bench", str(n)))  # fmt: skip
        cursor.execute(SEARCH)
    return len(texts)

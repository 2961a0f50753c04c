"""Search over the generated petitions with the real messages mixed in: 200 random parts of them, equal to a plain loop.

`DESK_REALDATA` names the folder with the real messages; without it this part is left out and the report says so.
"""

import os
import random
import time
from pathlib import Path
from typing import Any

from django.utils import timezone

from caseflow.imports.service import import_file
from offices.actors import actor_from
from offices.models import Office, Posting
from petitions.models import Petition, SearchText
from petitions.searching import normal, parse
from petitions.services.search import MOST, found_ids, walk

OFFICE, OVERSEER, OFFICER = "G000XF", "g000xf-head", "g001xf-desk"
PARTS, SEED, CHUNK = 200, 20261123, 20_000


def folder() -> Path | None:
    """Where the real messages lie, None where no one said."""
    named = os.environ.get("DESK_REALDATA")
    return Path(named) if named and Path(named, "messages.xlsx").exists() else None


def mix_in(where: Path) -> int:
    """Import the plain messages into an office of the first unit; a second time adds nothing. How many are there."""
    office = Office.objects.select_related("region").get(code=OFFICE)
    import_file(where / "messages.xlsx", office, timezone.now(), source="real")
    return Petition.objects.filter(source="real").count()


def random_parts() -> list[str]:
    """Parts of two to eight characters of the messages' own texts as they are compared, none with a space at its end or a quote."""
    rng = random.Random(SEED)
    rows = Petition.objects.filter(source="real").order_by("external_no")
    texts = [text for text in map(normal, rows.values_list("text", flat=True)) if len(text) > 20]
    found: list[str] = []
    while len(found) < PARTS:
        text = rng.choice(texts)
        begin = rng.randrange(len(text))
        part = text[begin : begin + rng.randrange(2, 9)]
        if len(part) > 1 and part == part.strip() and '"' not in part:
            found.append(part)
    return found


def scanned(parts: list[str]) -> list[dict[int, Any]]:
    """For each part the petitions that hold it by a plain loop: id -> when received and who sees it."""
    found: list[dict[int, Any]] = [{} for _part in parts]
    last = 0
    while True:
        rows = list(
            SearchText.objects.filter(petition__gt=last).order_by("petition_id").values_list("petition_id", "text", "received_at", "office_ids")[:CHUNK]
        )  # fmt: skip
        if not rows:
            return found
        last = rows[-1][0]
        for pk, text, received, offices in rows:
            for place, part in enumerate(parts):
                if part in text:
                    found[place][pk] = (received, frozenset(offices))


def measured_search() -> dict[str, Any]:
    """Each part asked by an overseer of a hundred offices and by a desk; what differs from the loop, and the milliseconds."""
    where = folder()
    if where is None:
        return {}
    real, parts = mix_in(where), random_parts()
    truth = scanned(parts)
    lines, wrong = [], []
    for name in (OVERSEER, OFFICER):
        posting = Posting.objects.select_related("user", "office").get(user__username=name)
        actor = actor_from(posting, timezone.localdate())
        for part, all_of_it in zip(parts, truth, strict=True):
            seen = {pk: r for pk, (r, offices) in all_of_it.items() if offices & actor.office_ids}
            newest = sorted(seen, key=lambda pk, seen=seen: (seen[pk], pk), reverse=True)
            node = parse(f'"{part}"')
            assert node is not None
            took, ids = _timed(lambda node=node, actor=actor: found_ids(node, actor))
            if ids is None:
                took, first = _timed(lambda node=node, actor=actor: list(walk(node, actor).order_by("-received_at", "-petition_id").values_list("pk", flat=True)[:20]))  # fmt: skip
                right = len(newest) > MOST and first == newest[:20]
            else:
                right = ids == newest
            lines.append({"ms": took, "rows": len(newest)})
            if not right:
                wrong.append({"part": part, "who": name, "expected": len(newest), "found": len(ids or [])})
    few = [x["ms"] for x in lines if x["rows"] < MOST]
    many = [x["ms"] for x in lines if x["rows"] >= MOST]
    return {"real": real, "asked": len(lines), "wrong": wrong, "few": _summed(few), "many": _summed(many)}


def _timed(work: Any) -> tuple[float, Any]:
    """The least milliseconds of three, so that another process's turn is not ours, and the answer."""
    took = []
    for _n in range(3):
        begun = time.perf_counter()
        found = work()
        took.append((time.perf_counter() - begun) * 1000)
    return min(took), found


def _summed(times: list[float]) -> dict[str, float] | None:
    times = sorted(times)
    return {"n": len(times), "p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "most": times[-1]} if times else None  # fmt: skip

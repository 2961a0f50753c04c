"""Hot issues on the real messages, against a person's reading and against a plain search for alike texts."""

import io
import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import rjieba
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from oversight.hot.issues import Message, find_issues
from tests.oversight.hot_truth import TRUTH, judge

pytestmark = [pytest.mark.slow, pytest.mark.realdata]


def day_of(text: str) -> date:
    return datetime.strptime(text.strip().split(" ")[0].replace("-", "/"), "%Y/%m/%d").date()


@pytest.fixture
def messages(realdata) -> list[Message]:
    sheet = CalamineWorkbook.from_path(str(realdata / "messages.xlsx")).get_sheet_by_index(0).to_python()
    return [
        Message(str(int(float(no))), day_of(str(at)), str(subject), " ".join(str(text).split()), int(up))
        for no, _, subject, at, text, _, up in sheet[1:]
    ]


def test_a_person_s_reading(messages: list[Message]) -> None:
    begun = time.process_time()
    found = find_issues(messages)
    seconds = time.process_time() - begun
    precision, recall, f1 = judge([i.members for i in found])
    rank = {name: next((n for n, i in enumerate(found, 1) if len(set(i.members) & issue) * 2 > len(issue)), 0)
            for name, issue in TRUTH.items()}  # fmt: skip
    print(
        f"{len(messages)} messages, {len(found)} issues, {seconds:.1f} s: {precision:.3f} {recall:.3f} {f1:.3f}", rank
    )
    assert precision >= 0.9 and recall >= 0.9
    largest = sorted(TRUTH, key=lambda name: -len(TRUTH[name]))[:10]
    assert all(0 < rank[name] <= 20 for name in largest), rank
    assert seconds < 60


def test_a_plain_search_is_worse(messages: list[Message]) -> None:
    """Bags of words, TF-IDF, cosine, joined from the best of all thresholds: at least a tenth behind."""
    plain = {threshold: judge(groups) for threshold, groups in chained(messages, (0.3, 0.35, 0.4, 0.45))}
    best = max(f1 for _, _, f1 in plain.values())
    ours = judge([i.members for i in find_issues(messages)])[2]
    print(f"plain {best:.3f}, ours {ours:.3f}", plain)
    assert ours > best + 0.1


def chained(messages: list[Message], thresholds: tuple[float, ...]) -> Iterator[tuple[float, list[set[str]]]]:
    counts = [Counter(w for w in rjieba.cut(f"{m.subject} {m.text}") if len(w) > 1) for m in messages]
    df = Counter(w for c in counts for w in c)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    links: dict[tuple[int, int], float] = {}
    for i, count in enumerate(counts):
        vector = {w: n * math.log(len(counts) / df[w]) for w, n in count.items()}
        length = math.sqrt(sum(x * x for x in vector.values())) or 1.0
        near: dict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            for j, other in postings[word]:
                near[j] += weight / length * other
            postings[word].append((i, weight / length))
        links |= {(j, i): s for j, s in near.items() if s >= min(thresholds)}
    for threshold in thresholds:
        of = list(range(len(messages)))

        def root(i: int, of: list[int] = of) -> int:
            while of[i] != i:
                of[i] = of[of[i]]
                i = of[i]
            return i

        for (i, j), s in links.items():
            if s >= threshold:
                of[root(j)] = root(i)
        groups: dict[int, set[str]] = defaultdict(set)
        for i, message in enumerate(messages):
            groups[root(i)].add(message.key)
        yield threshold, [g for g in groups.values() if len(g) > 1]


def test_the_command_over_the_imported_messages(cast, realdata) -> None:
    """Imported by the command, found by the command: the same issues under their external numbers."""
    call_command("import_petitions", str(realdata / "messages.xlsx"), office="YZXF", json=True, stdout=io.StringIO())
    out = io.StringIO()
    call_command("find_hot_issues", json=True, stdout=out)
    rows = json.loads(out.getvalue())
    assert [r["rank"] for r in rows] == list(range(1, 21))
    assert all(set(r) == {"rank", "title", "place", "from", "to", "heat", "petitions"} for r in rows)
    assert rows == sorted(rows, key=lambda r: -r["heat"])
    plant, parking = (
        TRUTH[name] for name in ("a mixing plant beside an estate", "parking spaces sold only with the flat")
    )
    assert set(rows[0]["petitions"]) == plant and set(rows[1]["petitions"]) == parking
    assert (rows[0]["from"], rows[0]["to"]) == ("2019-11-02", "2020-01-26")
    out = io.StringIO()
    call_command("find_hot_issues", json=True, stdout=out, first="2019-07-01", last="2019-09-30", top=3)
    assert [set(r["petitions"]) for r in json.loads(out.getvalue())][0] == parking

"""The counters of `make chaos` can fail: each is shown what is lost and what is doubled, and says so."""

from collections import Counter

import pytest

from chaos import counts
from chaos.counts import Found, Line
from chaos.journal import Entry
from chaos.kills import SHARES, Kill, order
from chaos.pages import Exports, count_rows
from chaos.report import Outcome, Run, recovery, text


def entry(
    key: str, what: str = "register", place: str = "", *, done: bool = True, sent: int = 1, **facts: object
) -> Entry:
    return Entry(key, what, dict(facts), sent=sent, done=done, place=place)


LETTERS = [entry("a", place="u1", text="一"), entry("b", place="u2", text="二"), entry("c", text="三", done=False)]


def well(**over: object) -> Found:
    return Found(**{"petitions": [("u1", "一"), ("u2", "二")], "keys": {"a": "u1", "b": "u2"}, **over})  # type: ignore[arg-type]


def lost_and_doubled(line: Line) -> tuple[int, int]:
    assert line.good is (not line.lost and not line.doubled)
    return line.lost, line.doubled


@pytest.mark.parametrize(("found", "expected"), [
    (well(), (0, 0)),
    (well(petitions=[("u1", "一")], keys={"a": "u1", "b": "u2"}), (1, 0)),  # one is not there
    (well(petitions=[("u1", "一"), ("u2", "别的")]), (1, 0)),  # another text
    (well(petitions=[("u1", "一"), ("u2", "二"), ("u9", "二")]), (0, 1)),  # a retry registered again
    (well(petitions=[("u1", "一"), ("u2", "二"), ("u7", "三"), ("u8", "三")]), (0, 1)),  # twice, and never acknowledged
    (well(petitions=[("u1", "一"), ("u2", "二"), ("u7", "三")]), (0, 0)),  # there, though no answer came
    (well(keys={"a": "u1", "b": "u1"}), (1, 0)),  # a key that names another petition
])  # fmt: skip
def test_letters(found: Found, expected: tuple[int, int]) -> None:
    assert lost_and_doubled(counts.registrations(LETTERS, found)) == expected


@pytest.mark.parametrize(("events", "expected"), [
    ({("c1", "accept"): 1, ("c1", "investigate"): 2}, (0, 0)),
    ({("c1", "investigate"): 2}, (1, 0)),
    ({("c1", "accept"): 1, ("c1", "investigate"): 1}, (1, 0)),
    ({("c1", "accept"): 2, ("c1", "investigate"): 2}, (0, 1)),
    ({("c1", "accept"): 1, ("c1", "investigate"): 2, ("c1", "close"): 1}, (0, 0)),  # sent, done, no answer heard
    ({("c1", "accept"): 1, ("c1", "investigate"): 2, ("c1", "close"): 2}, (0, 1)),
])  # fmt: skip
def test_acts(events: dict[tuple[str, str], int], expected: tuple[int, int]) -> None:
    done = [entry("1", "accept", "c1", sent=3), entry("2", "investigate", "c1"), entry("3", "investigate", "c1"),
            entry("4", "close", "c1", done=False)]  # fmt: skip
    assert lost_and_doubled(counts.acts(done, Found(events=Counter(events)))) == expected


def test_a_wish_without_an_answer_is_lost() -> None:
    line = counts.unanswered([entry("a", sent=2), entry("b", done=False)])
    assert lost_and_doubled(line) == (1, 0) and "1 sent more than once" in line.note


def test_files_texts_and_drafts() -> None:
    marked = [entry("1", "investigate", "c", marker="甲", file="字节"), entry("2", "draft kept", marker="稿")]
    good = Found(texts=Counter(["甲"]), files=Counter(["字节"]), drafts=Counter(["稿"]))
    for count in (counts.notes, counts.files, counts.drafts):
        assert lost_and_doubled(count(marked, good)) == (0, 0)
        assert lost_and_doubled(count(marked, Found())) == (1, 0)
    assert lost_and_doubled(counts.notes(marked, Found(texts=Counter({"甲": 3})))) == (0, 2)


@pytest.mark.parametrize(("clocks", "events", "unmarked", "expected"), [
    ({(1, "C1", "d"): 1}, {(1, "C1", "d"): 1}, 0, (0, 0)),
    ({(1, "C1", "d"): 1}, {}, 0, (1, 0)),
    ({(1, "C1", "d"): 1}, {(1, "C1", "d"): 2}, 0, (0, 1)),
    ({(1, "C1", "e"): 1}, {(1, "C1", "d"): 1, (1, "C1", "e"): 1}, 0, (0, 0)),  # the day moved: marked for each
    ({}, {(1, "C1", "d"): 2}, 0, (0, 1)),
    ({}, {}, 3, (3, 0)),
])  # fmt: skip
def test_late_marks(clocks: dict, events: dict, unmarked: int, expected: tuple[int, int]) -> None:
    found = Found(late_clocks=Counter(clocks), late_events=Counter(events), overdue_unmarked=unmarked)
    assert lost_and_doubled(counts.late(found)) == expected


def test_reminders_mails_arrivals_and_proposals() -> None:
    assert lost_and_doubled(counts.reminders(Found(reminders=Counter({("ou", "k"): 2})))) == (0, 1)
    mailed = Found(mailed=["1", "2"], mails=Counter({"1": 2}))
    line = counts.mails(mailed)
    assert lost_and_doubled(line) == (0, 1) and "1 claimed by a killed worker" in line.note
    came = [entry("1", "accept", "c1"), entry("2", "accept", "c2")]
    assert lost_and_doubled(counts.arrivals(came, Found(arrived={"c1"}))) == (1, 0)
    routed = [entry("a", place="u1", proposed=True), entry("b", place="u2", proposed=True), entry("c", place="u3")]
    assert lost_and_doubled(counts.proposals(routed, Found(proposals={"u1"}))) == (1, 0)
    assert lost_and_doubled(counts.proposals(routed, Found(proposals={"u1"}, opened={"u2"}))) == (0, 0)


@pytest.mark.parametrize(("last", "used", "expected"), [
    (3, [1, 2, 3], (0, 0)), (3, [1, 3], (1, 0)), (3, [1, 2, 2, 3], (0, 1)), (2, [1, 2, 3], (0, 1)), (0, [], (0, 0)),
])  # fmt: skip
def test_sequences(last: int, used: list[int], expected: tuple[int, int]) -> None:
    for line in counts.sequences(Found(numbers=[("x", last, used)], seqs=[(1, last, used)])):
        assert lost_and_doubled(line) == expected


def test_a_broken_rule_counts() -> None:
    (line,) = counts.invariants([("petitions without a case", 2), ("other", 0)])
    assert lost_and_doubled(line) == (2, 0) and "2 petitions without a case" in line.note


def test_rows_of_a_file() -> None:
    wanted = {"n1": "甲", "n2": "乙"}
    assert lost_and_doubled(counts.imported(wanted, [("n1", "甲"), ("n2", "乙")])) == (0, 0)
    assert lost_and_doubled(counts.imported(wanted, [("n1", "甲"), ("n1", "甲")])) == (1, 1)
    assert lost_and_doubled(counts.imported(wanted, [("n1", "甲"), ("n2", "丙")])) == (1, 0)
    exports = Exports()
    count_rows("\ufeff编号,原文\r\nA-1,甲\r\nA-1,甲\r\n", {"A-1", "A-2"}, exports)
    assert lost_and_doubled(exports.line()) == (1, 1)
    exports.problems.append("failed")
    assert exports.line().lost == 2


@pytest.mark.parametrize(("status", "told", "lost"), [
    (0, '{"violations": 0, "checks": [{"name": "a", "count": 0}]}', 0),
    (1, '{"violations": 4, "checks": [{"name": "a", "count": 4}]}', 4),
    (1, '{"violations": 0, "checks": []}', 1), (1, "Traceback", 1), (0, "", 1),
])  # fmt: skip
def test_the_products_own_check(status: int, told: str, lost: int) -> None:
    assert counts.consistency(status, told).lost == lost


def test_every_kind_is_killed_in_every_run() -> None:
    import random

    for count in (0, 9, 50):
        kinds = order(count, random.Random(1))
        assert set(kinds) == set(SHARES) and len(kinds) >= count
    assert order(50, random.Random(5)) == order(50, random.Random(5))
    assert 1 <= order(50, random.Random(5)).count("supervisor") <= 2


def test_the_run_fails_by_each_of_its_parts() -> None:
    good = Run(1, lines=[Line("x", 1, 1)], outcomes=[Outcome("a", True, ""), Outcome("b", None, "not here")])
    assert good.good and "all well" in text(good) and "SKIPPED" in text(good)
    assert not Run(1, lines=[Line("x", 1, 0, lost=1)]).good
    assert not Run(1, lines=[Line("x", 1, 2, doubled=1)]).good
    assert not Run(1, outcomes=[Outcome("a", False, "")]).good
    assert not Run(1, problems=["only 3 of 50 kills"]).good
    assert "NOT WELL" in text(Run(1, problems=["x"]))


def test_the_median_of_a_recovery_leaves_out_what_never_came() -> None:
    found = recovery([Kill("web", 0, 1.0), Kill("web", 1, 3.0), Kill("web", 2, None)])
    assert found["web"] == {"kills": 3, "p50": 2.0, "max": 3.0, "never": 1}

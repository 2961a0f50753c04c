"""What went in against what is there: plain values in, lines out. Each count must be able to fail."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chaos.journal import Entry

NOT_ACTS = {"register", "draft kept"}


@dataclass(frozen=True)
class Line:
    """One row of the table. `lost` was acknowledged and is not there (or is not the same), `doubled` is there too often."""

    what: str
    went_in: int
    there: int
    lost: int = 0
    doubled: int = 0
    note: str = ""

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled)


@dataclass
class Found:
    """What the desk holds, read with plain SQL (see `there.py`)."""

    petitions: list[tuple[str, str]] = field(default_factory=list)  # uid, text
    keys: Mapping[str, str] = field(default_factory=dict)  # the form's key -> uid of the petition
    events: Counter[tuple[str, str]] = field(default_factory=Counter)  # (case uid, kind) -> how many
    texts: Counter[str] = field(default_factory=Counter)  # what was found, as written in `investigate`
    files: Counter[str] = field(default_factory=Counter)  # content of attachments, read from the file store
    drafts: Counter[str] = field(default_factory=Counter)  # their summaries
    numbers: list[tuple[str, int, list[int]]] = field(default_factory=list)  # sequence, its counter, numbers used
    seqs: list[tuple[int, int, list[int]]] = field(default_factory=list)  # matter, last_seq, events' seq
    late_events: Counter[tuple[int, str, str]] = field(default_factory=Counter)  # (case, term, due day)
    late_clocks: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    overdue_unmarked: int = 0
    reminders: Counter[tuple[str, str]] = field(default_factory=Counter)  # (user, key)
    mailed: list[str] = field(default_factory=list)  # ids of reminders marked as mailed
    mails: Counter[str] = field(default_factory=Counter)  # ids in the mails that were sent
    arrived: set[str] = field(default_factory=set)  # uids of cases whose office was reminded of their arrival
    proposals: set[str] = field(default_factory=set)  # uids of petitions with a proposed office
    opened: set[str] = field(default_factory=set)  # uids of petitions that have passed the desk already
    broken: list[tuple[str, int]] = field(default_factory=list)  # invariant, how many rows break it


def everything(entries: Sequence[Entry], found: Found) -> list[Line]:
    """All lines, in the order of the table."""
    return [
        unanswered(entries), registrations(entries, found), acts(entries, found), notes(entries, found), files(entries, found),
        drafts(entries, found), late(found), reminders(found), arrivals(entries, found), mails(found), proposals(entries, found),
        *sequences(found), *invariants(found.broken),
    ]  # fmt: skip


def unanswered(entries: Iterable[Entry]) -> Line:
    """Every retry must come to an acknowledged end; what did not is lost to the client."""
    entries = list(entries)
    lost = [e for e in entries if not e.done]
    told = Counter(f"{e.what}: {e.refused[:90] or 'in flight at the end'}" for e in lost)
    retried = sum(1 for e in entries if e.sent > 1)
    note = f"{retried} sent more than once; " + "; ".join(f"{n} x {w}" for w, n in told.most_common(3))
    return Line("wishes that converged", len(entries), len(entries) - len(lost), len(lost), 0, note)


def registrations(entries: Iterable[Entry], found: Found) -> Line:
    """One petition a key, with the very text, under the uid that was told."""
    mine = [e for e in entries if e.what == "register"]
    by_uid, by_text = dict(found.petitions), Counter(text for _uid, text in found.petitions)
    done = [e for e in mine if e.done]
    lost = sum(1 for e in done if by_uid.get(e.place) != e.facts["text"])
    wrong_key = sum(1 for e in done if found.keys.get(e.key) != e.place)
    doubled = sum(max(0, by_text[e.facts["text"]] - 1) for e in mine)
    there = sum(by_text[e.facts["text"]] for e in mine)
    note = f"{wrong_key} keys name another petition" if wrong_key else ""
    return Line("letters registered", len(done), there, lost + wrong_key, doubled, note)


def acts(entries: Iterable[Entry], found: Found) -> Line:
    """Each acknowledged act is one event of its case; nothing that was sent made more than one."""
    mine = [e for e in entries if e.what not in NOT_ACTS]
    done = Counter((e.place, e.what) for e in mine if e.done)
    most = Counter((e.place, e.what) for e in mine)
    lost = sum(max(0, n - found.events[key]) for key, n in done.items())
    doubled = sum(max(0, found.events[key] - n) for key, n in most.items())
    return Line("acts, one event each", sum(done.values()), sum(found.events[k] for k in most), lost, doubled)


def _once(what: str, wanted: Iterable[str], there: Mapping[str, int], note: str = "") -> Line:
    wanted = list(wanted)
    counts = [there.get(w, 0) for w in wanted]
    return Line(
        what, len(wanted), sum(counts), sum(1 for n in counts if n == 0), sum(max(0, n - 1) for n in counts), note
    )


def notes(entries: Iterable[Entry], found: Found) -> Line:
    marked = [e.facts["marker"] for e in entries if e.done and e.what == "investigate"]
    return _once("texts of findings", marked, found.texts)


def files(entries: Iterable[Entry], found: Found) -> Line:
    return _once("files, byte by byte", [e.facts["file"] for e in entries if e.done and "file" in e.facts], found.files)


def drafts(entries: Iterable[Entry], found: Found) -> Line:
    return _once("drafts kept", [e.facts["marker"] for e in entries if e.done and e.what == "draft kept"], found.drafts)


def late(found: Found) -> Line:
    """One `late` event a clock and due day; every overdue duty has its mark."""
    lost = sum(max(0, n - found.late_events[key]) for key, n in found.late_clocks.items()) + found.overdue_unmarked
    doubled = sum(max(0, n - max(1, found.late_clocks[key])) for key, n in found.late_events.items())
    note = f"{found.overdue_unmarked} overdue without a mark" if found.overdue_unmarked else ""
    return Line(
        "clocks marked late", sum(found.late_clocks.values()), sum(found.late_events.values()), lost, doubled, note
    )


def reminders(found: Found) -> Line:
    total = sum(found.reminders.values())
    return Line("reminders, one a user and key", len(found.reminders), total, 0, total - len(found.reminders))


def arrivals(entries: Iterable[Entry], found: Found) -> Line:
    """A letter that was passed on reminds the office it came to."""
    cases = {e.place for e in entries if e.done and e.what == "accept"}
    return Line("offices told of what came", len(cases), len(cases & found.arrived), len(cases - found.arrived))


def mails(found: Found) -> Line:
    """One mail a reminder. One that was claimed when its worker died is not sent again: the page's bell still has it."""
    total = sum(n for key, n in found.mails.items())
    missing = [m for m in found.mailed if not found.mails[m]]
    note = f"{len(missing)} claimed by a killed worker, not mailed" if missing else ""
    return Line("mails, one a reminder", len(found.mailed), total, 0, total - len(found.mails), note)


def proposals(entries: Iterable[Entry], found: Found) -> Line:
    """What the routing knows an office for gets its proposal, in its task or by the sweep behind it."""
    wanted = {e.place for e in entries if e.done and e.what == "register" and e.facts.get("proposed")}
    have = wanted & (found.proposals | found.opened)
    return Line("proposals of the routing", len(wanted), len(have), len(wanted - have))


def sequences(found: Found) -> list[Line]:
    """Numbers without a gap or a twin, up to their counter."""
    return [
        _gaps("numbers of petitions and papers", [(last, used) for _name, last, used in found.numbers]),
        _gaps("events of a matter in sequence", [(last, used) for _name, last, used in found.seqs]),
    ]


def _gaps(what: str, series: Iterable[tuple[int, Sequence[int]]]) -> Line:
    series = list(series)
    lost = sum(len(set(range(1, last + 1)) - set(used)) for last, used in series)
    doubled = sum(len(used) - len(set(used)) + len(set(used) - set(range(1, last + 1))) for last, used in series)
    there = sum(len(used) for _last, used in series)
    return Line(what, sum(last for last, _used in series), there, lost, doubled, f"{len(series)} sequences")


def invariants(broken: Iterable[tuple[str, int]]) -> list[Line]:
    """Rows that break what must always hold; each counts as lost."""
    rows = list(broken)
    bad = [(name, n) for name, n in rows if n]
    note = "; ".join(f"{n} {name}" for name, n in bad) or f"{len(rows)} rules"
    return [Line("rows against a rule", 0, sum(n for _x, n in bad), sum(n for _x, n in bad), 0, note)]


def imported(wanted: Mapping[str, str], there: Iterable[tuple[str, str]], what: str = "rows imported") -> Line:
    """Each row of the file once, with its text: `wanted` number -> text, `there` (number, text)."""
    rows = list(there)
    by_number = Counter(n for n, _t in rows)
    texts: dict[str, Any] = dict(rows)
    lost = sum(1 for n, text in wanted.items() if texts.get(n) != text)
    return Line(what, len(wanted), len(rows), lost, sum(max(0, n - 1) for n in by_number.values()))


def consistency(status: int, told: str) -> Line:
    """What `check_consistency --json` says; anything but a clean answer counts as lost."""
    try:
        answer = json.loads(told)
        checks, violations = answer["checks"], int(answer["violations"])
    except (ValueError, KeyError, TypeError):
        return Line("check_consistency", 0, 0, 1, 0, f"no answer, exit {status}: {told[-200:]}")
    bad = [f"{c['count']} {c['name']}" for c in checks if c["count"]]
    lost = violations or int(status != 0)
    return Line("check_consistency", 0, violations, lost, 0, "; ".join(bad) or f"{len(checks)} checks")

"""The tables of whole ways asked of the desk's own code: each answers the computed columns of a row."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from caseflow.calendars import Calendar
from caseflow.clocks import start
from caseflow.deadlines import due, petitioner_day
from caseflow.effects.base import move, right
from caseflow.facts import By, CaseState, ClockStart, OfficeFacts, Running
from caseflow.guards.between import objection_in_time
from caseflow.packs import Local, LocalOption, LocalTerm, Pack
from caseflow.rules import Rules
from caseflow.statute import Unit
from tests.caseflow.dated import CALENDAR
from tests.caseflow.oracle_ways import period

Row = dict[str, str]
FILE = Path("caseflow/data/packs/shandong_2015.toml")
NATIONAL = Rules(CALENDAR)


def told(value: date | None) -> str:
    return value.isoformat() if value else ""


def day(text: str) -> date:
    return date.fromisoformat(text)


def running(clock: ClockStart) -> Running:
    return Running(1, clock.term, clock.kind, clock.started_on, clock.nominal_on, clock.due_on, law=clock.law, pack=clock.pack)  # fmt: skip


def due_of(term: str, on: date, rules: Rules) -> date | None:
    return next((c.due_on for c in start(term, on, rules)), None)


def objection(row: Row, rules: Rules) -> Row:
    clocks = tuple(running(c) for c in start("C4", day(row["reached"]), rules))
    state = CaseState(1, "handling", "received", 1, 1, 1, OfficeFacts(1, "department"), "C", day(row["reached"]), "forward", clocks=clocks)  # fmt: skip
    on = day(row["objected"])
    in_time = objection_in_time(state, {"on": on}, By(1, 1)) is None
    back = day(row["returned"]) if row["returned"] else None
    return {
        "c4": told(clocks[0].due_on if clocks else None), "in_time": "yes" if in_time else "no",
        "v1": told(due_of("V1", on, rules)) if in_time else "",
        "r1": told(due_of("R1", back, rules)) if in_time and back else "",
    }  # fmt: skip


def remedy(row: Row, rules: Rules) -> Row:
    right_term, duty_term = ("C8", "C9") if row["kind"] == "review" else ("C10", "C11")
    until, reached = due_of(right_term, day(row["received"]), rules), day(row["reached"])
    asked = petitioner_day(reached, day(row["postmark"]) if row["postmark"] else None)
    latest = until
    if row["obstacle_ended"]:
        latest = max(d for d in (until, due_of("XD", day(row["obstacle_ended"]), rules)) if d)
    term = rules.term(duty_term, reached)
    assert until and latest and term
    held = period(row["hearing"]) if term.excludes_hearing else frozenset()
    days, after = due(term, reached, rules.calendar), due(term, reached, rules.calendar, excluded=held)
    return {
        "right_until": told(until), "in_time": "yes" if asked <= latest else "no", "nominal": told(days.nominal),
        "due": told(days.legal), "due_after_hearing": told(after.legal),
    }  # fmt: skip


def simple(row: Row, rules: Rules) -> Row:
    received, accepted = day(row["received"]), day(row["accepted"])
    return {
        "sf": told(due_of("SF", received, rules)), "sa": told(due_of("SA", received, rules)),
        "so": told(due_of("SO", accepted, rules)), "c6_after_leaving": told(due_of("C6", accepted, rules)),
    }  # fmt: skip


def changed(row: Row, rules: Rules) -> Row:
    """A clock that starts around the change of the law; extended by the law that it keeps."""
    on, extension = day(row["from"]), int(row["extension"])
    clocks = start(row["term"], on, rules)
    if not clocks:
        return {"law": rules.law(on).code, "article": "", "nominal": "", "legal": ""}
    moved = move(running(clocks[0]), on, extension, rules, told=False)
    term = rules.term(row["term"], on)
    article = str(term.article).removeprefix("Art. ") if term else ""
    return {"law": moved.law, "article": article, "nominal": told(moved.nominal_on), "legal": told(moved.due_on)}


def place(off: str) -> Calendar:
    days = period(off)
    return replace(CALENDAR, off=CALENDAR.off | days, working=CALENDAR.working - days, version=f"test@{off}")


def two_places(row: Row, rules: Rules) -> Row:
    here, there = replace(rules, calendar=place(row["office_off"])), replace(rules, calendar=place(row["place_off"]))
    on, term = day(row["from"]), row["term"]
    clocks = right(term, on, here, there, 1) if term in {"C8", "C10"} else start(term, on, here)
    return {"legal": told(clocks[0].due_on)}


def shandong() -> Pack:
    """The pack as its file has it, from the day the test gives it."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    terms = {t["code"]: LocalTerm(**{**t, "unit": Unit(t["unit"])}) for t in data["terms"]}
    return Pack(f"{data['code']}.1", data["code"], data["name_zh"], data["name_en"], date(2015, 10, 1), None, terms,
                {o["name"]: LocalOption(**o) for o in data["options"]})  # fmt: skip


DAYS, WORKING = Unit.DAYS, Unit.WORKING_DAYS
PACKS = {
    "SD2015": shandong(),
    "ZJX": Pack("ZJX.1", "ZJX", "甲条例", "Rules X", date(2016, 1, 1), None, {
        "C3": LocalTerm("C3", 5, WORKING, 0, "第一条"), "C6": LocalTerm("C6", 30, DAYS, 60, "第二条"),
        "C8": LocalTerm("C8", 45, DAYS, 0, "第三条")}),
    "BJX": Pack("BJX.1", "BJX", "乙条例", "Rules Y", date(2007, 1, 1), date(2022, 4, 30), {
        "C4": LocalTerm("C4", 5, WORKING, 0, "第一条")}),
    "OWNX": Pack("OWNX.1", "OWNX", "本市设置", "Own settings", date(2025, 1, 1), None, {
        "A6": LocalTerm("A6", 30, DAYS, own=True), "S1": LocalTerm("S1", 90, DAYS, own=True),
        "V1": LocalTerm("V1", 2, WORKING, own=True), "TD": LocalTerm("TD", 45, DAYS, own=True)}),
}  # fmt: skip


def with_pack(pack: Pack) -> Rules:
    return Rules(CALENDAR, Local((pack,), {pack.key: pack}))


def packed(row: Row, rules: Rules, pack: Pack | None = None) -> Row:
    """A clock under a pack; extended by the pack that it keeps."""
    here, on = with_pack(pack or PACKS[row["pack"]]), day(row["from"])
    clock = start(row["term"], on, here)[0]
    moved = move(running(clock), on, int(row["extension"]), here, told=False)
    return {
        "law": moved.law, "holds": "national" if moved.pack == "national" else "local", "nominal": told(moved.nominal_on),
        "legal": told(moved.due_on), "nationally": told(due_of(row["term"], on, rules)),
    }  # fmt: skip


ANSWERS: dict[str, Callable[[Row, Rules], Row]] = {
    "objections": objection, "remedies": remedy, "simplified": simple, "transition": changed, "places": two_places,
    "pack_shandong": packed, "packs": packed,
}  # fmt: skip


def right_row(table: str, row: Row, rules: Rules = NATIONAL) -> bool:
    """Whether the desk's code answers a row as the table has it."""
    found = ANSWERS[table](row, rules)
    return found == {name: row[name] for name in found}

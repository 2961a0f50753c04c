"""New lives from recipes: fill the holes, number what is numbered, and hand the lines to COPY, a buffer a table."""

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from caseflow.generate.expand import Dues, Recipe, chinese, iso
from caseflow.generate.record import TABLES
from caseflow.generate.texts import name_for, words_for
from caseflow.generate.world import Unit
from petitions.numbers import CODE_ALPHABET, format_number
from petitions.sealing import fingerprint, seal
from petitions.searching import normal

CLOCK = "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n"
CLOCK_COLUMNS = ("id", "case_id", "petitioner_id", "term", "law", "pack", "kind", "started_on", "nominal_on", "due_on", "told_on",
                 "extension", "provisional", "calendar_version", "stopped_on", "result", "soon_marked_for", "late_marked_for")  # fmt: skip
SOON = 5


@dataclass
class Plan:
    """A recipe with its keys sorted by what fills them."""

    recipe: Recipe
    by_kind: dict[str, list[tuple[int, tuple[Any, ...]]]]

    @classmethod
    def of(cls, recipe: Recipe) -> "Plan":
        by_kind: dict[str, list[tuple[int, tuple[Any, ...]]]] = defaultdict(list)
        for place, (kind, *rest) in enumerate(recipe.keys):
            by_kind[kind].append((place, tuple(rest)))
        return cls(recipe, dict(by_kind))


class Writer:
    """Fills recipes for one process: its own ids, its own units' numbers."""

    def __init__(
        self, first_ids: dict[str, int], dues_of: Callable[[int], Dues], today: date, rng: random.Random
    ) -> None:
        self.next = dict(first_ids)
        self.dues_of, self.today, self.rng = dues_of, today.toordinal(), rng
        self.buffers: dict[str, list[str]] = {table: [] for table in TABLES}
        self.numbers: dict[tuple[int, int, str], int] = defaultdict(int)

    def write(self, plan: Plan, unit: Unit, day: int) -> None:
        """One life that begins on the ordinal day `day` in `unit`."""
        recipe, rng = plan.recipe, self.rng
        year = date.fromordinal(day).year
        number = self._number(unit, "XF", year, "petition")
        life = _Filling(self, plan, unit, day, format_number(unit.offices["XF"].code, year, number), words_for(rng))
        values: list[Any] = [None] * len(recipe.keys)
        clocks = life.clocks()
        for kind, places in plan.by_kind.items():
            fill = life.FILL[kind]
            for place, rest in places:
                values[place] = fill(life, rest)
        self._notices(plan, life, values)
        for place, rest in plan.by_kind.get("sealed", ()):
            text, more = recipe.secret[rest[0]]
            values[place] = "\\\\x" + _sealed_json(text % more["pick"](values))
        for table, line, pick in recipe.lines:
            self.buffers[table].append(line % pick(values))
        self.buffers["caseflow_clock"] += clocks
        for table, count in recipe.counts.items():
            self.next[table] = self.next.get(table, 0) + count

    def _number(self, unit: Unit, role: str, year: int, kind: str) -> int:
        key = (unit.offices[role].pk, year, kind)
        self.numbers[key] += 1
        return self.numbers[key]

    def _notices(self, plan: Plan, life: "_Filling", values: list[Any]) -> None:
        places = plan.by_kind
        if not plan.recipe.notices:
            return
        told: list[tuple[str, int, int]] = []
        for notice in plan.recipe.notices:
            year = date.fromordinal(life.day + notice["day"]).year
            sequence = self._number(life.unit, notice["role"], year, f"paper_{notice['kind']}")
            name = life.unit.offices[notice["role"]].name
            told.append((f"{name}〔{year}〕{notice['title']}第{sequence}号"[:60], year, sequence))
        for kind, index in (("notice", 0), ("notice_year", 1), ("notice_seq", 2)):
            for place, (k,) in places.get(kind, ()):
                values[place] = told[k][index]
        bodies = [text % pick(values) for text, pick in (n["body"] for n in plan.recipe.notices)]
        for place, (k,) in places.get("body", ()):
            values[place] = bodies[k]
        for place, (k,) in places.get("sha", ()):
            values[place] = hashlib.sha256(_plain(bodies[k]).encode()).hexdigest()


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """`normal`, remembered: the same words come again and again."""
    return normal(text)


def _plain(escaped: str) -> str:
    return escaped.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\")


def _sealed_json(text: str) -> str:
    return seal(json.loads(_plain(text))).hex()


class _Filling:
    """What one life puts into the holes."""

    def __init__(self, writer: Writer, plan: Plan, unit: Unit, day: int, number: str, words: list[str]) -> None:
        rng = writer.rng
        self.writer, self.plan, self.unit, self.day, self.number, self.words = writer, plan, unit, day, number, words
        self.town = rng.choice(unit.towns)
        people = plan.recipe.counts["petitions_petitioner"]
        self.people = [name_for(rng) for _n in range(people)]
        self.phones = [f"199{rng.randrange(10**7, 10**8)}" for _n in range(people)]
        self.codes = ["".join(rng.choices(CODE_ALPHABET, k=10)) for _n in range(people)]
        self.dues: list[str] = []
        self.case_dues: dict[int, str] = {}

    def clocks(self) -> list[str]:
        """The clocks' lines, their days by the law of their own day; an open case's first due day is kept for its row."""
        lines, next_ids, dues = [], self.writer.next, self.writer.dues_of(self.unit.region.pk)
        first_case, first_person, today = next_ids["caseflow_case"], next_ids["petitions_petitioner"], self.writer.today
        for c in self.plan.recipe.clocks:
            started = self.day + c["started"]
            own = self.day + c["own"] if c["own"] is not None else None
            found = dues.of(c["term"], started, c["extension"], own)
            self.dues.append(found.legal if found else "")
            if found is None:
                continue
            law, pack, nominal, legal, provisional = found
            running = c["stopped"] is None
            is_duty = running and c["kind"] == "duty"
            if is_duty:
                known = self.case_dues.get(c["case"])
                self.case_dues[c["case"]] = min(known, legal) if known else legal
            late = is_duty and legal < iso(today)
            soon = is_duty and not late and nominal <= iso(today + SOON)
            lines.append(CLOCK.format(
                next_ids["caseflow_clock"] + c["k"], first_case + c["case"],
                r"\N" if c["petitioner"] is None else first_person + c["petitioner"], c["term"], law, pack, c["kind"],
                iso(started), nominal, legal, legal if c["told"] else r"\N", c["extension"], provisional, dues.calendar.version,
                r"\N" if running else iso(self.day + c["stopped"]), c["result"], legal if soon else r"\N", legal if late else r"\N",
            ))  # fmt: skip
        return lines

    def _uid(self, _rest: Any) -> str:
        bits = self.writer.rng.getrandbits
        return f"{(self.day - 719163) * 86400000:012x}7{bits(12):03x}{8 + bits(2):x}{bits(60):015x}"

    def _above(self, rest: Sequence[Any]) -> str:
        superior = self.unit.offices[rest[0]].superior
        return superior.name if superior else "本级人民政府"

    def _lower(self, rest: Sequence[Any]) -> str:
        return folded(str(self.FILL[rest[0]](self, rest[1:])))

    FILL: dict[str, Callable[["_Filling", Sequence[Any]], Any]] = {
        "id": lambda f, r: f.writer.next[r[0]] + r[1], "office": lambda f, r: f.unit.offices[r[0]].pk,
        "user": lambda f, r: f.unit.users[r].pk, "region": lambda f, r: f.town.pk, "town": lambda f, r: f.town.name,
        "duty": lambda f, r: f.unit.duties[r[0]][r[1]], "day": lambda f, r: iso(f.day + r[0]), "chinese": lambda f, r: chinese(f.day + r[0]),
        "day_due": lambda f, r: f.dues[r[0]], "chinese_due": lambda f, r: chinese(date.fromisoformat(f.dues[r[0]]).toordinal()),
        "uid": _uid, "number": lambda f, r: f.number, "name": lambda f, r: f.unit.offices[r[0]].name,
        "address": lambda f, r: f.unit.offices[r[0]].address, "phone_of": lambda f, r: f.unit.offices[r[0]].phone,
        "above": _above, "word": lambda f, r: f.words[r[0]], "person": lambda f, r: f.people[r[0]] if r[0] < len(f.people) else "",
        "phone": lambda f, r: "\\\\x" + seal(f.phones[r[0]]).hex(), "phone_hash": lambda f, r: fingerprint(f.phones[r[0]], "phone"),
        "code": lambda f, r: "\\\\x" + seal(f.codes[r[0]]).hex(), "code_hash": lambda f, r: fingerprint(f.codes[r[0]], "code"),
        "case_due": lambda f, r: f.case_dues.get(r[0], r"\N"), "lower": _lower, "sealed": lambda f, r: None, "notice": lambda f, r: None,
        "notice_year": lambda f, r: None, "notice_seq": lambda f, r: None, "sha": lambda f, r: None, "body": lambda f, r: None,
    }  # fmt: skip


def copy_columns(table: str, first: dict[str, Any]) -> list[str]:
    """The columns of a table as the lines have them."""
    return list(CLOCK_COLUMNS) if table == "caseflow_clock" else list(first)

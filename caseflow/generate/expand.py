"""A recorded stage of a life as a recipe: text lines for COPY with holes, and what fills each hole for one new life."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from caseflow.deadlines import due
from caseflow.generate.record import APART, NAMES, TABLES, WITHOUT_ID, WORDS, Rows
from caseflow.generate.world import Unit
from caseflow.packs import NATIONAL
from caseflow.rules import Rules
from petitions.sealing import unseal
from petitions.searching import normal

NAMES_OF = list(TABLES)
REFERENCES = {
    "petition_id": "petitions_petition", "matter_id": "petitions_matter", "case_id": "caseflow_case", "parent_id": "caseflow_case",
    "joined_to_id": "caseflow_case", "from_case_id": "caseflow_case", "to_case_id": "caseflow_case",
    "petitioner_id": "petitions_petitioner", "opinion_id": "caseflow_opinion", "item_id": "caseflow_opinionitem",
    "notice_id": "caseflow_notice", "service_id": "caseflow_service",
}  # fmt: skip
OFFICES = {"office_id", "sender_office_id", "suggested_office_id"}
USERS = {
    "registrar_id",
    "handler_id",
    "actor_id",
    "drafted_by_id",
    "cleared_by_id",
    "decided_by_id",
    "issued_by_id",
    "added_by_id",
    "noted_by_id",
}
JSON_COLUMNS = {("petitions_event", "facts"), ("caseflow_opinion", "body"), ("caseflow_serviceattempt", "told")}
OFFICE_FACTS = ("office", "target", "sender", "suggested")
DAY = re.compile(r"(20\d\d)-(\d\d)-(\d\d)")
CHINESE_DAY = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
Key = tuple[Any, ...]
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


@dataclass
class Recipe:
    """`lines`: (table, format, picker) in the order of writing; `keys`: what fills the places of the values' vector."""

    lines: list[tuple[str, str, Callable[[Sequence[Any]], Any]]] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    clocks: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    secret: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@cache
def iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@cache
def chinese(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return f"{day.year}年{day.month}月{day.day}日"


class Compiler:
    """Turns the rows of one stage into a recipe. `unit` is where it was lived."""

    def __init__(self, unit: Unit, began: date, rows: Rows) -> None:
        self.unit, self.began, self.rows = unit, began, rows
        self.recipe = Recipe(counts={t: len(r) for t, r in rows.items()})
        self.places: dict[Key, int] = {}
        self.roles = {o.pk: role for role, o in unit.offices.items()}
        self.staff = {u.pk: key for key, u in unit.users.items()}
        self.duties = {pk: (role, n) for role, pks in unit.duties.items() for n, pk in enumerate(pks)}
        self.order = {t: {r["id"]: k for k, r in enumerate(rows[t])} for t in TABLES if t not in WITHOUT_ID}
        petition = rows["petitions_petition"][0]
        above = {role: o.superior for role, o in unit.offices.items()}
        self.words: list[tuple[str, Key]] = [(petition["number"], ("number",))]
        for role, office in unit.offices.items():
            self.words += [
                (office.name, ("name", role)),
                (office.address, ("address", role)),
                (office.phone, ("phone_of", role)),
            ]
            if above[role] is not None and above[role] not in unit.offices.values():
                self.words.append((above[role].name, ("above", role)))
        self.words.append((unit.towns[0].name, ("town",)))
        self.words += [(token, ("word", n)) for n, token in enumerate(WORDS)] + [
            (t, ("person", n)) for n, t in enumerate(NAMES)
        ]
        self.words.sort(key=lambda pair: -len(pair[0]))
        self.act_days = {timezone.localtime(e["at"]).date() for e in rows["petitions_event"]}

    def compile(self) -> Recipe:
        for table in TABLES:
            if table == "caseflow_clock":
                self._clocks()
                continue
            for k, row in enumerate(self.rows[table]):
                if table == "caseflow_notice":
                    self._notice(k, row)
                    continue
                self._line(table, [self._column(table, k, name, value, row) for name, value in row.items()])
        self.recipe.keys = list(self.places)
        return self.recipe

    def _line(self, table: str, columns: list[tuple[str, list[Key]]]) -> None:
        text = "\t".join(part for part, _keys in columns) + "\n"
        keys = [key for _part, some in columns for key in some]
        self.recipe.lines.append((table, text, self._picker(keys)))

    def _picker(self, keys: list[Key]) -> Callable[[Sequence[Any]], Any]:
        places = [self.places.setdefault(key, len(self.places)) for key in keys]
        if not places:
            return lambda values: ()
        if len(places) == 1:
            only = places[0]
            return lambda values: (values[only],)
        return itemgetter(*places)

    def _column(self, table: str, k: int, name: str, value: Any, row: dict[str, Any]) -> tuple[str, list[Key]]:
        if value is None:
            return r"\N", []
        if name == "id":
            return "%s", [("id", table, k)]
        if name in REFERENCES:
            target = REFERENCES[name]
            return "%s", [("id", target, self.order[target][value])]
        if name in OFFICES:
            return "%s", [("office", self.roles[value])]
        if name in USERS:
            return "%s", [("user", *self.staff[value])]
        if name == "region_id":
            return "%s", [("region",)]
        if name == "duty_id":
            return "%s", [("duty", *self.duties[value])]
        if name == "office_ids":
            some: list[Key] = [("office", self.roles[v]) for v in value]
            return "{" + ",".join(["%s"] * len(some)) + "}", some
        if table == "petitions_petitioner" and name in {"phone", "phone_hash", "code", "code_hash"}:
            return ("%s", [(name, k)]) if value else ("", [])
        if name == "recorded_at":
            return self._plain(row["at"])
        if (table, name) in JSON_COLUMNS:
            return self._json(json.loads(value) if isinstance(value, str) else value)
        if isinstance(value, bytes | memoryview):
            return "%s", [("sealed", self._sealed(bytes(value)))]
        if table == "caseflow_case" and name == "due_on":
            return "%s", [("case_due", k)]
        if table == "petitions_searchtext" and name == "text":
            return self._text(value, lower=True)
        return self._plain(value)

    def _plain(self, value: Any) -> tuple[str, list[Key]]:
        if isinstance(value, bool):
            return ("t" if value else "f"), []
        if isinstance(value, datetime):
            local = timezone.localtime(value)
            return "%s" + local.strftime(" %H:%M:%S.%f+08"), [("day", (local.date() - self.began).days)]
        if isinstance(value, date):
            return "%s", [("day", (value - self.began).days)]
        if isinstance(value, UUID):
            return "%s", [("uid", len(self.places))]
        if isinstance(value, int | float):
            return str(value), []
        return self._text(str(value))

    def _json(self, value: Any) -> tuple[str, list[Key]]:
        keys: dict[str, Key] = {}

        def walk(item: Any, name: str = "") -> Any:
            if isinstance(item, dict):
                return {k: walk(v, k) for k, v in item.items()}
            if isinstance(item, list):
                return [walk(v, name) for v in item]
            if isinstance(item, int) and not isinstance(item, bool):
                if item >= APART:
                    table = NAMES_OF[item // APART - 1]
                    return _mark(keys, ("id", table, self.order[table][item]))
                if name in OFFICE_FACTS and item in self.roles:
                    return _mark(keys, ("office", self.roles[item]))
            return item

        return self._text(json.dumps(walk(value), ensure_ascii=False), also=keys)

    def _text(self, value: str, *, lower: bool = False, also: dict[str, Key] | None = None) -> tuple[str, list[Key]]:
        """A text with its words, names, numbers and days as holes; what stays is escaped for COPY."""
        keys: list[Key] = []
        words = [*(also or {}).items(), *self.words]
        known = {normal(w): k for w, k in words} if lower else dict(words)
        pattern = "|".join(re.escape(w) for w in known)
        holes = re.compile(pattern if lower else f"{pattern}|{DAY.pattern}|{CHINESE_DAY.pattern}")
        out, at = [], 0
        for match in holes.finditer(value):
            key = known.get(match[0]) or self._day_key(match[0])
            if key is None:
                continue
            out += [value[at : match.start()].translate(ESCAPES).replace("%", "%%"), "%s"]
            keys.append(("lower", *key) if lower else key)
            at = match.end()
        out.append(value[at:].translate(ESCAPES).replace("%", "%%"))
        return "".join(out), keys

    def _day_key(self, text: str) -> Key | None:
        found = DAY.fullmatch(text) or CHINESE_DAY.fullmatch(text)
        if not found:
            return None
        day = date(int(found[1]), int(found[2]), int(found[3]))
        dues = [
            ("due", k) for k, c in enumerate(self.rows["caseflow_clock"]) if c["due_on"] == day and c["kind"] == "duty"
        ]
        way = "day" if "-" in text else "chinese"
        if dues and day not in self.act_days:
            return (f"{way}_due", dues[0][1])
        return (way, (day - self.began).days)

    def _sealed(self, blob: bytes) -> int:
        text, keys = self._json(unseal(blob))
        self.recipe.secret.append((text, {"pick": self._picker(keys)}))
        return len(self.recipe.secret) - 1

    def _clocks(self) -> None:
        for k, row in enumerate(self.rows["caseflow_clock"]):
            person = row["petitioner_id"]
            self.recipe.clocks.append({
                "case": self.order["caseflow_case"][row["case_id"]], "term": row["term"], "kind": row["kind"], "k": k,
                "petitioner": None if person is None else self.order["petitions_petitioner"][person],
                "started": (row["started_on"] - self.began).days, "extension": row["extension"],
                "own": (row["due_on"] - self.began).days if row["term"] == "C5" else None, "told": row["told_on"] is not None,
                "stopped": None if row["stopped_on"] is None else (row["stopped_on"] - self.began).days, "result": row["result"],
            })  # fmt: skip

    def _notice(self, k: int, row: dict[str, Any]) -> None:
        number = ("notice", k)
        body = self._text(row["body"], also={row["number"]: number})
        columns = []
        for name, value in row.items():
            special = {"number": ("%s", [number]), "year": ("%s", [("notice_year", k)]), "sequence": ("%s", [("notice_seq", k)]),
                       "sha256": ("%s", [("sha", k)]), "body": ("%s", [("body", k)])}  # fmt: skip
            columns.append(special.get(name) or self._column("caseflow_notice", k, name, value, row))
        role = self.roles[row["office_id"]]
        day = (timezone.localtime(row["issued_at"]).date() - self.began).days
        self.recipe.notices.append(
            {
                "role": role,
                "kind": row["kind"],
                "title": row["title"],
                "day": day,
                "body": (body[0], self._picker(body[1])),
            }
        )
        self._line("caseflow_notice", columns)


def _mark(keys: dict[str, Key], key: Key) -> str:
    """A private-use character that stands for a number; the quotes around it go when it is filled."""
    mark = chr(0xF000 + len(keys))
    keys[f'"{mark}"'] = key
    return mark


class Dues:
    """The legal days of a term from a day, by the law in force then and the packs of the place; remembered, for lives
    begin on the same days.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules, self.calendar = rules, rules.calendar
        self.known: dict[tuple[str, int, int], Days | None] = {}

    def of(self, term: str, day: int, extension: int, own: int | None) -> "Days | None":
        """The days as COPY wants them; None where neither that law nor a pack has such a term."""
        started = date.fromordinal(day)
        if own is not None:
            provisional = self.calendar.is_provisional(date.fromordinal(own))
            return Days(self.rules.law(started).code, NATIONAL, iso(own), iso(own), "t" if provisional else "f")
        key = (term, day, extension)
        if key not in self.known:
            found = self.rules.term(term, started)
            days = due(found, started, self.calendar, extension=extension) if found else None
            self.known[key] = (
                Days(found.law, found.pack, days.nominal.isoformat(), days.legal.isoformat(), "t" if days.provisional else "f")
                if found and days else None
            )  # fmt: skip
        return self.known[key]


class Days(NamedTuple):
    """A clock's law, pack and days, as text."""

    law: str
    pack: str
    nominal: str
    legal: str
    provisional: str

"""The columns that an export may have, for cases and for petitions, and how a batch of rows is read: without instances,
in a fixed number of statements, whatever the batch holds.

No column has an identity number or a phone; names and addresses are what the page shows (`services.persons`).
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from caseflow.choices import CaseKind, Outcome, State
from caseflow.filters import LAMPS
from caseflow.models import Case, Opinion, OpinionItem
from caseflow.services.persons import as_seen, is_own
from offices.actors import Actor
from petitions.choices import Channel, Klass, Purpose
from petitions.models import Extract, Petition, Petitioner

Make = Callable[..., Any]
LOCAL = "@local"  # behind the path of an instant: read as the desk's own time, as text, at a fraction of the cost


@dataclass
class Reading:
    """One export's actor and words, and of the batch at hand what is not in the row itself."""

    actor: Actor
    people: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # by row: (name, address) as shown
    texts: dict[int, str] = field(default_factory=dict)
    requests: dict[int, str] = field(default_factory=dict)
    answers: dict[int, str] = field(default_factory=dict)
    cases: dict[int, tuple[Any, ...]] = field(default_factory=dict)  # by petition: its newest case in sight
    _words: dict[Any, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.english = (get_language() or "").startswith("en")
        self.yes, self.no = _("yes"), _("no")
        self.lamps = {"ended": _("ended"), **{name: str(words) for name, words in LAMPS.items()}}

    def words(self, choices: Any) -> dict[str, str]:
        """Choices in the reader's language."""
        if choices not in self._words:
            self._words[choices] = {str(v): str(label) for v, label in choices.choices}
        return self._words[choices]

    def names(self, names: list[str | None], english: list[str | None]) -> list[str]:
        if self.english:
            return [name_en or name or "" for name, name_en in zip(names, english, strict=True)]
        return [name or "" for name in names]

    def lamp(self, due_on: list[Any], closed_at: list[str]) -> list[str]:
        """By day, as the list's tiles; a closed case has none."""
        known: dict[Any, str] = {None: self.lamps["still"]}
        for day in set(due_on) - {None}:
            left = (day - self.actor.day).days
            known[day] = self.lamps["late" if left < 0 else "soon" if left <= self.actor.soon_days else "fine"]
        return [self.lamps["ended"] if closed else known[day] for day, closed in zip(due_on, closed_at, strict=True)]


@dataclass(frozen=True)
class Column:
    """`paths` are read from the rows and handed to `make(reading, *lists)`, a list for each path, which gives the column's
    values; `extra` names what is read beside the rows."""

    name: str
    label: Any
    paths: tuple[str, ...]
    make: Make
    kind: str = "text"  # text, name (few different texts), word (of our own, no user's), day, moment, number
    width: int = 12  # characters
    on: bool = True
    extra: str = ""  # people, texts, answers, cases


def _as_is(reading: Reading, values: list[Any]) -> list[Any]:
    return values


def _yes(reading: Reading, values: list[bool]) -> list[str]:
    return [reading.yes if value else reading.no for value in values]


def _chosen(choices: Any) -> Make:
    def make(reading: Reading, values: list[str]) -> list[str]:
        words = reading.words(choices)
        return [words.get(value, value) for value in values]

    return make


def _plain(name: str, label: Any, path: str, **more: Any) -> Column:
    return Column(name, label, (path,), _as_is, **more)


def _moment(name: str, label: Any, path: str, **more: Any) -> Column:
    return Column(name, label, (path + LOCAL,), _as_is, kind="moment", width=17, **more)


def _named(name: str, label: Any, path: str, **more: Any) -> Column:
    return Column(name, label, (f"{path}__name", f"{path}__name_en"), Reading.names, kind="name", **more)


def _of(mapping: str, name: str, label: Any, **more: Any) -> Column:
    def make(reading: Reading, pks: list[int]) -> list[str]:
        told = getattr(reading, mapping)
        return [told.get(pk, "") for pk in pks]

    return Column(name, label, ("pk",), make, extra=mapping, **more)


def _people(which: int) -> Make:
    return lambda reading, pks: ["；".join(p[which] for p in reading.people.get(pk, ()) if p[which]) for pk in pks]


def _people_columns() -> tuple[Column, ...]:
    return (
        Column("petitioners", gettext_lazy("Petitioners"), ("pk",), _people(0), width=14, on=False, extra="people"),
        Column("addresses", gettext_lazy("Addresses"), ("pk",), _people(1), width=24, on=False, extra="people"),
    )


def _listed(reading: Reading, plain: list[str], sealed: list[Any]) -> list[str]:
    """As in the list: nothing of a confidential row, which is opened one by one with a reason (R22 Art. 30 ¶3)."""
    return ["" if s else text for text, s in zip(plain, sealed, strict=True)]


def _petition_columns(path: str) -> tuple[Column, ...]:
    """What both lists tell of the letter itself; `path` leads to it from the row."""
    return (
        Column("channel", gettext_lazy("Channel"), (f"{path}channel",), _chosen(Channel), kind="word"),
        Column("purpose", gettext_lazy("Purpose"), (f"{path}purpose",), _chosen(Purpose), kind="word", on=False),
        _moment("registered", gettext_lazy("Registered"), f"{path}registered_at"),
        _named("registering_office", gettext_lazy("Registering office"), f"{path}office", width=20, on=False),
        _plain("written", gettext_lazy("Written"), f"{path}written_on", kind="day", on=False),
        _plain("visitors", gettext_lazy("Visitors"), f"{path}visitors", kind="number", on=False),
        _plain("concerned", gettext_lazy("People concerned"), f"{path}concerned", kind="number", on=False),
        Column("joint", gettext_lazy("Joint"), (f"{path}is_joint",), _yes, kind="word", on=False),
        Column("anonymous", gettext_lazy("Anonymous"), (f"{path}is_anonymous",), _yes, kind="word", on=False),
        _plain("external_no", gettext_lazy("External number"), f"{path}external_no", width=16, on=False),
    )


ANSWER_COLUMNS = (
    _of("requests", "requests", gettext_lazy("Requests and outcomes"), width=40),
    _of("answers", "answer", gettext_lazy("Facts, reasons and basis of the answer"), width=50),
)

CASES: tuple[Column, ...] = (
    _plain("due", gettext_lazy("Due"), "due_on", kind="day"),
    Column("lamp", gettext_lazy("Lamp"), ("due_on", "closed_at" + LOCAL), Reading.lamp, kind="word", width=9),
    _plain("number", gettext_lazy("Number"), "number", width=22),
    Column("summary", gettext_lazy("Summary"), ("matter__title", "matter__sealed"), _listed, width=40),
    Column("state", gettext_lazy("State"), ("state",), _chosen(State), kind="word"),
    _named("office", gettext_lazy("Office"), "office", width=20),
    _plain("received", gettext_lazy("Received"), "received_on", kind="day"),
    _moment("last", gettext_lazy("Last act"), "last_act_at"),
    Column("handler", gettext_lazy("Handler"), ("handler__name", "handler__username"),
           lambda reading, names, logins: [name or login or "" for name, login in zip(names, logins, strict=True)], kind="name"),
    Column("kind", gettext_lazy("Kind"), ("kind",), _chosen(CaseKind), kind="word", on=False),
    Column("class", gettext_lazy("Class"), ("matter__klass",), _chosen(Klass), kind="word"),
    _named("topic", gettext_lazy("Topic"), "matter__topic", width=18),
    _named("place", gettext_lazy("Place"), "matter__region"),
    Column("confidential", gettext_lazy("Confidential"), ("confidential",), _yes, kind="word", on=False),
    _plain("accepted", gettext_lazy("Accepted"), "accepted_on", kind="day"),
    _moment("closed", gettext_lazy("Closed"), "closed_at"),
    Column("outcome", gettext_lazy("Outcome"), ("outcome",), _chosen(Outcome), kind="word"),
    *_petition_columns("petition__"),
    *_people_columns(),
    _of("texts", "text", gettext_lazy("Original text"), width=60),
    *ANSWER_COLUMNS,
)  # fmt: skip


def _case(place: int, choices: Any) -> Make:
    def make(reading: Reading, pks: list[int]) -> list[str]:
        words = reading.words(choices)
        values = [reading.cases[pk][place] if pk in reading.cases else "" for pk in pks]
        return [words.get(value, value) for value in values]

    return make


def _case_office(reading: Reading, pks: list[int]) -> list[str]:
    found = [reading.cases.get(pk) for pk in pks]
    return reading.names([f and f[3] for f in found], [f and f[4] for f in found])


PETITIONS: tuple[Column, ...] = (
    _moment("received", gettext_lazy("Received"), "received_at"),
    _plain("number", gettext_lazy("Number"), "number", width=22),
    Column("summary", gettext_lazy("Summary"), ("summary", "sealed"), _listed, width=40),
    *_petition_columns("")[:1],
    _named("topic", gettext_lazy("Topic"), "topic", width=18),
    _named("place", gettext_lazy("Place"), "region"),
    Column("state", gettext_lazy("State"), ("pk",), _case(1, State), kind="word", extra="cases"),
    Column("office", gettext_lazy("Office"), ("pk",), _case_office, kind="name", width=20, extra="cases"),
    *_petition_columns("")[1:],
    Column("confidential", gettext_lazy("Confidential"), ("confidential",), _yes, kind="word", on=False),
    Column("outcome", gettext_lazy("Outcome"), ("pk",), _case(2, Outcome), kind="word", extra="cases"),
    *_people_columns(),
    Column("text", gettext_lazy("Original text"), ("text", "sealed"), _listed, width=60),
    *ANSWER_COLUMNS,
)


@lru_cache(maxsize=4)
def by_name(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {c.name: c for c in columns}


class Table(ABC):
    """Reads batches of cases or petitions by id, as rows of values in the order of the columns."""

    model: Any
    extra_paths: tuple[str, ...] = ()

    def __init__(self, columns: Sequence[Column], actor: Actor) -> None:
        self.columns, self.reading = columns, Reading(actor)
        paths = dict.fromkeys(("pk", *self.extra_paths, *(p for c in columns for p in c.paths)))
        self.place = {path: n for n, path in enumerate(paths)}
        self.asked = [_local(p.removesuffix(LOCAL)) if p.endswith(LOCAL) else F(p) for p in paths]
        self.extras = {c.extra for c in columns if c.extra}
        self.steps = [(c.make, tuple(self.place[p] for p in c.paths)) for c in columns]

    def values(self, ids: list[int]) -> list[list[Any]]:
        """The values of these ids, in their order, a list for each column; what left the actor's sight is left out."""
        seen = self.model.objects.visible_to(self.reading.actor).filter(pk__in=_these(ids)).order_by()
        found = {row[0]: row for row in seen.values_list(*self.asked).iterator(chunk_size=len(ids) or 1)}
        kept = [found[pk] for pk in ids if pk in found]
        self.read_beside(kept)
        lists = [list(values) for values in zip(*kept, strict=True)] if kept else [[] for _path in self.asked]
        return [make(self.reading, *[lists[n] for n in places]) for make, places in self.steps]

    @abstractmethod
    def read_beside(self, rows: list[tuple[Any, ...]]) -> None:
        """Reads what several rows share, or have many of, a table at a time, into `self.reading`."""

    def _read_answers(self, rows_by_case: dict[int, int]) -> None:
        """The decided answers of cases (id -> the row's id): the last one counts."""
        last: dict[int, list[Any]] = {}
        decided = Opinion.objects.filter(case__in=_these(list(rows_by_case)), decided_at__isnull=False).order_by(
            "draft_no"
        )
        findings, basis = (KeyTextTransform(name, "body") for name in ("findings", "basis"))
        for case, *opinion in decided.values_list("case_id", "pk", "sealed", findings, basis):
            last[case] = opinion
        owner = {opinion[0]: rows_by_case[case] for case, opinion in last.items()}
        self.reading.answers = {owner[pk]: _answer(sealed, told) for pk, sealed, *told in last.values()}
        lines: dict[int, list[str]] = defaultdict(list)
        outcomes = self.reading.words(Outcome)
        items = OpinionItem.objects.filter(opinion__in=_these(list(owner))).order_by("opinion_id", "position")
        for opinion_id, n, request, outcome, answer in items.values_list("opinion_id", "position", "request", "outcome", "answer"):  # fmt: skip
            lines[owner[opinion_id]].append(f"{n}. {request} — {outcomes.get(outcome, outcome)}: {answer}")
        self.reading.requests = {pk: "\n".join(told) for pk, told in lines.items()}

    def _read_people(self, rows: dict[int, tuple[int, bool]]) -> None:
        """The petitioners of rows (petition id -> (row's id, whether the actor's own office has it)), as shown."""
        self.reading.people = defaultdict(list)
        asked = Petitioner.objects.filter(petition__in=_these(list(rows)), sealed=None)
        for person in asked.order_by("petition_id", "position").only("petition_id", "name", "address", "sealed"):
            pk, own = rows[person.petition_id]
            shown = as_seen(person, own)
            self.reading.people[pk].append((shown.name, shown.address))


def _answer(sealed: Any, told: Sequence[str | None]) -> str:
    return "" if sealed else "\n".join(part for part in told if part)


class _Local(Func):
    """An instant as text in the desk's own time, 2026-11-23 14:05."""

    template = "coalesce(to_char(%(expressions)s, 'YYYY-MM-DD HH24:MI'), '')"
    arg_joiner = " AT TIME ZONE "
    output_field = TextField()


def _local(path: str) -> Func:
    return _Local(F(path), Value(timezone.get_current_timezone_name()))


def _these(ids: list[int]) -> RawSQL:
    """Ids as one parameter: a thousand placeholders cost more than the rows behind them."""
    return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, ids))}}}"])


class CaseTable(Table):
    model = Case
    extra_paths = ("matter_id", "petition_id", "office_id", "petition__office_id")

    def read_beside(self, rows: list[tuple[Any, ...]]) -> None:
        if {"answers", "requests"} & self.extras:
            self._read_answers({row[0]: row[0] for row in rows})
        if "texts" in self.extras:
            self._read_texts(rows)
        if "people" in self.extras:
            self._read_case_people(rows)

    def _read_texts(self, rows: list[tuple[Any, ...]]) -> None:
        """The part of the petition that concerns the case's matter, as on its page."""
        wanted = {(row[1], row[2]): [] for row in rows}  # type: dict[tuple[int, int], list[int]]
        for row in rows:
            wanted[row[1], row[2]].append(row[0])
        links = Extract.objects.filter(
            matter__in=_these([m for m, _p in wanted]), petition__in=_these([p for _m, p in wanted]), until=None
        )
        self.reading.texts = {}
        for matter, petition, whole, text, sealed, all_text, all_sealed in links.values_list(
            "matter_id", "petition_id", "is_whole", "text", "sealed", "petition__text", "petition__sealed"
        ):
            plain, secret = (all_text, all_sealed) if whole else (text, sealed)
            told = "" if secret else plain
            for pk in wanted.get((matter, petition), ()):
                self.reading.texts[pk] = told

    def _read_case_people(self, rows: list[tuple[Any, ...]]) -> None:
        """By case, not by petition: two cases of one petition may be shown differently."""
        by_petition: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for row in rows:
            by_petition[row[2]].append(row)
        self.reading.people = defaultdict(list)
        asked = Petitioner.objects.filter(petition__in=_these(list(by_petition)), sealed=None)
        for person in asked.order_by("petition_id", "position").only("petition_id", "name", "address", "sealed"):
            for row in by_petition[person.petition_id]:
                shown = as_seen(person, is_own(self.reading.actor, row[3], row[4]))
                self.reading.people[row[0]].append((shown.name, shown.address))


class PetitionTable(Table):
    model = Petition
    extra_paths = ("office_id",)

    def read_beside(self, rows: list[tuple[Any, ...]]) -> None:
        reading = self.reading
        near = (
            Case.objects.visible_to(reading.actor).filter(petition__in=_these([row[0] for row in rows])).order_by("pk")
        )
        told = near.values_list("petition_id", "state", "outcome", "office__name", "office__name_en", "office_id", "pk")
        reading.cases = {case[0]: case for case in told}  # the newest, as in the list
        if {"answers", "requests"} & self.extras:
            self._read_answers({case[6]: pk for pk, case in reading.cases.items()})
        if "people" in self.extras:
            near_office = {pk: case[5] for pk, case in reading.cases.items()}
            self._read_people({r[0]: (r[0], is_own(reading.actor, near_office.get(r[0]), r[1])) for r in rows})

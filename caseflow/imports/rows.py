"""One row checked: what it would be registered as, or why it is rejected, or what is doubtful about it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from caseflow.choices import Outcome as Outcomes
from caseflow.imports.files import instant_of, text_of
from caseflow.imports.reasons import BadRow, Reason
from caseflow.imports.statuses import Status, doubts_of, outcome_of, status_of
from caseflow.statute import LAWS
from offices.models import Office, Region
from petitions.choices import Channel, Purpose
from petitions.models import Topic
from petitions.services.inputs import Person, Registration

TEXT_LIMIT = 1_000_000
NUMBER_LIMIT = 60
FIRST_DAY = date(2005, 5, 1)  # the old regulations came into force: no term is known before
ACCEPTED = (
    gettext_noop("the time of acceptance is missing"), gettext_noop("time of acceptance cannot be read: %(text)s"),
    gettext_noop("the time of acceptance lies in the future: %(day)s"), gettext_noop("the time of acceptance lies before 2005-05-01: %(day)s"),
)  # fmt: skip
# for each time: missing, unreadable, in the future, too early
RECEIVED = (
    gettext_noop("the time of the message is missing"), gettext_noop("time of the message cannot be read: %(text)s"),
    gettext_noop("the time of the message lies in the future: %(day)s"), gettext_noop("the time of the message lies before 2005-05-01: %(day)s"),
)  # fmt: skip
REPLIED = (
    gettext_noop("the time of the reply is missing"), gettext_noop("time of the reply cannot be read: %(text)s"),
    gettext_noop("the time of the reply lies in the future: %(day)s"), gettext_noop("the time of the reply lies before 2005-05-01: %(day)s"),
)  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """One checked row."""

    line: int
    registration: Registration
    reply: str = ""
    replied_at: datetime | None = None
    topic_name: str = ""
    accepted_at: datetime | None = None  # None: on the day it was received
    status: Status | None = None
    outcome: str = Outcomes.NOT_RECORDED
    doubts: tuple[Reason, ...] = ()

    @property
    def number(self) -> str:
        return self.registration.external_no


class Lookups:
    """The topics and places by name, read once a run."""

    def __init__(self) -> None:
        self.topics: dict[str, tuple[int, bool]] = {}  # name -> (id, confidential), the upper level first
        rows = Topic.objects.order_by("level", "code").values_list("pk", "name", "confidential")
        for pk, name, secret in rows:
            self.topics.setdefault(name, (pk, secret))
        self.regions: dict[str, int] = dict(Region.objects.order_by("-level").values_list("name", "pk"))
        self._begins: dict[str, list[str]] = defaultdict(list)
        for name in self.regions:
            self._begins[name[:2]].append(name)
        firsts = "".join(sorted({name[0] for name in self._begins if name}))
        self._first = re.compile(f"[{re.escape(firsts)}]") if firsts else re.compile(r"(?!)")

    def region_in(self, text: str) -> int | None:
        """The longest name of a place that the text holds; of two the one that comes first."""
        best = (0, 0, 0)
        for mark in self._first.finditer(text):
            at = mark.start()
            for name in self._begins.get(text[at : at + 2], ()):
                if len(name) > best[0] and text.startswith(name, at):
                    best = (len(name), -at, self.regions[name])
        return best[2] if best[0] else None


@dataclass(frozen=True)
class Checker:
    """What rows are checked against. `now` bounds their dates."""

    mapping: Mapping[str, int]
    office: Office
    source: str
    now: datetime
    lookups: Lookups

    def letter(self, line: int, row: list[Any]) -> Letter:
        """The letter of a row. Raises BadRow with the reason."""
        cells = {name: text_of(row[i]) if i < len(row) else "" for name, i in self.mapping.items() if name not in TIMES}
        given = {name: row[i] if i < len(row) else None for name, i in self.mapping.items() if name in TIMES}
        number, text, summary = self._texts(cells)
        received = self._instant(given.get("received_at"), RECEIVED, time.min)
        reply, replied = self._reply(cells, given, received)
        accepted = self._accepted(given, received, replied)
        named = cells.get("status", "")
        status = status_of(named, replied=replied is not None)
        outcome = outcome_of(cells.get("outcome", ""), replied=replied is not None)
        topic_name, topic, secret = self._topic(cells.get("topic", ""))
        is_old = timezone.localtime(received).date() < LAWS["R22"].in_force_from
        doubts: list[Reason] = doubts_of(named, status, is_old=is_old)
        registration = Registration(
            office_id=self.office.pk, channel=_choice(cells, "channel", Channel, Channel.MAYOR, doubts), received_at=received,
            purpose=_choice(cells, "purpose", Purpose, Purpose.CLAIM, doubts), text=text or summary, summary=summary or text[:60],
            persons=_persons(cells), region_id=self._region(cells, f"{summary} {text[:300]}", doubts), topic_id=topic,
            topic_confidential=secret, visitors=_visitors(cells.get("visitors", "")), endorsed=_endorsed(cells.get("endorsed", "")), source=self.source, external_no=number,
            registered_at=received,
        )  # fmt: skip
        return Letter(line, registration, reply, replied, topic_name, accepted, status, outcome, tuple(doubts))

    def _texts(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        number, text = cells.get("external_no", ""), cells.get("text", "")
        summary = " ".join(cells.get("summary", "").split())[:300]
        if not number:
            raise BadRow(gettext_noop("the number is missing"))
        if len(number) > NUMBER_LIMIT:
            raise BadRow(gettext_noop("the number is longer than %(n)d characters"), n=NUMBER_LIMIT)
        if not text and not summary:
            raise BadRow(gettext_noop("there is no text"))
        if len(text) > TEXT_LIMIT:
            raise BadRow(
                gettext_noop("the text has %(n)d characters, more than %(most)d"), n=len(text), most=TEXT_LIMIT
            )
        return number, text, summary

    def _reply(
        self, cells: Mapping[str, str], given: Mapping[str, Any], received: datetime
    ) -> tuple[str, datetime | None]:
        reply = cells.get("reply", "")
        if not reply and not text_of(given.get("replied_at")):
            return "", None
        replied = self._instant(given.get("replied_at"), REPLIED, time(23, 59, 59))
        if not reply:
            raise BadRow(gettext_noop("a time of the reply without a reply"))
        if replied < received:
            raise BadRow(gettext_noop("the reply is earlier than the message"))
        return reply, replied

    def _accepted(self, given: Mapping[str, Any], received: datetime, replied: datetime | None) -> datetime | None:
        if not text_of(given.get("accepted_at")):
            return None
        accepted = self._instant(given["accepted_at"], ACCEPTED, time.min)
        if timezone.localtime(accepted).date() < timezone.localtime(received).date():
            raise BadRow(gettext_noop("the acceptance is earlier than the message"))
        accepted = max(accepted, received)  # a day without a time
        if replied is not None and accepted > replied:
            raise BadRow(gettext_noop("the acceptance is later than the reply"))
        return accepted

    def _instant(self, value: Any, words: tuple[str, str, str, str], without_time: time) -> datetime:
        missing, unreadable, future, early = words
        try:
            found, has_time = instant_of(value)
        except ValueError as problem:
            raise BadRow(unreadable, text=str(problem)) if str(problem) else BadRow(missing) from None
        if not has_time:
            found = datetime.combine(found.date(), without_time)
        try:
            aware = found if found.tzinfo else timezone.make_aware(found)
            if aware > self.now:
                raise BadRow(future, day=f"{found:%Y-%m-%d}")
            if aware.year < FIRST_DAY.year or timezone.localtime(aware).date() < FIRST_DAY:
                raise BadRow(early, day=found.date().isoformat())
        except OverflowError:
            raise BadRow(unreadable, text=str(found)[:40]) from None
        return aware

    def _topic(self, given: str) -> tuple[str, int | None, bool]:
        name = given.split("_")[-1]
        if not name:
            return "", None, False
        if name not in self.lookups.topics:
            raise BadRow(gettext_noop("unknown topic %(name)s"), name=name[:40])
        return name, *self.lookups.topics[name]

    def _region(self, cells: Mapping[str, str], text: str, doubts: list[Reason]) -> int | None:
        """The place by its column, else the most specific place that the summary or the beginning of the text names."""
        named = cells.get("region", "")
        if not named:
            return self.lookups.region_in(text)
        if named not in self.lookups.regions:
            doubts.append(Reason(gettext_noop("unknown place %(name)s: left empty"), {"name": named[:40]}))
        return self.lookups.regions.get(named)


TIMES = ("received_at", "replied_at", "accepted_at")


def _choice(cells: Mapping[str, str], field: str, choices: Any, default: str, doubts: list[Reason]) -> str:
    text = cells.get(field, "")
    found = next((str(v) for v, label in choices.choices if text and text in {v, str(label)}), "") if text else ""
    if text and not found:
        msgid = UNKNOWN_CHANNEL if field == "channel" else UNKNOWN_PURPOSE
        doubts.append(Reason(msgid, {"name": text[:40]}))
    return found or default


UNKNOWN_CHANNEL = gettext_noop("unknown channel %(name)s: taken as a message to the mayor's mailbox")
UNKNOWN_PURPOSE = gettext_noop("unknown purpose %(name)s: taken as a claim")


def _visitors(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not text.isascii() or len(text) > 4 or not 1 <= int(text) <= 9999:
        raise BadRow(gettext_noop("the number of visitors is %(text)s, not between 1 and 9999"), text=text[:12])
    return int(text)


def _endorsed(text: str) -> int | None:
    """How many supported the message where it was published; what is no number is left out: it decides nothing."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 9 else None


def _persons(cells: Mapping[str, str]) -> tuple[Person, ...]:
    name, phone, address = (cells.get(n, "") for n in ("name", "phone", "address"))
    return (Person(name=name[:120], phone=phone[:30], address=address[:200]),) if name or phone or address else ()

"""What the case page shows of other offices: clearance, parts, disputes, decisions asked for, and the days between offices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from caseflow.choices import Grounds
from caseflow.models import Case, Clearance, DecisionAsked, Dispute, Opinion, Part
from offices.roles import Role
from petitions.models import Petition
from petitions.sealing import unseal


@dataclass(frozen=True)
class StepLine:
    """One step of clearance: by whom it is to be or was cleared, and whether it is the next."""

    name: str
    who: str
    done: date | None
    returned: date | None
    is_next: bool


@dataclass(frozen=True)
class PartLine:
    office: str
    asked: str
    due_on: date
    handed_in_on: date | None
    taken_back_on: date | None
    text: str

    @property
    def is_open(self) -> bool:
        return self.handed_in_on is None and self.taken_back_on is None


@dataclass(frozen=True)
class DisputeLine:
    raised_on: date
    consulted_on: date
    text: str
    decider: str
    parties: str
    decided_on: date | None
    named: str
    reason: str


@dataclass(frozen=True)
class DecisionLine:
    grounds: str
    asked_on: date
    decided_by: str
    decided_on: date | None
    decision: str


@dataclass(frozen=True)
class Between:
    """Days from the first receipt to the acceptance of the office that stays, and how often the matter was returned."""

    days: int
    returns: int
    is_over: bool


@dataclass(frozen=True)
class Among:
    steps: tuple[StepLine, ...] = ()
    parts: tuple[PartLine, ...] = ()
    disputes: tuple[DisputeLine, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()

    @property
    def dispute(self) -> DisputeLine | None:
        """The open dispute."""
        return next((d for d in self.disputes if d.decided_on is None), None)


def _named(prefix: str) -> dict[str, F]:
    return {f"{prefix}_zh": F(f"{prefix}__name"), f"{prefix}_en": F(f"{prefix}__name_en")}


def reads(case: Case) -> tuple[QuerySet, ...]:
    """The reads of `among`, to be asked together with the page's others."""
    last = Opinion.objects.filter(case=case).order_by("-draft_no").values("pk")[:1]
    return (
        Clearance.objects.filter(opinion=last).order_by("position")
        .values("name", "role", "cleared_at", "returned_at", person=F("user__name"), by=F("cleared_by__name")),
        Part.objects.filter(case=case).order_by("pk")
        .values("asked", "due_on", "handed_in_on", "taken_back_on", "text", "sealed", **_named("office")),
        Dispute.objects.filter(case=case).order_by("pk")
        .values("raised_on", "consulted_on", "text", "parties", "decided_on", "reason", "sealed", **_named("decider"), **_named("named")),
        DecisionAsked.objects.filter(case=case).order_by("pk").values("grounds", "asked_on", "decided_by", "decided_on", "decision", "sealed"),
    )  # fmt: skip


def party_ids(rows: Sequence[Sequence[Mapping[str, Any]]]) -> set[int]:
    """The offices whose names `among` wants."""
    return {pk for row in rows[2] for pk in row["parties"]}


def among(rows: Sequence[Sequence[Mapping[str, Any]]], names: Mapping[int, str]) -> Among:
    """The rows of `reads` as the page shows them; `names` are offices by id."""
    steps, *closable = rows
    parts, disputes, decisions = ([_opened(row) for row in some] for some in closable)
    first = next((n for n, s in enumerate(steps) if s["cleared_at"] is None), None)
    back = any(s["returned_at"] for s in steps)
    return Among(
        tuple(
            StepLine(s["name"], s["by"] or s["person"] or str(Role(s["role"]).label), _day(s["cleared_at"]), _day(s["returned_at"]),
                     n == first and not back)
            for n, s in enumerate(steps)
        ),
        tuple(
            PartLine(_name(p, "office"), p["asked"], _date(p["due_on"]), _day(p["handed_in_on"]), _day(p["taken_back_on"]), p["text"])
            for p in parts
        ),
        tuple(
            DisputeLine(_date(d["raised_on"]), _date(d["consulted_on"]), d["text"], _name(d, "decider"),
                        "、".join(names.get(pk, "—") for pk in d["parties"]), _day(d["decided_on"]), _name(d, "named"), d["reason"])
            for d in disputes
        ),
        tuple(
            DecisionLine(str(Grounds(d["grounds"]).label), _date(d["asked_on"]), d["decided_by"], _day(d["decided_on"]), d["decision"])
            for d in decisions
        ),
    )  # fmt: skip


def between(case: Case, today: date) -> Between:
    """The meter of a case; `case` carries its matter and petition."""
    received = timezone.localtime(case.petition.received_at).date()
    return meter(received, case.accepted_on, case.matter.returns, today)


def days_between(cases: Sequence[Case], today: date) -> dict[int, Between]:
    """The meters of a list's cases; one statement, none where the list is empty. They carry their matter."""
    if not cases:
        return {}
    received = dict(Petition.objects.filter(pk__in={c.petition_id for c in cases}).values_list("pk", "received_at"))
    return {
        c.pk: meter(timezone.localtime(received[c.petition_id]).date(), c.accepted_on, c.matter.returns, today)
        for c in cases
    }


def meter(received: date, accepted: date | None, returns: int, today: date) -> Between:
    """Days that a matter was on its way between offices."""
    return Between(max(((accepted or today) - received).days, 0), returns, accepted is not None)


def _opened(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with the words that lie under seal; only for whoever `visible_to` let in."""
    return {**row, **unseal(bytes.fromhex(row["sealed"][2:]))} if row["sealed"] else row


def _name(row: Mapping[str, Any], prefix: str) -> str:
    english = (get_language() or "").startswith("en")
    return (english and row[f"{prefix}_en"]) or row[f"{prefix}_zh"] or ""


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _day(value: Any) -> date | None:
    return _date(value) if value else None

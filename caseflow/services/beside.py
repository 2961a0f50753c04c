"""What stands beside a case of what offices do among themselves: read for `states_of`, written for `apply`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Q, QuerySet

from caseflow.facts import Change, Decision, OpenDispute, OpenPart, Step
from caseflow.models import (
    Case,
    Clearance,
    ClearanceStep,
    DecisionAsked,
    Dispute,
    Opinion,
    Part,
    Recusal,
)
from petitions.models import Participation

TABLES: Mapping[str, Any] = {
    "part": Part, "dispute": Dispute, "decision": DecisionAsked, "recusal": Recusal, "clearance": Clearance,
}  # fmt: skip
# What a draft becomes when it is decided, by the kind of case; an office may name steps for some papers alone.
PAPERS: Mapping[str, str] = {"review": "review", "recheck": "recheck"}
RECUSED = ("declared", "granted")
# By which act an office got the sight that another act ends: what it had before it keeps.
BEGUN: Mapping[str, str] = {"decide_dispute": "raise_dispute", "accept": "raise_dispute", "take_back_part": "name_lead"}


def decided_as(case: Case) -> str:
    """The paper that a draft on the case becomes when it is decided."""
    return PAPERS.get(case.kind) or ("reply" if case.matter.klass == "A" else "opinion")


def reads(ids: Sequence[int], matters: set[int], offices: set[int]) -> tuple[QuerySet, ...]:
    """The reads of `Beside`, to be asked together with others."""
    return (
        Part.objects.filter(case__in=ids, handed_in_on=None, taken_back_on=None).order_by("pk")
        .values("pk", "case_id", "office_id", "due_on"),
        Dispute.objects.filter(case__in=ids, decided_on=None).order_by().values("pk", "case_id", "decider_id", "parties"),
        DecisionAsked.objects.filter(case__in=ids).order_by("pk").values("pk", "case_id", "decided_by", "decided_on", "decision"),
        Recusal.objects.filter(matter__in=matters).order_by("pk").values("pk", "matter_id", "user_id", "kind"),
        Clearance.objects.filter(opinion__case__in=ids).order_by("position")
        .values("position", "name", "role", "user_id", "cleared_at", "opinion_id"),
        ClearanceStep.objects.filter(office__in=offices, ended_at=None).order_by("position")
        .values("office_id", "position", "name", "role", "user_id", "papers"),
    )  # fmt: skip


class Beside:
    """The rows of `reads` by case, matter and office, as `CaseState` wants them."""

    def __init__(self, rows: Iterable[Sequence[Mapping[str, Any]]]) -> None:
        parts, disputes, decisions, recusals, clearances, steps = rows
        self.parts = _by(parts, "case_id")
        self.disputes = {r["case_id"]: r for r in disputes}
        self.decisions = {r["case_id"]: r for r in decisions}
        self.recusals = _by(recusals, "matter_id")
        self.clearances = _by(clearances, "opinion_id")
        self.steps = _by(steps, "office_id")

    def of(self, case: Case, opinion: int | None) -> dict[str, Any]:
        """The fields of the case's state; `opinion` is its last draft."""
        said = self.recusals[case.matter_id]
        return {
            "parts": tuple(OpenPart(r["pk"], r["office_id"], _day(r["due_on"])) for r in self.parts[case.pk]),
            "dispute": self._dispute(case.pk),
            "decision": self._decision(case.pk),
            "recused": frozenset(r["user_id"] for r in said if r["kind"] in RECUSED),
            "declared": frozenset(r["user_id"] for r in said if r["kind"] == "no_interest"),
            "recusal_asked": tuple((r["pk"], r["user_id"]) for r in said if r["kind"] == "asked"),
            "steps": tuple(
                Step(r["position"], r["name"], r["role"], r["user_id"], r["cleared_at"] is not None)
                for r in self.clearances[opinion or 0]
            ),
            "office_steps": self._steps(case),
        }

    def _dispute(self, case: int) -> OpenDispute | None:
        row = self.disputes.get(case)
        return OpenDispute(row["pk"], row["decider_id"], tuple(row["parties"])) if row else None

    def _decision(self, case: int) -> Decision | None:
        row = self.decisions.get(case)
        if row is None:
            return None
        return Decision(
            row["pk"], row["decided_by"], _day(row["decided_on"]) if row["decided_on"] else None, row["decision"]
        )

    def _steps(self, case: Case) -> tuple[Step, ...]:
        paper = decided_as(case)
        rows = [r for r in self.steps[case.office_id] if not r["papers"] or paper in r["papers"]]
        return tuple(Step(n, r["name"], r["role"], r["user_id"]) for n, r in enumerate(rows, start=1))


def _by(rows: Iterable[Mapping[str, Any]], name: str) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def write_notes(flat: Sequence[Change], when: Mapping[int, datetime]) -> None:
    """The rows beside the cases that the changes bring or change."""
    new: dict[str, list[Any]] = defaultdict(list)
    for change in flat:
        for note in change.notes:
            values = {**note.values, **({note.stamp: when[change.case]} if note.stamp else {})}
            if note.where:
                TABLES[note.table].objects.filter(**note.where).update(**values)
            else:
                new[note.table].append(TABLES[note.table](**values))
    for table, rows in new.items():
        TABLES[table].objects.bulk_create(rows)


def write_steps(drafts: Sequence[Change], opinions: Sequence[Opinion]) -> None:
    """The steps each draft has to pass, as they are today."""
    rows = [
        Clearance(opinion=row, position=s.position, name=s.name, role=s.role, user_id=s.user)
        for change, row in zip(drafts, opinions, strict=True)
        for s in (change.opinion or {}).get("steps", ())
    ]
    if rows:
        Clearance.objects.bulk_create(rows)


def other_offices(flat: Sequence[Change], cases: Mapping[int, Case], when: Mapping[int, datetime]) -> dict[tuple[int, int, str], tuple[str, datetime]]:  # fmt: skip
    """Ends the participations that changes end for other offices; returns those that begin, with act and instant."""
    for change in flat:
        for office, capacity in change.leaves:
            rows = Participation.objects.filter(
                matter=cases[change.case].matter_id, office=office, capacity=capacity, until=None, via=BEGUN[change.act]
            )
            rows.exclude(_still_needed(office, change.case)).update(until=when[change.case])
    return {
        (cases[c.case].matter_id, office, capacity): (c.act, when[c.case])
        for c in flat
        for office, capacity in c.takes_part
    }


def _still_needed(office: int, case: int) -> Q:
    """An open part at the office keeps its sight, whatever else ends."""
    parts = Part.objects.filter(office=office, case=case, handed_in_on=None, taken_back_on=None)
    return Q(Exists(parts))


def moved_offices(flat: Sequence[Change], cases: Mapping[int, Case], when: Mapping[int, datetime]) -> set[int]:
    """Cases that go on at a successor take their office's participation and their children's sender along (R22 Art. 24 ¶2).

    Returns the matters whose sight changed. The old office keeps no sight, unless another case of the matter stays there.
    """
    moves = [(c, c.facts.get("old_office"), c.fields["office_id"]) for c in flat if "office_id" in c.fields]
    for change, old, new in moves:
        case, at = cases[change.case], when[change.case]
        open_rows = Participation.objects.filter(matter=case.matter_id, office=old, until=None)
        had = list(open_rows.values_list("capacity", flat=True))
        Participation.objects.bulk_create(
            [Participation(matter_id=case.matter_id, office_id=new, capacity=c, since=at, via=change.act) for c in had],
            ignore_conflicts=True,
        )
        Case.objects.filter(parent=case.pk).update(sender_office=new)
        stays = Case.objects.open().filter(matter=case.matter_id, office=old).exclude(pk=case.pk)
        if not stays.exists():
            open_rows.update(until=at)
    return {cases[c.case].matter_id for c, _old, _new in moves}

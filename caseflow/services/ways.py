"""What the workflow is told of a case's way through review and recheck: the reads, for one statement, and their meaning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Q, QuerySet

from caseflow.facts import Asked, CaseState
from caseflow.models import Case, Clock, Hearing, Opinion, PackOption, RemedyRequest, Withdrawal
from caseflow.services.calendars import rules_for_region
from caseflow.workflow import ROWS
from caseflow.workflow.rows import HANDLING, REMEDIES, REVIEW, open_of
from offices.models import CalendarVersion
from petitions.choices import MatterStatus

Lines = Iterable[Mapping[str, Any]]
OPEN = set(open_of(*REMEDIES))
AT_WORK = {"accepted", "in_clearance", "decided"}
BY_DEATH = frozenset(ROWS["conclude"].sources)
BELOW = {"review": (HANDLING,), "recheck": (HANDLING, REVIEW)}


def reads_of(cases: Sequence[Case]) -> list[QuerySet]:
    """The queries for `ways_of`, in its order."""
    ids, matters = [c.pk for c in cases], {c.matter_id for c in cases}
    remedies = [c.pk for c in cases if c.kind in REMEDIES]
    # read first, not as a subquery: beside an OR it would make the others walk their whole tables
    below = list(RemedyRequest.objects.filter(case__in=remedies).values_list("of", flat=True)) if remedies else []
    near = [*ids, *below]
    reviewed = {c.matter_id for c in cases if c.kind in REMEDIES}
    people = Case.objects.filter(matter__in=reviewed, kind__in=(HANDLING, REVIEW)) if reviewed else Case.objects.none()
    return [
        RemedyRequest.objects.filter(Q(case__in=ids) | Q(of__in=near)).order_by("pk").values(
            "case_id", "of_id", "petitioner_id", "asked_on", "wrong_body", "redo_at", "redo_due_on", state=F("case__state"),
            of_state=F("of__state"), of_office=F("of__office_id"), first=F("of__remedy_request__of_id"),
            first_state=F("of__remedy_request__of__state"), first_office=F("of__remedy_request__of__office_id"),
            first_asked_on=F("of__remedy_request__asked_on"),
        ),
        Clock.objects.filter(case__in=near, term__in=("C8", "C10")).order_by("pk").values("case_id", "petitioner_id", "due_on", "result"),
        Opinion.objects.filter(case__in=near, decided_at__isnull=False, revoked_on=None, replaced_by=None).order_by("pk").values("case_id"),
        Withdrawal.objects.filter(case__in=ids, revoked_on=None).order_by("pk").values("case_id", "petitioner_id"),
        Hearing.objects.filter(case__in=ids).order_by("pk").values("case_id", "first_on", "last_on"),
        Case.objects.open().filter(matter__in=matters, kind__in=REMEDIES).order_by().values("matter_id"),
        people.order_by("pk").values(
            "matter_id", "kind", "handler_id", a=F("opinions__drafted_by_id"), b=F("opinions__cleared_by_id"),
            c=F("opinions__decided_by_id"), d=F("parts__handed_in_by_id"),
        ),
        # the version of the rules, where some pack knows the option at all: else no case is asked for its region's
        CalendarVersion.objects.filter(Exists(PackOption.objects.filter(name="death_ends", value="yes"))).order_by("-pk")
        .values("pk")[:1],
    ]  # fmt: skip


@dataclass(frozen=True)
class Ways:
    """The rows of `reads_of` once more, in hand for each case."""

    requests: list[Mapping[str, Any]]
    rights: list[Mapping[str, Any]]
    in_force: frozenset[int]
    withdrawn: list[Mapping[str, Any]]
    hearings: list[Mapping[str, Any]]
    remedies_open: frozenset[int]
    people: list[Mapping[str, Any]]
    rules_version: int | None = None  # where some pack lets a death end a matter

    def told(self, case: Case, state: CaseState, day: date) -> CaseState:
        """The state with what these rows say of its case."""
        mine = [r for r in self.requests if r["of_id"] == case.pk]
        rights = [r for r in self.rights if r["case_id"] == case.pk]
        at_rest = case.matter.status == MatterStatus.AT_REST
        missed = bool(rights) and not mine and all(r["result"] == "lapsed" for r in rights)
        done = case.state == "settled" and state.settlement is not None and state.settlement.performed is True
        return replace(
            state,
            asked=self._asked(case),
            outcome=case.outcome,
            answered=case.pk in self.in_force and state.procedure != "own",
            asking=frozenset(r["petitioner_id"] for r in mine if r["state"] in OPEN),
            remedy_open=case.matter_id in self.remedies_open,
            at_rest=at_rest,
            recused=state.recused | self._recused(case),
            withdrew=frozenset(r["petitioner_id"] for r in self.withdrawn if r["case_id"] == case.pk),
            hearing_days=frozenset(d for r in self.hearings if r["case_id"] == case.pk for d in _days(r)),
            rights_missed=missed,
            missed_ends=missed and at_rest and _ends("missed_limit_ends", case, day),
            settled_ends=done and at_rest and _ends("settlement_ends", case, day),
            death_ends=self.rules_version is not None
            and case.state in BY_DEATH
            and _ends("death_ends", case, day, self.rules_version),
        )

    def _asked(self, case: Case) -> Asked | None:
        row = next((r for r in self.requests if r["case_id"] == case.pk), None)
        if row is None:
            return None
        of, person = row["of_id"], row["petitioner_id"]
        until = [_date(r["due_on"]) for r in self.rights if r["case_id"] == of and r["petitioner_id"] == person]
        beside = [r for r in self.requests if r["of_id"] == of and r["case_id"] != case.pk]
        return Asked(
            of_case=of, of_state=row["of_state"], of_office=row["of_office"], petitioner=person,
            asked_on=_date(row["asked_on"]), first_case=row["first"] or of, first_state=row["first_state"] or row["of_state"],
            first_office=row["first_office"] or row["of_office"],
            first_asked_on=_date(row["first_asked_on"] or row["asked_on"]), right_until=max(until, default=None),
            wrong_body=row["wrong_body"], pending=any(r["state"] in AT_WORK for r in beside), in_force=of in self.in_force,
            redo_at=row["redo_at"], redo_due_on=_date(row["redo_due_on"]) if row["redo_due_on"] else None,
        )  # fmt: skip

    def _recused(self, case: Case) -> frozenset[int]:
        below = BELOW.get(case.kind, ())
        rows = (r for r in self.people if r["matter_id"] == case.matter_id and r["kind"] in below)
        return frozenset(u for r in rows for u in (r["handler_id"], r["a"], r["b"], r["c"], r["d"]) if u)


def ways_of(rows: Sequence[list[Any]]) -> Ways:
    """The rows that `reads_of` asked for."""
    requests, rights, opinions, withdrawn, hearings, remedies, people, versions = rows
    in_force, busy = frozenset(r["case_id"] for r in opinions), frozenset(r["matter_id"] for r in remedies)
    version = next((v["pk"] for v in versions), None)
    return Ways(requests, rights, in_force, withdrawn, hearings, busy, people, version)


def _ends(option: str, case: Case, day: date, version: int | None = None) -> bool:
    """What by local rules ends the matter too: a right that lapsed, a settlement, a death (regulation 2; nationally none does)."""
    return rules_for_region(case.office.region_id, version).option(option, day) == "yes"


def _days(row: Mapping[str, Any]) -> Iterable[date]:
    first, last = _date(row["first_on"]), _date(row["last_on"])
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value[:10])

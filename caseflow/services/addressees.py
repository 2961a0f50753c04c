"""Whom a paper names: the petitioners of its petition; an answer, all of the matter to whom it is sent (R22 Art. 21 ¶2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet

from caseflow.models import Case, Withdrawal
from caseflow.services.paper_fields import joined_names
from petitions.models import Extract, Petitioner


@dataclass
class Joined:
    """Who is on the matters of the answers by other petitions, and who took her name back."""

    people: dict[int, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def reads(answered: Sequence[Case]) -> tuple[QuerySet, QuerySet]:
    """The rows that `joined` takes. Nothing is read of a confidential matter: no reporter learns of another (R22 Art. 30 ¶3)."""
    person = "petition__petitioners__"
    plain = {c.matter_id for c in answered if not c.matter.confidential}
    rows = Extract.objects.filter(matter__in=plain, until=None, petition__petitioners__isnull=False)
    people = rows.order_by("petition_id", f"{person}position").values(
        "matter_id", "petition_id", person=F(f"{person}pk"), name=F(f"{person}name"), closed=Q(petition__petitioners__sealed__isnull=False),
    )  # fmt: skip
    gone = Withdrawal.objects.filter(case__in=[c.pk for c in answered], revoked_on=None)
    return people, gone.values("case_id", "petitioner_id")


def joined(people: Iterable[Mapping[str, Any]], gone: Iterable[Mapping[str, int]]) -> Joined:
    """The rows of `reads`, by matter and by case."""
    found = Joined()
    for row in people:
        found.people[row["matter_id"]].append(row)
    for row in gone:
        found.gone[row["case_id"]].add(row["petitioner_id"])
    return found


def of_answer(case: Case, own: Iterable[Petitioner], found: Joined) -> str:
    """All to whom the answer is sent, those of its own petition first, each name once.

    Whoever lies under seal is counted and not named where the copy goes to others too: no petitioner reads her name here.
    """
    gone = found.gone.get(case.pk, set())
    hers = [p for p in own if p.pk not in gone]
    rows = found.people.get(case.matter_id, [])
    others = [r for r in rows if r["petition_id"] != case.petition_id and r["person"] not in gone]
    if not others:
        return joined_names(p.opened["name"] for p in hers)
    names = [p.name for p in hers if not p.sealed]
    names += dict.fromkeys(r["name"] for r in others if not r["closed"] and r["name"] not in names)
    sealed = sum(1 for p in hers if p.sealed) + sum(1 for r in others if r["closed"])
    return joined_names(names, sealed)

"""What the preparing of every act shares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from caseflow.facts import CaseState
from caseflow.models import Case
from caseflow.rules import Rules
from offices.actors import Actor

Facts = dict[str, Any]


def _nothing(case: Case) -> None:
    return None


@dataclass
class Ready:
    """Facts for `plan`, and what is to be written in the petitions' room once the change stands."""

    facts: Facts
    after: Callable[[Case], None] = _nothing


@dataclass(frozen=True)
class Ask:
    """One act being prepared."""

    act: str
    case: Case
    state: CaseState
    actor: Actor
    at: datetime
    rules: Rules

    @property
    def on(self) -> date:
        return timezone.localtime(self.at).date()


Prepare = Callable[[Ask, Facts], Ready]

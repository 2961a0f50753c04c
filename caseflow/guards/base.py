"""What the guards of several areas share."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from caseflow.facts import By, CaseState, Refusal
from caseflow.rules import Rules
from caseflow.statute import Article

Facts = Mapping[str, Any]
Guard = Callable[[CaseState, Facts, By], Refusal | None]
ART_19, ART_22, ART_23, ART_34, ART_35 = Article(19, 3), Article(22, 1), Article(23, 3), Article(34), Article(35)


def day_of(facts: Facts) -> date | None:
    """The day of the act."""
    return facts.get("on")


def rules_of(facts: Facts) -> Rules:
    """The rules that the act is planned with."""
    rules: Rules = facts["rules"]
    return rules

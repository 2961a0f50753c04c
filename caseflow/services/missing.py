"""What is missing before acts, in words: for the act's page and the acts that the API lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caseflow.completeness import ACTS, missing
from caseflow.models import Case
from caseflow.services.completeness import record_of
from caseflow.services.load import states_of
from caseflow.texts import article_text, check_name


@dataclass(frozen=True)
class Lacking:
    """One thing that should be there before the act and is not."""

    code: str
    name: str
    article: str
    blocks: bool


def lacking(case: Case, acts: Iterable[str], on: date) -> dict[str, list[Lacking]]:
    """What is missing for each of the acts, as far as it can be told before anything is typed."""
    wanted = [act for act in acts if act in ACTS]
    if not wanted:
        return {}
    record = record_of(case, states_of([case], on)[case.pk], on)
    return {
        act: [Lacking(c.code, check_name(c.code), article_text(c.article), c.blocks) for c in missing(record, act, {})]
        for act in wanted
    }

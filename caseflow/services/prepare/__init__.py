"""Turn what a form or the API gives into the facts that `plan` wants, act by act, inside the act's transaction.

Ids become plain values; acts that touch the petitions' room (split, link, join, amend) write there through its services.
"""

from datetime import datetime

from caseflow.facts import CaseState
from caseflow.models import Case
from caseflow.rules import Rules
from caseflow.services.prepare import (
    between,
    competence,
    desk,
    handling,
    joint,
    own_page,
    papers,
    recusal,
    remedies,
    routes,
    secrecy,
)
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from offices.actors import Actor

PREPARE: dict[str, Prepare] = {
    **desk.PREPARE, **between.PREPARE, **competence.PREPARE, **joint.PREPARE, **handling.PREPARE, **routes.PREPARE, **remedies.PREPARE,
    **papers.PREPARE, **secrecy.PREPARE, **recusal.PREPARE,
}  # fmt: skip


def facts_for(act: str, case: Case, state: CaseState, facts: Facts, actor: Actor, at: datetime, rules: Rules) -> Ready:
    """The facts of `act` for `plan`; raises `Refused` where a named row is not there or not in the actor's sight."""
    prepare, ask = PREPARE.get(act), Ask(act, case, state, actor, at, rules)
    if actor.petitioner_id is not None:
        own_page.within_the_day(ask)
    return prepare(ask, facts) if prepare else Ready(facts)

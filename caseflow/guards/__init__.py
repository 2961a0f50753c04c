"""Guards of the acts: each answers None, or the refusal with its article. Pure; `on` is the day of the act."""

from caseflow.guards import (
    between,
    clearance,
    competence,
    desk,
    handling,
    joint,
    old,
    own_page,
    papers,
    recusal,
    remedies,
    routes,
    secrecy,
)
from caseflow.guards.base import Guard
from caseflow.guards.secrecy import accused_kept_away

AREAS = (
    desk,
    between,
    competence,
    joint,
    recusal,
    handling,
    clearance,
    routes,
    remedies,
    papers,
    secrecy,
    own_page,
    old,
)
# Guards that can only judge what was typed; before that they wait.
NEED_FACTS: frozenset[Guard] = frozenset().union(*(area.NEED_FACTS for area in AREAS))
# Refusals that say only "this act is for another situation": the page does not list them as blocked.
QUIET = frozenset({"confidential"}).union(*(area.QUIET for area in AREAS))

__all__ = ["NEED_FACTS", "QUIET", "Guard", "accused_kept_away"]

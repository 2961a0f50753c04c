"""Guards of the acts: each answers None, or the refusal with its article. Pure; `on` is the day of the act."""

from caseflow.guards import between, desk, handling, old
from caseflow.guards.base import Guard

# Guards that can only judge what was typed; before that they wait.
NEED_FACTS: frozenset[Guard] = desk.NEED_FACTS | between.NEED_FACTS | handling.NEED_FACTS | old.NEED_FACTS
# Refusals that say only "this act is for another situation": the page does not list them as blocked.
QUIET = frozenset({"confidential"}) | desk.QUIET | between.QUIET | handling.QUIET | old.QUIET

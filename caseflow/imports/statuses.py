"""Status and outcome names of other systems, and what they are here: the provincial export list and the 2005 names.

A name that is not in the table is a problem of its row, never guessed. What a review or recheck needs (its request, its
opinion, their days) is not in such a list: the handling is taken over, and the row says what is left to register.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from caseflow.choices import CaseKind, State
from caseflow.choices import Outcome as Outcomes
from caseflow.imports.reasons import BadRow, Reason

ANSWERED = ("accept", "draft", "clear", "decide", "send")


@dataclass(frozen=True)
class Status:
    """A status as it is here: the kind and state of the case, and the acts by which the handling gets as far as it goes."""

    kind: str
    state: str
    acts: tuple[str, ...] = ()

    @property
    def has_reply(self) -> bool:
        return "send" in self.acts

    @property
    def ends(self) -> str:
        """The act that ends a case without an answer."""
        return next((act for act in self.acts if act.startswith("take_over_")), "")

    @property
    def words(self) -> str:
        """Kind and state in the reader's language."""
        return f"{CaseKind(self.kind).label}: {State(self.state).label}"


RECEIVED, ACCEPTED = Status("handling", "received"), Status("handling", "accepted", ("accept",))
CLOSED = Status("handling", "closed", ANSWERED)
REFUSED = Status("handling", "refused", ("take_over_refused",))
ROUTED_OUT = Status("handling", "routed_out", ("take_over_routed_out",))
NOT_AGAIN = Status("handling", "not_reaccepted", ("take_over_not_reaccepted",))

# The provincial export list (regulation 1.3). Late is a query here, never a state: what was late is so by its clocks.
STATUSES: Mapping[str, Status] = {
    "受理申请审查中": RECEIVED,
    "不予受理": REFUSED,
    "受理": ACCEPTED,
    "已作出处理意见": CLOSED,  # sent; without a proven receipt no right runs, so it closes by itself
    "超期未作出处理意见": ACCEPTED,
    "不再受理": NOT_AGAIN,
    "超期未申请复查": CLOSED,
    "复查": Status("review", "accepted", ANSWERED),
    "提出复查意见": Status("review", "served", ANSWERED),
    "超期未作出复查意见": Status("review", "accepted", ANSWERED),
    "超期未申请复核": Status("review", "closed", ANSWERED),
    "复核": Status("recheck", "accepted", ANSWERED),
    "提出复核意见": Status("recheck", "served", ANSWERED),
    "超期未作出复核意见": Status("recheck", "accepted", ANSWERED),
    "审核认定办结": CLOSED,
    # regulation 2: what the 2005 regulations refused because of a statutory route is routed out here
    "不予受理(法定途径)": ROUTED_OUT,
    "引导法定途径": ROUTED_OUT,
}
OUTCOMES: Mapping[str, str] = {  # R05 32, R22 32; R22 29
    "支持": Outcomes.SUPPORTED, "解释说明": Outcomes.EXPLAINED, "解释": Outcomes.EXPLAINED, "不予支持": Outcomes.NOT_SUPPORTED,
    "不支持": Outcomes.NOT_SUPPORTED, "采纳": Outcomes.ADOPTED, "部分采纳": Outcomes.PARTLY_ADOPTED, "不采纳": Outcomes.NOT_ADOPTED,
}  # fmt: skip
UNKNOWN_STATUS = gettext_noop("unknown status %(name)s: it is not in the table of statuses, and is never guessed")
UNKNOWN_OUTCOME = gettext_noop("unknown outcome %(name)s: it is not in the table of outcomes, and is never guessed")
WITHOUT_REPLY = gettext_noop("status %(name)s needs a reply and its time")
WITH_REPLY = gettext_noop("status %(name)s and a reply: only one of them can be right")
OUTCOME_WITHOUT_REPLY = gettext_noop("an outcome without a reply")
TAKEN_AS = {
    CaseKind.REVIEW: gettext_noop("status %(name)s: the handling is taken over up to its answer; register the review with its request and days"),
    CaseKind.RECHECK: gettext_noop("status %(name)s: the handling is taken over up to its answer; register the review and the recheck with their requests and days"),
}  # fmt: skip
OLD_REFUSAL = gettext_noop(
    "refused before 2022-05-01: whether as a duplicate (Art. 16) or for a statutory route (Art. 21) is not said"
)


def folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def status_of(name: str, *, replied: bool) -> Status | None:
    """The status that a cell names; None for an empty one. Raises BadRow for an unknown one, or one against the reply."""
    if not name:
        return None
    found = STATUSES.get(folded(name))
    if found is None:
        raise BadRow(UNKNOWN_STATUS, name=name[:40])
    if found.has_reply != replied:
        raise BadRow(WITHOUT_REPLY if found.has_reply else WITH_REPLY, name=name[:40])
    return found


def outcome_of(name: str, *, replied: bool) -> str:
    """The outcome that a cell names, "not recorded" for an empty one. Raises BadRow for an unknown one."""
    if not name:
        return Outcomes.NOT_RECORDED
    if folded(name) not in OUTCOMES:
        raise BadRow(UNKNOWN_OUTCOME, name=name[:40])
    if not replied:
        raise BadRow(OUTCOME_WITHOUT_REPLY)
    return OUTCOMES[folded(name)]


def doubts_of(name: str, status: Status | None, *, is_old: bool) -> list[Reason]:
    """What is left to do, or not known, after the status was taken over."""
    if status is None:
        return []
    if status.kind in TAKEN_AS:
        return [Reason(TAKEN_AS[CaseKind(status.kind)], {"name": name})]
    return [Reason(OLD_REFUSAL)] if status is REFUSED and is_old else []

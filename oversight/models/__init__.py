"""What oversight keeps of its own; each area has its file."""

from oversight.models.prevention import HotDecision, HotIssue, HotMember, RisingWarning, Verdict
from oversight.models.problems import Problem, ProblemNote, ProblemState
from oversight.models.readiness import EmergencyPlan, EmergencyPlanItem, PlanKind, RosterEntry

__all__ = [
    "HotDecision", "HotIssue", "HotMember", "EmergencyPlan", "EmergencyPlanItem", "PlanKind", "Problem", "ProblemNote", "ProblemState", "RisingWarning",
    "RosterEntry", "Verdict",
]  # fmt: skip

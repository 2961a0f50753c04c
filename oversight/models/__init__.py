"""What oversight keeps of its own; each area has its file."""

from oversight.models.commitments import (
    Commitment,
    CommitmentAct,
    CommitmentTarget,
    ScoreFormula,
    ScoreFormulaLine,
)
from oversight.models.prevention import HotDecision, HotIssue, HotMember, RisingWarning, Verdict
from oversight.models.problems import Problem, ProblemNote, ProblemState
from oversight.models.readiness import EmergencyPlan, EmergencyPlanItem, PlanKind, RosterEntry
from oversight.models.reception import Charge, Leader, ReceptionDay, ReceptionItem, ReceptionStep
from oversight.models.review import (
    AnnualReview,
    FigureCorrection,
    FrozenFigure,
    ReviewConsequence,
    ReviewedOffice,
    ReviewFinding,
    ReviewObjection,
    ReviewScore,
    ReviewStep,
    ScoreLine,
    SelfReport,
)
from oversight.models.supervision import Dismissal, OrderStep, Recommendation, SupervisionOrder

__all__ = ["AnnualReview", "Charge", "Commitment", "CommitmentAct", "CommitmentTarget", "Dismissal", "EmergencyPlan", "EmergencyPlanItem", "FigureCorrection", "FrozenFigure", "HotDecision", "HotIssue", "HotMember", "Leader", "OrderStep", "PlanKind", "Problem", "ProblemNote", "ProblemState", "ReceptionDay", "ReceptionItem", "ReceptionStep", "Recommendation", "ReviewConsequence", "ReviewFinding", "ReviewObjection", "ReviewScore", "ReviewStep", "ReviewedOffice", "RisingWarning", "RosterEntry", "ScoreFormula", "ScoreFormulaLine", "ScoreLine", "SelfReport", "SupervisionOrder", "Verdict"]  # fmt: skip

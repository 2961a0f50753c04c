"""What oversight keeps of its own; each area has its file."""

from oversight.models.commitments import (
    Commitment,
    CommitmentAct,
    CommitmentTarget,
    ScoreFormula,
    ScoreFormulaLine,
)
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

__all__ = ["AnnualReview", "Charge", "Commitment", "CommitmentAct", "CommitmentTarget", "Dismissal", "FigureCorrection", "FrozenFigure", "Leader", "OrderStep", "ReceptionDay", "ReceptionItem", "ReceptionStep", "Recommendation", "ReviewConsequence", "ReviewFinding", "ReviewObjection", "ReviewScore", "ReviewStep", "ReviewedOffice", "ScoreFormula", "ScoreFormulaLine", "ScoreLine", "SelfReport", "SupervisionOrder"]  # fmt: skip

"""What oversight keeps of its own; each area has its file."""

from oversight.models.commitments import (
    Commitment,
    CommitmentAct,
    CommitmentTarget,
    ScoreFormula,
    ScoreFormulaLine,
)
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

__all__ = ["AnnualReview", "Commitment", "CommitmentAct", "CommitmentTarget", "FigureCorrection", "FrozenFigure", "ReviewConsequence", "ReviewFinding", "ReviewObjection", "ReviewScore", "ReviewStep", "ReviewedOffice", "ScoreFormula", "ScoreFormulaLine", "ScoreLine", "SelfReport"]  # fmt: skip

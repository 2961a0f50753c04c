"""What oversight keeps of its own; each area has its file."""

from oversight.models.reception import Charge, Leader, ReceptionDay, ReceptionItem, ReceptionStep
from oversight.models.supervision import Dismissal, OrderStep, Recommendation, SupervisionOrder

__all__ = ["Charge", "Dismissal", "Leader", "OrderStep", "ReceptionDay", "ReceptionItem", "ReceptionStep", "Recommendation", "SupervisionOrder"]  # fmt: skip

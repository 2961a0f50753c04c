"""What oversight keeps of its own; each area has its file."""

from oversight.models.supervision import Dismissal, OrderStep, Recommendation, SupervisionOrder

__all__ = ["Dismissal", "OrderStep", "Recommendation", "SupervisionOrder"]

"""What oversight keeps of its own; each area has its file."""

from oversight.models.reception import Charge, Leader, ReceptionDay, ReceptionItem, ReceptionStep

__all__ = ["Charge", "Leader", "ReceptionDay", "ReceptionItem", "ReceptionStep"]

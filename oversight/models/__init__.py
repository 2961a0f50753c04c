"""What oversight keeps of its own; each area has its file."""

from oversight.models.prevention import HotDecision, HotIssue, HotMember, RisingWarning, Verdict

__all__ = ["HotDecision", "HotIssue", "HotMember", "RisingWarning", "Verdict"]

from tests.caseflow.remedies.conftest import tiers

__all__ = ["tiers"]

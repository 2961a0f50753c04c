"""Writes of how it is handled. `perform` is the one door to a case's state."""

from caseflow.services.perform import Conflict, options_of, perform, was_done

__all__ = ["Conflict", "options_of", "perform", "was_done"]

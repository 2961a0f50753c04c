"""Writes of what was received: one act, one transaction."""

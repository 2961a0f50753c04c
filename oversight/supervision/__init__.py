"""Supervision (R22 Art. 40): the rules in plain Python, and the words of its pages."""

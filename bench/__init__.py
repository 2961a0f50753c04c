"""Measures of speed, never part of the tests: `make bench [N=1000000]` (performance.md)."""

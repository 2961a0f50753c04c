"""Forms of oversight, a file an area."""

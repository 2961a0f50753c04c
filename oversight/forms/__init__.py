"""Forms of the oversight rooms; each area has its file."""

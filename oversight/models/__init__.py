"""What oversight keeps of its own; each area has its file."""

"""`make chaos`: a desk of its own, clerks at work, processes killed under them; then what went in against what is there."""

"""Lists as files: exactly the rows seen, in their order, by a job; and a whole case on paper."""

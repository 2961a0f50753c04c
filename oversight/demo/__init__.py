"""What oversight adds to the made-up city of the demo."""

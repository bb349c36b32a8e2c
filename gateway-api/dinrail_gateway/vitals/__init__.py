"""What is remembered of instances beyond now: an hour of figures, and how each of them died."""

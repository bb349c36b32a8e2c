"""What is known of the broker itself: its figures, their last hour, and who is connected."""

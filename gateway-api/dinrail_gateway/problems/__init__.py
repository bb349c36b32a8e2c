"""What is wrong now, by source: broken files, rejected routes, missing types."""

"""Values of selected points for Prometheus: which, how many, and their exposition."""

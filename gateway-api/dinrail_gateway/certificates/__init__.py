"""The box's own certificate authority and server certificate."""

"""`routing.json`: looked at lightly here, compiled by the router, whose word comes back as state."""

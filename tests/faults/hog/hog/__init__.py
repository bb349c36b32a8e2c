"""An adapter that misbehaves on request."""

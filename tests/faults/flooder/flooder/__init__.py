"""An adapter whose pacing is broken: it says as much as it can, up to a bound."""

"""ADS on the wire: numbers, names and framing, without any socket."""

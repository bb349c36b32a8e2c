"""The composite status people see, made of container, adapter state, pulse, freshness and panic."""

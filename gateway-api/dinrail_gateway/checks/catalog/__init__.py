"""One file per check; each names its `CHECK`, and nothing else has to know of it."""

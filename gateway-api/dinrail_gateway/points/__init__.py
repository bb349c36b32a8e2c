"""The data space: every point's latest sample, its directory entry, tree, search and writes."""

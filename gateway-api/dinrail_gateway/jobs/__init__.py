"""Long operations: begun by a request, followed by asking, finished even when nobody looks."""

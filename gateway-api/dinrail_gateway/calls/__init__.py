"""Questions to instances: browse, scan, read, test and the methods of their adapters."""

"""Widget types that plugins bring: found in their folders, each shown as a page in a frame of its own."""

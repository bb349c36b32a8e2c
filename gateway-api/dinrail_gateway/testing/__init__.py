"""What tests of the gateway are built from: all of it, over a fake broker and a runtime seam played by hand."""

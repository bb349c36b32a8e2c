"""The batteries of the house, whatever they are connected by."""

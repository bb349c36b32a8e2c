"""A page proposed for an instance, made of its directory alone; pure, nothing is saved here."""

"""Who did what: every change through the API, appended to a file per month and never rewritten."""

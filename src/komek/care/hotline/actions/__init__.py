"""The verbs of the hotline, one file a subject."""

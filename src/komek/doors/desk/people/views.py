"""The pages of a person. Importing this module registers them all."""

from komek.doors.desk.people import families, file, leaving, pairs, search, writing

__all__ = ["families", "file", "leaving", "pairs", "search", "writing"]

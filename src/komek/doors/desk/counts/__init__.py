"""Counts: nameless figures for programme staff, M&E and supervisors, each open to the facts behind it."""

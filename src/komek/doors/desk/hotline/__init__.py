"""The hotline: the day of an operator, contacts written in half a minute, callers, messages, notes between shifts."""

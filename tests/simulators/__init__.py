"""Messengers on this machine: they keep what was sent, refuse what the real ones refuse, and fail on demand."""

"""The vault: each promise of its design as a test."""

"""The kiosks in airports as the desk sees them: which was last heard of when, and what it shows."""

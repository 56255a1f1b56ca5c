"""How I want to be told that something waits."""

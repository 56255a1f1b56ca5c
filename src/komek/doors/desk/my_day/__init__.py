"""My day: what is due on one's own cases, what waits for a signature, what was begun and not finished."""

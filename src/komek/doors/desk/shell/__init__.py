"""Pages that belong to no room: the front page, lock, drafts, keeping the session awake."""

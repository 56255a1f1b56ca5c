"""Pages of a person: search, the page with its veil, one short page for each verb, two files side by side."""

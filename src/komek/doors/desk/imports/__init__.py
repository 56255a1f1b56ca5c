"""Pages on which an organisation brings along what it had before: its register of clients, and its totals."""

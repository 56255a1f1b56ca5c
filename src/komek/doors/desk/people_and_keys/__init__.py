"""People and keys: colleagues and their roles, invitations, circles and their generations, recovery sheets."""

"""The editor of the guide: texts, facts, lines to call, notices, questions; what is said here every channel shows."""

"""Jobs: what the worker does after a request has ended, or at an hour of its own.

Jobs rest in PostgreSQL. Their arguments are ids, days and codes, never a word about a person; no text of an
exception reaches a log or a table; a job whose worker died is run again, so every task may run twice.
This room will never open a seal: no background job holds a key.
"""

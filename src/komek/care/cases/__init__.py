"""Cases: what an organisation knows of one person's need, what it decided, and what it did about it.

Nouns: the case, the identification decision, the screening, what happened, the service. Identification and the
life of the case are two tables of steps, and neither waits for the other: help may be recorded from the first
contact on, whatever the person decided about police or court. Who the person is lies with `people`.
"""

"""The desk: the door for staff. Closed unless named: every page is registered with the roles that may open it.

Nouns: a page (route, roles), a draft (what was typed, sealed to its author), the gate (who may come in).
The desk never decides a rule of the house; it parses, calls one verb, and answers.
"""

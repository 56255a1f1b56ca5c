"""The kiosk in an airport: language first, then where to, then what about; a tap each, and nothing is typed.

The same pages are answered by the house (for a kiosk with a network, and for whoever wants to look) and by a machine in
an airport out of its newest signed bundle. What this room will never do: ask for anything of a person, keep or count
who stood there, open a session, or choose a value, a date or a number by itself.
"""

"""The guide as public pages: nothing is asked of a reader but what she tells, and nothing of it is kept.

Its nouns are the page, the choice (from where, to where: two codes in the address) and the shelf of rendered pages.
What this room will never do: open a session, count a reader, put what somebody types into an address or a log, load
anything from elsewhere, or choose a value, a date or a number by itself: all that comes from `knowledge.guide`.
"""

"""The guide: say it once, show it on every channel.

Its nouns are the topic, the block (a short text for an audience), the fact (a value that texts name by its key), the
claim (what one source says of it), the contact (a number with its last dial test) and the edition: all that is
released at one moment, in memory, from which every door renders. A text never holds a number of law: it names a fact.
What this room will never do: keep what a migrant asked together with who asked, or publish outside the demo what
nobody has confirmed.

    from komek.knowledge import guide

    edition = guide.current()                                    # this process's copy, at most a second old
    guide.answer(edition, "registration-russia", guide.Reader(language="uz", nationality="UZ", destination="RU"))
"""

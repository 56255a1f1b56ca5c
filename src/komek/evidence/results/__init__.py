"""What the nameless facts add up to: indicators, tables, frozen readings, and world data to compare with.

Its nouns are the indicator (a measure with a counting rule, as data), the table (figures by month, sex, age band,
region) and the reading (a figure that was published, with the rule and the hash of its facts, to be derived again).
It reads the ledger and nothing else; it never sees a case.
"""

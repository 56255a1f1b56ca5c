"""An organisation's own register of clients: from a spreadsheet with mixed scripts and dates to sealed cases.

`reading` opens the file in memory, `columns` says what its headings mean, `values` what stands in its cells,
`alike` who may be the same person, `preview` puts that on one table, `actions` write. What this package will
never do: keep a file in clear, guess what a cell may mean without saying so, or let one bad line stop the others.
"""

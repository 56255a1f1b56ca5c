"""How long files are kept: rules as rows, a round in the night that needs no key, and a second person who decides.

A rule says for one kind of file after how many months it ends, whether it is then erased at once or somebody is
asked, and what that rests on. The unit is the whole file of a person in one organisation: herself and all her
cases. It ends by the same way as an erasing by hand (`people.ERASERS`). What is never erased by a rule: whoever has
an open case or a look back ahead, whoever belongs to somebody with an open case, and whom somebody keeps longer.
"""

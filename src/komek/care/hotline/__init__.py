"""The hotline: who called, wrote or came, what she may be told and how she may be called back, and what came of it.

Nouns: the contact (a call, a chat, a visit), the caller (whoever comes again from one number; no name is needed), her
flags that end by themselves, and the note that one shift leaves for the next. What this room will never do: keep a
word, a number or a category in clear, call somebody back before it was asked whether that is safe, or ask for the
same thing twice when a contact becomes a case.
"""

"""The bots: one conversation for Telegram, WhatsApp and the web chat.

`engine.step` is a pure function: (state, what was heard, the guide) -> (new state, what is said, what is to be done).
Channels translate between it and a messenger. What this room will never do: keep a chat id or a word that somebody
wrote in a table, a job, a log or an error.
"""

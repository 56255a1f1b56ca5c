"""All pages of the editor; importing them registers them."""

from komek.doors.desk.guide import contacts, due, facts, notices, overview, questions, texts, topics, translations

__all__ = ["contacts", "due", "facts", "notices", "overview", "questions", "texts", "topics", "translations"]

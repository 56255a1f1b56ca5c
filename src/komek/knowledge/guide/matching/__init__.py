"""Understanding a question as people type it: any language, any letters, sloppy or not.

    from komek.knowledge.guide import matching

    matching.ask("вақти регистрация")     # Found(language, results, danger, sure)

Folding, character n-grams and logistic regression, trained on example questions (measurements: docs/matching.md). A
trained matcher is arrays and JSON with a hash, never a pickle; where a new one fails its own control questions the
old one stays. Nothing that is asked is kept.
"""

from komek.knowledge.guide.matching.asking import Found, Matcher, Result
from komek.knowledge.guide.matching.keeping import at_hand, matcher, shipped
from komek.knowledge.guide.matching.spelling import skeleton
from komek.knowledge.guide.matching.titles import titled

__all__ = ["Found", "Matcher", "Result", "ask", "at_hand", "matcher", "shipped", "skeleton"]


def ask(text: str, *, origin: str = "", to: str = "") -> Found:
    """Say what a question may mean. While no matcher is there, words of titles are looked for: nobody waits."""
    found = at_hand()
    return found.ask(text, origin=origin, to=to) if found else titled(text)

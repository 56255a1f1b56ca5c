"""Understanding a question as people type it: any language, any letters, sloppy or not.

    from komek.knowledge.guide import matching

    matching.ask("вақти регистрация")              # Found(language, results, danger, sure)
    matching.danger("... we cannot leave ...")     # the same answer about danger, without the topics
    matching.LONGEST                               # signs of a message that are read

A door hands over the whole message: whatever stands beyond LONGEST is not read, and what stands before it is, sentence
by sentence and window by window: danger is mostly heard behind a thousand harmless signs too (docs/matching.md).

Folding, character n-grams, concepts and logistic regression, trained on example questions (measurements:
docs/matching.md). A trained matcher is arrays and JSON with a hash, never a pickle; where a new one fails its own
control questions the old one stays. Nothing that is asked is kept.
"""

from komek.knowledge.guide.matching.asking import Found, Matcher, Result
from komek.knowledge.guide.matching.features import LONGEST
from komek.knowledge.guide.matching.keeping import at_hand, matcher, shipped
from komek.knowledge.guide.matching.spelling import skeleton
from komek.knowledge.guide.matching.titles import titled

__all__ = ["LONGEST", "Found", "Matcher", "Result", "ask", "at_hand", "danger", "matcher", "shipped", "skeleton"]


def ask(text: str, *, origin: str = "", to: str = "") -> Found:
    """Say what a question may mean. While no matcher is there, words of titles are looked for: nobody waits."""
    found = at_hand()
    return found.ask(text, origin=origin, to=to) if found else titled(text)


def danger(text: str) -> bool:
    """Say whether any sentence of a message speaks of danger; no while no matcher is at hand: nobody waits for one."""
    found = at_hand()
    return found.dangerous(text) if found else False

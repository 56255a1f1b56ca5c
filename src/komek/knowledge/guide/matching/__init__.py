"""Understanding a question as people type it: any language, any letters, sloppy or not.

    from komek.knowledge.guide import matching

    matching.matcher().ask("вақти регистрация")     # Found(language, results, danger, sure)

Folding, character n-grams and logistic regression, trained on example questions (measurements: docs/matching.md). A
trained matcher is arrays and JSON with a hash, never a pickle; where a new one fails its own control questions the
old one stays. Nothing that is asked is kept.
"""

from komek.knowledge.guide.matching.asking import Found, Matcher, Result
from komek.knowledge.guide.matching.keeping import at_hand, matcher, shipped
from komek.knowledge.guide.matching.spelling import skeleton

__all__ = ["Found", "Matcher", "Result", "at_hand", "matcher", "shipped", "skeleton"]

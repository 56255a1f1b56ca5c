"""Finding topics by words of their titles: for the minutes on a new machine until a matcher is trained."""

from komek.knowledge.guide.editions import current
from komek.knowledge.guide.matching.asking import TOP, Found, Result
from komek.knowledge.guide.matching.spelling import skeleton

SHORTEST = 4
"""Letters of a word that says something."""


def titled(text: str) -> Found:
    """Give the topics whose titles, in any language, share most beginnings of words with a question. Never sure."""
    wanted = {word[: max(SHORTEST, len(word) - 2)] for word in skeleton(text).split() if len(word) >= SHORTEST}
    scores = {}
    for topic in current().topics.values():
        block = topic.block("title")
        words = {word for told in block.texts.values() for word in skeleton(told.text).split()} if block else set()
        if found := sum(any(word.startswith(start) for word in words) for start in wanted):
            scores[topic.id] = found / len(wanted)
    best = sorted(scores, key=lambda topic: (-scores[topic], topic))[:TOP]
    return Found("", tuple(Result(topic, scores[topic]) for topic in best), danger=False, sure=False)

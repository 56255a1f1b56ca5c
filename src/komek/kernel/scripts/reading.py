"""How a Latin spelling is read. Letters with one meaning go first; the others are read in the habits of the languages
in turn, until a known name comes out. The tables are in data/readings.toml."""

import re
from collections.abc import Iterator

from komek.kernel.scripts import known, sounds, tables
from komek.kernel.scripts.tables import Habit

# Letters that some habit reads otherwise than the plain one.
AMBIGUOUS = re.compile("[cjwxY]|s(?![tkpmlv])|zh|th|ng[aeiou]|h$")
# s'h is two letters; any other apostrophe is part of a letter, a soft sign or an accident.
SEPARATING = re.compile("(?<=[sz])['\"`](?=h)")

LETTERS = tables.letters("latin")
GROUPS, GROUP_HINT = tables.groups(), tables.hint("group_hint")
EDGES = tables.edges()
WHOLE_WORDS = tables.whole_words()
PLAIN, *OTHERS = tables.habits()
MARKS = tuple((habit.mark, habit) for habit in OTHERS if habit.mark)
MARK_HINT = tables.hint("mark_hint")


def of_latin(word: str) -> str:
    """The sounds of a Latin word."""
    found = likely(word)
    return WHOLE_WORDS.get(found, found)


def likely(word: str) -> str:
    """The plain reading, that in the habit which shows in the spelling, or the one that gives a known name."""
    spelling = letters_of(word)
    if not AMBIGUOUS.search(spelling):
        return heard(spelling, PLAIN)
    first = heard(spelling, marked(word))
    sure = known.sureness(first)
    if sure >= known.MADE_OF_KNOWN_PARTS:
        return first
    best = max(others(spelling), key=lambda found: found[0], default=(sure, first))
    return best[1] if best[0] > sure else first


def marked(word: str) -> Habit:
    """The habit that shows in the spelling."""
    if MARK_HINT.search(word):
        return next((habit for mark, habit in MARKS if mark.search(word)), PLAIN)
    return PLAIN


def others(spelling: str) -> Iterator[tuple[int, str]]:
    """Every other way in which somebody may have meant it, with how sure it is; the likely ones first."""
    for other in dict.fromkeys(heard(spelling, habit) for habit in tables.habits() if habit.need.search(spelling)):
        if len(other) >= known.LONG:
            yield known.sureness(other), other


def letters_of(word: str) -> str:
    """Small plain letters and the capitals of data/readings.toml; groups and edges are read."""
    if not word.isalpha():
        word = SEPARATING.sub("|", sounds.DIGIT.sub("č", word))
    word = word.translate(LETTERS)
    if GROUP_HINT.search(word):
        word = tables.swapped(word, GROUPS)
    return tables.ruled(word, EDGES)


def heard(spelling: str, habit: Habit) -> str:
    """The sounds of a spelling in one habit."""
    word = PLAIN.read(spelling) if habit is PLAIN else PLAIN.read(habit.read(spelling))
    word = sounds.settled(word.lower().replace("|", ""))
    return known.meeting(word) if "dj" in word else word

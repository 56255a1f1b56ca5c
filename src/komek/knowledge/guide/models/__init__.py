"""The tables of the guide: what editors write and confirm. Doors never read them; they read an edition."""

from komek.knowledge.guide.models.codes import RESULTS
from komek.knowledge.guide.models.contacts import Contact, DialTest, Silence
from komek.knowledge.guide.models.facts import Claim, Fact
from komek.knowledge.guide.models.learning import EditionNumber, ExampleQuestion, Gap, GapVoice, Trained
from komek.knowledge.guide.models.recordings import Recording
from komek.knowledge.guide.models.texts import Block, Text, Topic

__all__ = [
    "RESULTS",
    "Block",
    "Claim",
    "Contact",
    "DialTest",
    "EditionNumber",
    "ExampleQuestion",
    "Fact",
    "Gap",
    "GapVoice",
    "Recording",
    "Silence",
    "Text",
    "Topic",
    "Trained",
]

"""What the sealed columns of a case hold, in versioned schemas: an old value is read as it was written.

Answers are lists that always name every question of their list (`d4_hours=y`), so that neither the answers nor
how many there are can be measured; `packed` and `unpacked` turn them into a mapping and back.
"""

from collections.abc import Iterable, Mapping

from komek.foundations import vault
from komek.foundations.vault import Code
from komek.kernel.partialdate import PartialDate

Codes = list[Code]
NOT_ASKED = "not_asked"

INTAKE = vault.Schema("case.intake", 1, {"needs": Codes, "words": str})
SAFETY = vault.Schema("case.safety", 1, {"answers": Codes, "words": str})
DECISION = vault.Schema("case.decision", 1, {"words": str, "authority": str, "document": str, "fact": Code})
ANSWERS = vault.Schema("case.answers", 1, {"answers": Codes, "acts": Codes, "words": str})
EVENT = vault.Schema(
    "case.event",
    1,
    {
        "kind": Code,
        "country": Code,
        "region": Code,
        "place": str,
        "began": PartialDate | None,
        "ended": PartialDate | None,
        "words": str,
    },
)
CONTROL = vault.Schema("case.control", 1, {"means": Codes, "words": str})
FORMS = vault.Schema(
    "case.forms",
    1,
    {"forms": Codes, "sexual": Codes, "sectors": Codes, "industries": Codes, "apps": Codes, "words": str},
)
RECRUITMENT = vault.Schema(
    "case.recruitment", 1, {"relations": Codes, "methods": Codes, "apps": Codes, "acts": Codes, "words": str}
)
EXTENT = vault.Schema(
    "case.extent",
    1,
    {"months": vault.Missable[int], "age": vault.Missable[int], "country": Code, "country_basis": Code},
)
PERPETRATORS = vault.Schema("case.perpetrators", 1, {"people": Codes, "words": str})
COUNTED = vault.Schema("case.counted", 1, {"slots": list[str]})
MOTIVE = vault.Schema("case.motive", 1, {"words": str})
PROVISION = vault.Schema(
    "case.provision", 1, {"provider": str, "words": str, "counted": Code | None, "answered": Code | None}
)


LETTERS = {"yes": "y", "no": "n", "unknown": "u", "declined": "d", "not_applicable": "x", NOT_ASKED: "-"}
"""Answers take one letter each: names of questions are long, and a code has room for 46 signs."""
ANSWERS_OF = {letter: answer for answer, letter in LETTERS.items()}


def packed(answers: Mapping[str, str], questions: Iterable[str]) -> list[Code]:
    """Write answers as one entry per question, the unanswered ones too."""
    return [Code(f"{question}={LETTERS[answers.get(question) or NOT_ASKED]}") for question in questions]


def unpacked(entries: Iterable[str] | None) -> dict[str, str]:
    """Read answers back; what was not asked is left out."""
    pairs = (entry.split("=", 1) for entry in entries or ())
    return {question: ANSWERS_OF[letter] for question, letter in pairs if letter != LETTERS[NOT_ASKED]}

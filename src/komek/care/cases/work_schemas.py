"""What is sealed about the daily work on a case: assessments, goals, legal matters, notes, follow-ups, closing."""

from datetime import date
from decimal import Decimal

from komek.foundations import vault
from komek.foundations.vault import Code

Codes = list[Code]

RISK = vault.Schema(
    "case.risk",
    1,
    {"own_view": Code, "own_words": str, "domains": Codes, "horizon": Code, "measures": str, "words": str},
)
NEEDS = vault.Schema("case.needs", 1, {"needs": Codes, "wishes": str, "words": str})
HEALTH = vault.Schema("case.health", 1, {"functional": Codes, "words": str})
GOAL = vault.Schema("case.goal", 1, {"domain": Code, "words": str, "steps": str, "who": str, "result": str})
LEGAL = vault.Schema(
    "case.legal",
    1,
    {
        "kind": Code,
        "state": Code,
        "stage": Code,
        "status": Code,
        "result": Code,
        "body": str,
        "number": str,
        "claimed": Decimal | None,
        "recovered": Decimal | None,
        "currency": Code,
        "next": str,
        "words": str,
        "ended_on": date | None,
    },
)
NOTE = vault.Schema("case.note", 1, {"words": str})
FILE = vault.Schema("case.file", 1, {"name": str, "words": str})
REFLECTION = vault.Schema("case.reflection", 1, {"grounds": str, "decision": str})
FOLLOW_UP = vault.Schema(
    "case.follow_up",
    1,
    {"outcome": Code, "living": Code, "income": Code, "safety": Code, "safe_to_contact": Code, "words": str},
)
CLOSING = vault.Schema(
    "case.closing",
    1,
    {"living": Code, "income": Code, "documents": Code, "safety": Code, "plan": str, "continued": str, "words": str},
)
APPROVAL = vault.Schema("case.approval", 1, {"request": str, "decision": str})
TASK = vault.Schema("case.task", 1, {"words": str})

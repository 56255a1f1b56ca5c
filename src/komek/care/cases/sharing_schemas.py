"""What is sealed about a consent, a disclosure without one, and something that was passed on."""

from komek.foundations import vault

TERMS = vault.Schema(
    "case.terms",
    1,
    {"recipient": str, "witness": str, "interpreter": str, "guardian": str, "child_view": str, "words": str},
)
BASIS = vault.Schema("case.basis", 1, {"recipient": str, "motive": str, "second": str, "told": str})
DISCLOSED = vault.Schema("case.disclosed", 1, {"recipient": str, "words": str})

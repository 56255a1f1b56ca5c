"""What the sealed columns of the hotline hold, in versioned schemas: an old value is read as it was written."""

from datetime import datetime

from komek.foundations import vault
from komek.foundations.vault import Code

Codes = list[Code]

REACH = vault.Schema(
    "hotline.reach",
    1,
    {"safe": Code, "when": str, "words": str, "phone": str, "call_me": str},
)
TALK = vault.Schema(
    "hotline.talk",
    1,
    {
        "channel": Code,
        "direction": Code,
        "began": datetime | None,
        "ended": datetime | None,
        "heard": datetime | None,
        "caller": Code,
        "language": Code,
        "interpreter": Code,
        "country": Code,
        "sex": Code,
        "age_band": Code,
        "nationality": Code,
        "categories": Codes,
        "outcomes": Codes,
        "given": Codes,
        "signs": Codes,
        "danger": Code,
        "words": str,
    },
)
ADDED = vault.Schema("hotline.added", 1, {"kind": Code, "result": Code, "words": str})
CALLER = vault.Schema(
    "hotline.caller",
    1,
    {"phones": list[str], "call_me": str, "language": Code, "safe": Code, "when": str, "words": str, "note": str},
)
FLAG = vault.Schema("hotline.flag", 1, {"kind": Code, "words": str})
SHIFT = vault.Schema("hotline.shift", 1, {"words": str})

"""What the sealed columns of the people hold, in versioned schemas: an old value is read as it was written."""

from komek.foundations import vault
from komek.foundations.vault import Code
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

IDENTITY = vault.Schema(
    "person.identity",
    1,
    {
        "given": str | Missing,
        "surname": str | Missing,
        "patronymic": str | Missing,
        "other_names": list[str],
        "born": PartialDate | Missing,
        "sex": Code | Missing,
        "gender": Code | Missing,
        "citizenships": list[Code] | Missing,
        "birth_country": Code | Missing,
        "marital_status": Code | Missing,
        "education": Code | Missing,
    },
)
CONTACT = vault.Schema(
    "person.contact",
    1,
    {
        "phones": list[str] | Missing,
        "messengers": dict[str, str],
        "address": str | Missing,
        "languages": list[Code] | Missing,
        "safe": Code | Missing,
        "call_when": str,
        "call_words": str,
        "call_by": str,
        "trusted_name": str,
        "trusted_who": str,
        "trusted_phone": str,
        "trusted_knows": str,
    },
)
PAPER = vault.Schema(
    "person.paper",
    1,
    {
        "kind": Code,
        "number": str | Missing,
        "country": Code | Missing,
        "issuer": str,
        "expires": PartialDate | Missing,
        "state": Code | Missing,
        "withheld_by": str,
    },
)
TIE = vault.Schema("person.tie", 1, {"kind": Code, "guardian": bool, "suspect": Code | Missing, "words": str})
PAIR = vault.Schema("person.pair", 1, {"words": str})
TALK = vault.Schema(
    "person.talk",
    1,
    {"language": Code | Missing, "interpreter": str | Missing, "vetting": Code | Missing, "words": str},
)
VETO = vault.Schema("person.veto", 1, {"name": str, "words": str})
STAY = vault.Schema("person.stay", 1, {"basis": Code | Missing, "number": str | Missing, "issuer": str, "words": str})
VIEW = vault.Schema(
    "person.view", 1, {"words": str | Missing, "guardianship": Code | Missing, "basis": Code, "motive": str}
)
MOTIVE = vault.Schema("person.motive", 1, {"words": str})

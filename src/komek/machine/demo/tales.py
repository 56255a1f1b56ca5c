"""The scenes of the demo, oldest first once sorted; and the answers they share."""

from komek.care.cases.actions.safety import QUESTIONS
from komek.care.cases.schemas import packed
from komek.kernel import codes

SAFE = dict.fromkeys(QUESTIONS, "yes")
DECEIVED = ("d1_job_nature", "d1_wages", "d1_conditions")
HARSH = ("d4_hours", "d4_very_bad_working", "d4_low_salary", "d4_bad_living")
HELD = ("d5_documents", "d5_isolation", "d5_withhold_wages")


def _said(listed: str, **answers: str) -> list[str]:
    return list(packed(answers, [each.code for each in codes.get(listed)]))


EXPLOITED = {
    "control": {
        "means": _said("means_of_control", withholds_documents="yes", takes_earnings="yes", false_promises="yes"),
        "words": "",
    },
    "forms": {
        "forms": _said("exploitation_form", forced_labour="yes", sexual_exploitation="no"),
        "sexual": _said("sexual_exploitation_kind"),
        "sectors": _said("exploitation_sector"),
        "industries": [],
        "apps": [],
        "words": "",
    },
}

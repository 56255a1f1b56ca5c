"""Rules about people without a database: names and years, search, likeness, children, interpreters."""

from komek.care.people.rules.ages import age_band, ages, grown, traits
from komek.care.people.rules.children import Guardian, Standing, standing
from komek.care.people.rules.interpreters import BARRED, is_barred, is_vetoed
from komek.care.people.rules.matching import Weighed, compare, weigh
from komek.care.people.rules.search import Forms, Query, about, forms_of, normal_number, normal_phone, parse, wanted
from komek.care.people.rules.veil import initials, veiled

__all__ = [
    "BARRED",
    "Forms",
    "Guardian",
    "Query",
    "Standing",
    "Weighed",
    "about",
    "age_band",
    "ages",
    "compare",
    "forms_of",
    "grown",
    "initials",
    "is_barred",
    "is_vetoed",
    "normal_number",
    "normal_phone",
    "parse",
    "standing",
    "traits",
    "veiled",
    "wanted",
    "weigh",
]

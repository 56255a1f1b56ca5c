"""Countries and the regions of the five countries, named in our languages. Data and functions, no tables.

from komek.foundations import places

places.name("KZ-75", "ru")                # "Алматы"
places.find("Oʻzbekiston")                # the country UZ
places.alpha3("KG")                       # "KGZ"
places.zone("KZ")                         # Asia/Almaty, UTC+5
"""

from komek.foundations.places.nouns import LANGUAGES, Country, Place, Region
from komek.foundations.places.registry import (
    FIVE,
    alpha3,
    countries,
    country,
    find,
    find_country,
    find_region,
    from_alpha3,
    name,
    region,
    regions,
)
from komek.foundations.places.zones import dates, zone

__all__ = [
    "FIVE",
    "LANGUAGES",
    "Country",
    "Place",
    "Region",
    "alpha3",
    "countries",
    "country",
    "dates",
    "find",
    "find_country",
    "find_region",
    "from_alpha3",
    "name",
    "region",
    "regions",
    "zone",
]

"""What in a text looks like somebody's name, number, address or document: such a text is never kept or shown.

It rather refuses too much: what is lost is one line on a list of editors. A text is looked at as it reads, whatever
signs part its digits and whatever letters of one shape it is typed with.
"""

import re
import unicodedata

MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    *("янв", "фев", "мар", "апр", "май", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    *("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша"),
    *("желтоқ", "yan", "fev", "iyun", "iyul", "avg", "okt", "noy", "dek"),
    *("ýan", "few", "maý", "iýun", "iýul", "awg", "noý"),
)
"""How the names of months begin in eight languages, and as they are typed with Latin letters."""

WHOM = r"(?:меня|е[её]|его|мужа|жену|сына|дочь|брата|сестру|друга|подругу|хозяина|начальника|директора)"
NAMED = (
    r"names? is (?!not|there|on|in|by|missing|wrong|still)",
    *(
        r"i am called",
        rf"{WHOM} зовут",
        rf"зовут {WHOM}",
        r"мо[её] имя",
        r"menya za?o?vut",
        r"zovut menya",
        r"moe imya",
    ),
    *(r"(?:менің|менин) (?:атым|есімім|ысымым)", r"(?:есімім|ысымым|атым) (?!бар|жоқ|жок|тізім)", r"menin atym"),
    *(r"mening (?:ismim|otim)", r"ismim? (?!bor|yo.?q)", r"исмим? (?!бор|йўқ)"),
    *(r"номи ман (?!дар)", r"номам (?!дар|[хҳ]аст|нест)", r"(?:meniň )?adym (?!bar|ýok)"),
)
"""How people say a name in eight languages, hers or another's."""

FAMILY = r"(?:surname|last name|фамили\w+|отчеств\w+|familiy\w*|familiýa\w*|аты-жөн\w*|есім\w*)"

BORN = (
    *(r"born", r"birth", r"родил\w+", r"рожден\w+", r"rodil\w+", r"туған", r"туылған", r"туулган", r"төрөлг\w+"),
    *(r"tug.?ilgan\w*", r"туғилган\w*", r"таваллуд\w*", r"зодрӯз\w*", r"doglan\w*"),
)

STREETS = (
    *(r"street", r"avenue", r"ул", r"улиц\w+", r"переул\w+", r"просп\w*", r"пр-т", r"мкр", r"микрорайон\w*"),
    *(r"ulitsa", r"ulica", r"ul", r"көше\w*", r"көчө\w*", r"ko.?cha\w*", r"кўча\w*", r"кӯча\w*", r"köçe\w*"),
)
"""Words of an address: with a number soon after they are one."""

ROOMS = (
    *(
        r"apartment",
        r"apt",
        r"flat",
        r"house",
        r"room",
        r"дом",
        r"кв",
        r"квартира",
        r"комната",
        r"подъезд",
        r"kv",
        r"dom",
    ),
    *(r"пәтер", r"батир", r"үй", r"xonadon", r"uy", r"хонадон", r"уй", r"хона", r"хонаи", r"jaý", r"öý"),
)
"""The same, where the number follows at once."""

HOUSES = (
    *("instagram", "insta", "telegram", "whatsapp", "facebook", "tiktok", "imo", "viber", "vk", "tg"),
    *("инстаграм", "инста", "телеграм", "телеграмм", "телега", "ватсап", "вотсап", "фейсбук", "тикток", "имо", "вк"),
)
"""Where people have names of their own choosing."""

CAPITAL = r"[A-ZА-ЯЁӘҒҚҢӨҰҮІҲЎӮҶҒӢÝÇŞŇÄÖÜŽ]"
KIN = (
    *("ов", "ова", "ев", "ева", "ёв", "ёва", "ин", "ина", "ский", "ская", "улы", "ұлы", "уулу", "қызы", "кызы", "зода"),
    *("ov", "ova", "ev", "eva", "yev", "yeva", "ow", "owa", "ew", "ewa", "in", "ina", "uly", "uulu", "kyzy", "qizi"),
    *("zoda", "zade"),
)
"""How names of families end where our readers come from."""


def _any(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


PATTERNS = (
    re.compile(r"\d(?:[\W_]{0,4}\d){5,}"),  # phone, document and card numbers: six digits, whatever parts them
    re.compile(r"[^\s@]+\s?@\s?[^\s@]+\.[^\s@]+"),  # mail
    re.compile(r"(?<!\w)@\s?\w{3,}"),  # a name in a messenger
    re.compile(rf"\b{_any(HOUSES)}\b\W{{0,3}}(?=\w*[\d_.])[a-z][\w.]{{3,}}", re.IGNORECASE),
    re.compile(r"https?:|www\.|\b(?:t|wa|vk|fb|ok)[\s.,]{1,3}(?:me|com|ru)\b", re.IGNORECASE),  # an address of a page
    re.compile(r"\b[A-ZА-Я]{1,3}[\s№-]{0,3}\d{5,}"),  # passport
    re.compile(r"\b\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}\b"),  # a date of birth
    re.compile(rf"\b\d{{1,2}}\W{{0,3}}{_any(MONTHS)}\w*\W{{0,3}}(?:19|20)\d\d", re.IGNORECASE),
    re.compile(rf"\b(?:19|20)\d\d\W{{0,3}}\w{{0,6}}\W{{0,3}}\d{{1,2}}\W{{0,3}}{_any(MONTHS)}", re.IGNORECASE),
    re.compile(rf"\b{_any(BORN)}\b.{{0,20}}\d", re.IGNORECASE),
    re.compile(rf"\b{_any(NAMED)}", re.IGNORECASE),
    re.compile(rf"\b(?i:{FAMILY})\W{{1,3}}{CAPITAL}\w+"),
    re.compile(rf"\b{FAMILY}\W{{1,3}}\w+{_any(KIN)}\b", re.IGNORECASE),
    re.compile(rf"\b{_any(STREETS)}\b[\W_]{{0,3}}(?:[^\W\d]{{1,20}}[\W_]{{1,3}}){{0,3}}\d{{1,4}}\b", re.IGNORECASE),
    re.compile(r"\b\d{1,4}\w?\s(?:[^\W\d]{2,20}\s)(?:street|avenue)\b", re.IGNORECASE),
    re.compile(rf"\b{_any(ROOMS)}\b[\W_]{{0,3}}(?:№\W?)?\d{{1,4}}\b", re.IGNORECASE),
    re.compile(rf"\b{CAPITAL}\w+\s+{CAPITAL}\w+{_any(KIN)}\b"),  # given name and family's
    re.compile(rf"\b{CAPITAL}\w+{_any(KIN)}\s+{CAPITAL}\w+"),
    re.compile(r"\w{2,}(?:ович|евич|(?<!\bвин)овна|евна|ovich|evich|ovna|evna)\b", re.IGNORECASE),  # a father's name
    re.compile(rf"\b{CAPITAL}\w+(?:ович|евич|овн|евн)(?:а|у|ы|е|ем)\b"),
)


def looks_personal(text: str) -> bool:
    """Say whether a text carries anything that may point to a person."""
    plain = as_it_reads(text)
    return any(pattern.search(plain) for pattern in PATTERNS)


def as_it_reads(text: str) -> str:
    """Give a text without what no eye sees, with one sign for all dashes."""
    told = unicodedata.normalize("NFKC", text)
    seen = (sign for sign in told if unicodedata.category(sign) not in ("Cf", "Mn", "Cc") or sign in "\n\t")
    return "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in seen)

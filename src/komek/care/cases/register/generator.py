"""Invents a register as NGOs keep them: mixed scripts, many ways to write a day, some people twice, some mistakes.

Nobody in it exists. The truth is returned beside it, so that a test can say how much of it was understood.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from komek.kernel.scripts import fold

Cell = str | int | date | None

HEADINGS = (
    "№ п/п",
    "Дата обращения",
    "Ф.И.О.",
    "Дата рождения",
    "Пол",
    "Гражданство",
    "Контактный телефон",
    "Область",
    "Кем направлен",
    "Оказанная помощь",
    "Статус (кем идентифицирован)",
    "Примечание",
    "Дата закрытия",
    "Причина закрытия",
)
RUSSIAN = str.maketrans("әіңғүұқөһўҳӣӯӘІҢҒҮҰҚӨҺЎҲӢӮ", "аингуукохухиуАИНГУУКОХУХИУ")
LATIN: Mapping[str, str] = {
    **dict(zip("абвгдезийклмнопрстуфыэәіңүұқөһҳҷӣӯ", "abvgdeziyklmnoprstufyeainuuqohhjiu", strict=True)),
    "ё": "yo",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "ғ": "gh",
    "ў": "o'",
}
UZBEK: Mapping[str, str] = {**LATIN, "х": "x", "ж": "j", "ғ": "g'", "қ": "q", "ц": "s", "ҷ": "j"}
MIXED = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
SEXES: Mapping[str, Sequence[str]] = {
    "female": ("ж", "Ж", "жен.", "female", "әйел", "ayol", "зан", "аял"),
    "male": ("м", "муж.", "male", "ер", "erkak", "мард", "эркек"),
}
COUNTRIES: Mapping[str, Sequence[str]] = {
    "KZ": ("РК", "Казахстан", "Қазақстан", "Kazakhstan"),
    "UZ": ("Узбекистан", "РУз", "O'zbekiston", "Ўзбекистон", "UZ"),
    "KG": ("Кыргызстан", "КР", "Kyrgyzstan", "Киргизия"),
    "TJ": ("Таджикистан", "Тоҷикистон", "TJK"),
    "TM": ("Туркменистан", "Türkmenistan", "TM"),
}
REGIONS: Mapping[str, Sequence[str]] = {
    "KZ-75": ("г. Алматы", "Алматы қаласы"),
    "KZ-61": ("Туркестанская область", "Түркістан облысы", "Turkistan"),
    "KZ-31": ("Жамбылская обл.", "Жамбыл облысы"),
    "KZ-23": ("Атырауская область", "Атырау облысы"),
    "KZ-71": ("Астана", "г. Астана"),
}
SOURCES: Mapping[str, Sequence[str]] = {
    "law_enforcement": ("полиция", "ОВД", "police"),
    "self": ("сама обратилась", "самообращение", "өзі келді"),
    "ngo": ("НПО", "ОО", "ҮЕҰ"),
    "family_or_friend": ("родственники", "подруга", "дос"),
    "bot_or_kiosk": ("горячая линия", "телефон доверия"),
    "international_organisation": ("МОМ", "IOM"),
}
SERVICES: Mapping[str, Sequence[str]] = {
    "shelter_safehouse": ("приют", "проживание", "баспана"),
    "legal_consultation": ("юридическая помощь", "юрист", "заң көмегі"),
    "psychological": ("психолог", "психологическая помощь"),
    "medical": ("медицинская помощь", "лечение"),
    "document_recovery": ("восстановление документов", "документы"),
    "emergency_food_hygiene": ("питание", "продукты"),
    "repatriation_or_return": ("билет домой", "репатриация"),
}
STATUSES: Mapping[str, Sequence[str]] = {
    "identified_by_ngo": ("идентифицирована НПО", "жертва ТЛ"),
    "officially_identified": ("официально, полицией", "ресми анықталған"),
    "potential_victim": ("потенциальная жертва", "предполагаемая"),
    "": ("",),
}
CLOSURES: Mapping[str, Sequence[str]] = {
    "goals_met": ("помощь оказана", "завершено"),
    "repatriated_handed_over": ("вернулась домой", "репатриирована"),
    "lost_contact": ("связь потеряна", "не выходит на связь"),
}
TALES = (
    '=HYPERLINK("http://example.org";"см.")',
    "+ двое детей у бабушки",
    "-- перезвонить после 18:00",
    "@ писать в мессенджер",
    "Работала без договора, паспорт у работодателя.",
    "Айлығын бермеген, үйге қайтқысы келеді.",
)


@dataclass
class Truth:
    """What is in an invented register: how many of what, and which lines are whose."""

    people: int = 0
    duplicates: dict[int, int] = field(default_factory=dict)
    bad: set[int] = field(default_factory=set)
    sex: dict[int, str] = field(default_factory=dict)
    months: dict[int, date] = field(default_factory=dict)
    services: dict[int, set[str]] = field(default_factory=dict)
    closed: dict[int, str] = field(default_factory=dict)
    status: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """Headings, lines, and the truth by number of line as a spreadsheet shows it (headings on line 3)."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    truth: Truth

    def xlsx(self) -> bytes:
        """Write a spreadsheet, with a title merged over the columns and a hidden sheet beside it."""
        import xlsxwriter  # noqa: PLC0415 - read when a spreadsheet is wanted, not at every start

        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
            sheet, day = book.add_worksheet("Реестр"), book.add_format({"num_format": "dd.mm.yyyy"})
            book.add_worksheet("Черновик").hide()
            sheet.merge_range(0, 0, 0, len(self.headings) - 1, "Реестр клиентов")
            sheet.write_row(2, 0, self.headings)
            for at, row in enumerate(self.rows, start=3):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, place, cell, day)
                    elif isinstance(cell, int):
                        sheet.write_number(at, place, cell)
                    elif cell:
                        sheet.write_string(at, place, cell)
        return out.getvalue()

    def csv(self, encoding: str = "utf-8-sig") -> bytes:
        """Write a text file with semicolons; letters that the encoding lacks are written as `?`."""
        out = io.StringIO()
        rows = csv.writer(out, delimiter=";")
        rows.writerows([["Реестр клиентов"], [], self.headings])
        for row in self.rows:
            rows.writerow([f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell for cell in row])
        return out.getvalue().encode(encoding, errors="replace")


FIRST_LINE = 4


@dataclass(frozen=True)
class _Somebody:
    surname: str
    given: str
    father: str
    sex: str
    country: str
    born: date
    phone: str


def generate(rows: int = 500, seed: int = 1, today: date = date(2026, 11, 1)) -> Sample:
    """Invent a register of so many lines; the same seed gives the same register."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secrets
    truth, made, lines = Truth(), dict[int, _Somebody](), list[list[Cell]]()
    taken: set[tuple[str, str]] = set()
    for line in range(FIRST_LINE, FIRST_LINE + rows):
        earlier = chance.choice(sorted(made)) if made and chance.random() < 0.06 else 0
        if earlier:
            truth.duplicates[line] = earlier
        somebody = made[earlier] if earlier else _somebody(chance, taken, today)
        if not earlier:
            made[line] = somebody
        lines.append(_line(chance, line, somebody, truth, today))
        if line in truth.bad:
            made.pop(line, None)
            truth.duplicates.pop(line, None)
    truth.people = len(made)
    return Sample(HEADINGS, lines, truth)


def write(path: Path, sample: Sample) -> None:
    """Write a sample to a file; its ending says how."""
    path.write_bytes(sample.csv() if path.suffix.lower() == ".csv" else sample.xlsx())


def _line(chance: random.Random, line: int, who: _Somebody, truth: Truth, today: date) -> list[Cell]:
    again = line in truth.duplicates
    came = today - timedelta(days=chance.randrange(30, 1800))
    closed = came + timedelta(days=chance.randrange(10, 300)) if chance.random() < 0.55 else None
    region = chance.choice(list(REGIONS))
    services = chance.sample(list(SERVICES), chance.randrange(0, 4))
    status = chance.choice(list(STATUSES))
    closure = chance.choice(list(CLOSURES)) if closed and closed < today else ""
    truth.sex[line], truth.months[line] = who.sex, came.replace(day=1)
    truth.services[line], truth.status[line] = set(services), status
    if closure:
        truth.closed[line] = closure
    return [
        line - FIRST_LINE + 1,
        _day(chance, came),
        _name(chance, who, again),
        _birth(chance, who.born, line, again, truth),
        chance.choice(SEXES[who.sex]),
        chance.choice(COUNTRIES[who.country]),
        _phone(chance, who.phone),
        chance.choice(REGIONS[region]),
        chance.choice(SOURCES[chance.choice(list(SOURCES))]),
        ", ".join(chance.choice(SERVICES[each]) for each in services),
        chance.choice(STATUSES[status]),
        chance.choice(TALES) if chance.random() < 0.4 else None,
        closed if closure else None,
        chance.choice(CLOSURES[closure]) if closure else None,
    ]


def _somebody(chance: random.Random, taken: set[tuple[str, str]], today: date) -> _Somebody:
    """Invent somebody whose name nobody before her has."""
    while True:
        country = chance.choices(list(COUNTRIES), (40, 30, 12, 12, 6))[0]
        sex = "female" if chance.random() < 0.7 else "male"
        given = chance.choice(_names("given", country, sex[0]))
        stem, father = chance.choice(_names("surname", country, "")), chance.choice(_names("given", country, "m"))
        if (fold(stem), fold(given)) not in taken:
            break
    taken.add((fold(stem), fold(given)))
    ending = "а" if sex == "female" else ""
    patronymic = _patronymic(father, country, sex)
    born = today - timedelta(days=chance.randrange(15 * 365, 55 * 365))
    phone = f"7{chance.choice(('01', '02', '05', '47', '77'))}{chance.randrange(1_000_000, 9_999_999)}"
    return _Somebody(stem + ending, given, patronymic, sex, country, born, phone)


def _patronymic(father: str, country: str, sex: str) -> str:
    if country == "KZ":
        return father + ("қызы" if sex == "female" else "ұлы")
    if country == "UZ":
        return father + (" қизи" if sex == "female" else " ўғли")
    return father + ("овна" if sex == "female" else "ович")


def _name(chance: random.Random, who: _Somebody, again: bool) -> str:
    """Write a name as the fifth colleague of the year would: in another script, without the father, in capitals."""
    whole, short = f"{who.surname} {who.given} {who.father}", f"{who.surname} {who.given}"
    usual: list[Callable[[], str]] = [lambda: whole, lambda: short]
    other: list[Callable[[], str]] = [
        lambda: whole.translate(RUSSIAN),
        lambda: short.translate(RUSSIAN).upper(),
        lambda: _latin(short, LATIN),
        lambda: _latin(whole, UZBEK if who.country == "UZ" else LATIN),
        lambda: short[:1].translate(MIXED) + short[1:],
    ]
    return chance.choice(other if again else [*usual, *usual, *other])()


def _latin(text: str, table: Mapping[str, str]) -> str:
    words = ("".join(table.get(sign, sign) for sign in word.lower()) for word in text.split())
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _day(chance: random.Random, day: date) -> Cell:
    ways: list[Cell] = [day, f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}"]
    return chance.choice(ways)


def _birth(chance: random.Random, born: date, line: int, again: bool, truth: Truth) -> Cell:
    if chance.random() < 0.015:
        truth.bad.add(line)
        return chance.choice(("29.02.2001", "31.04.1999", "неверно", "31.11.1990"))
    ways: list[Cell] = [
        f"{born:%d.%m.%Y}",
        born,
        f"{born:%Y-%m-%d}",
        f"{born.day} {MONTHS[born.month - 1]} {born.year} г.",
        f"{MONTHS[born.month - 1]} {born.year}",
        str(born.year),
        (born - date(1899, 12, 30)).days,
        None if again else f"{born:%d.%m.%Y}",
    ]
    return chance.choices(ways, (8, 8, 3, 2, 2, 3, 1, 1))[0]


def _phone(chance: random.Random, phone: str) -> Cell:
    ways = (f"+7{phone}", f"8 {phone[:3]} {phone[3:6]} {phone[6:8]} {phone[8:]}", f"8({phone[:3]}){phone[3:]}", None)
    return chance.choices(ways, (3, 4, 2, 3))[0]


@cache
def _names(kind: str, country: str, sex: str) -> tuple[str, ...]:
    text = (files(__package__) / "data" / "names.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(row["name"] for row in rows if (row["kind"], row["country"], row["sex"]) == (kind, country, sex))

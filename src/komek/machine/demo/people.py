"""The invented clients of the demo. Common names of the region, joined at random; no one of them lives."""

from dataclasses import dataclass

from komek.care import people
from komek.kernel.partialdate import PartialDate


@dataclass(frozen=True)
class Client:
    """Who she is, and how she may be reached."""

    identity: people.Identity
    contact: people.Contact = people.Contact()


def client(
    given: str,
    surname: str,
    sex: str,
    born: str,
    citizenship: str,
    *,
    phone: str = "",
    languages: tuple[str, ...] = ("rus",),
    when: str = "",
    words: str = "",
    safe: str = "safe",
    patronymic: str = "",
) -> Client:
    """Make somebody up."""
    identity = people.Identity(
        given=given,
        surname=surname,
        patronymic=patronymic or people.nouns.NOT_ASKED,
        born=PartialDate.parse(born),
        sex=sex,
        citizenships=(citizenship,),
    )
    phones = (phone,) if phone else people.nouns.NOT_ASKED
    contact = people.Contact(phones=phones, languages=languages, safe=safe, call_when=when, call_words=words)
    return Client(identity, contact)


CLIENTS = {
    "shakhnoza": client(
        "Шахноза",
        "Алимова",
        "female",
        "1999-05-??",
        "UZ",
        phone="+77010000101",
        languages=("uzb", "rus"),
        when="after 19:00",
        words="It is about the sewing course",
        safe="safe_at_times",
    ),
    "rustam": client("Рустам", "Каримов", "male", "1987-03-14", "TJ", phone="+77010000102", languages=("tgk", "rus")),
    "ainura": client("Айнура", "Токтосунова", "female", "2003-11-??", "KG", phone="+77010000103", languages=("kir",)),
    "bolat": client("Болат", "Сериков", "male", "1979-??-??", "KZ", phone="+77010000104", languages=("kaz", "rus")),
    "ogulgerek": client("Ogulgerek", "Annaýewa", "female", "1995-08-02", "TM", languages=("tuk",), safe="watched"),
    "jamshed": client("Ҷамшед", "Раҳимов", "male", "2001-01-20", "TJ", phone="+77010000105", languages=("tgk",)),
    "dilfuza": client("Dilfuza", "Yoʻldosheva", "female", "1992-??-??", "UZ", phone="+77010000106", languages=("uzb",)),
    "nurlan": client("Нұрлан", "Жақсыбеков", "male", "1968-09-30", "KZ", languages=("kaz",)),
    "malika": client("Малика", "Назарова", "female", "2010-02-??", "UZ", languages=("uzb",), safe="others_answer"),
    "farrukh": client("Farrux", "Ergashev", "male", "1990-12-11", "UZ", phone="+77010000107", languages=("uzb", "rus")),
    "zarina": client(
        "Зарина", "Давлатова", "female", "1984-07-19", "TJ", phone="+77010000108", languages=("tgk", "rus")
    ),
    "azamat": client(
        "Азамат", "Бейшеналиев", "male", "1996-04-??", "KG", phone="+996555000109", languages=("kir", "rus")
    ),
    "gulnara": client("Гүлнара", "Асанова", "female", "1973-10-05", "KG", phone="+996555000110", languages=("kir",)),
    "sherzod": client("Sherzod", "Qodirov", "male", "1999-06-24", "UZ", languages=("uzb",)),
    "elena": client("Елена", "Ковалёва", "female", "1989-01-??", "KZ", phone="+77010000111"),
}
"""Keys are first names; telephone numbers lie in ranges that nobody is called by."""

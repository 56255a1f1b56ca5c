"""What the two forms of writing to a person answer: every page that a post can show, by name."""

from dataclasses import dataclass

from komek.foundations import inbox
from komek.foundations.inbox.models import Message
from tests.doors.portal.conftest import Reader
from tests.doors.portal.test_messages import field, numbers
from tests.foundations.inbox.conftest import Rota

LONG_AGO = "2020-01-01T00:00Z"
ANSWERS = ("Эртага соат тўққизда келинг: <b>паспортсиз</b> ҳам бўлади.\n\nManzil: 1-qavat.", "Come & ask for Dina.")
SHOWN = {
    "sent",
    "already",
    "write: empty",
    "write: too long",
    "receipt: empty",
    "receipt: wrong numbers",
    "receipt: no answer yet",
    "receipt: nothing written",
    "receipt: went on",
    "receipt: silence",
    "receipt: taken, silence",
    "receipt: answers",
    "receipt: nobody reads on",
    "receipt: erased",
}


@dataclass
class Shown:
    """A page: what came over the line, unpacked, and how large it was packed."""

    body: bytes
    packed: int


def states(language: str, manned: Rota) -> dict[str, Shown]:
    """Show every page in a language, one after the other."""
    reader, shown = Reader(), dict[str, Shown]()
    write, receipt = f"/{language}/person/write/", f"/{language}/receipt/"
    page = reader.get(f"{write}?in=RU")
    form = {"in": "RU", "do": "send", "seen": field(page, "seen"), "once": field(page, "once")}

    def post(name: str, path: str, **said: str) -> dict[str, str]:
        answer = reader.post(path, **said)
        shown[name] = Shown(answer.body, reader.sent)
        fields = {each.get("name"): each.get("value") or "" for each in answer.page.all("input")}
        return {kept: fields[kept] for kept in ("seen", "once") if kept in fields} | numbers_on(answer)

    post("write: empty", write, words="", **form)
    post("write: too long", write, words="я" * (inbox.LONGEST + 1), **form)
    both = post("sent", write, words="He keeps it.", **form)
    post("already", write, words="He keeps it.", **form)
    post("receipt: empty", receipt, first="", second="", do="read")
    post("receipt: wrong numbers", receipt, first="12345678", second='"><b>', do="read")
    onward = post("receipt: no answer yet", receipt, do="read", **both) | both
    post("receipt: nothing written", receipt, words="", do="more", **onward)
    Message.objects.update(silent_from=LONG_AGO)
    post("receipt: silence", receipt, do="read", **both)
    message = Message.objects.get()
    inbox.take(message=message, by=manned.aigul.actor)
    Message.objects.update(silent_from=LONG_AGO)
    post("receipt: taken, silence", receipt, do="read", **both)
    for words in ANSWERS:
        inbox.answer(message=message, text=words, by=manned.aigul.actor)
    onward = post("receipt: answers", receipt, do="read", **both) | both
    post("receipt: went on", receipt, words="Thank you.", do="more", **onward)
    for staff in (manned.dina, manned.bakyt):
        for watch in inbox.queries.watches(staff.actor):
            inbox.end_watch(watch=watch, by=staff.actor)
    post("receipt: nobody reads on", receipt, do="read", **both)
    post("receipt: erased", receipt, do="erase", **both)
    return shown


def numbers_on(answer: object) -> dict[str, str]:
    """Read the two numbers off the page that shows them."""
    try:
        return numbers(answer)
    except ValueError:
        return {}

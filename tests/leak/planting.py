"""Types canaries into everything: every field of every form of every page, the right way and every wrong way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from PIL import Image

from komek.care.cases.models import RegisterImport
from komek.knowledge.guide import LANGUAGES
from tests.access.addresses import ASKED, Address, addresses
from tests.access.forms import Field, Form, forms
from tests.access.matrix import DESK
from tests.access.world import Keys, World, calm
from tests.leak.canaries import Flock

TICKET, TOKEN = "draft_ticket", "csrfmiddlewaretoken"
STAFF = {
    ("keys-invite", "email"): "colleague@example.org",
    ("invitation", "name"): "A new colleague",
    **{
        (page, field): said
        for page in ("kiosk-new", "kiosk")
        for field, said in {
            "code": "osh",
            "key": "ab" * 32,
            **{f"name_{code}": "Osh airport" for code, _name in settings.LANGUAGES},
            **{f"here_{code}": "Beside gate three." for code, _name in settings.LANGUAGES},
        }.items()
    },
}
"""What members of staff say of themselves (`Personal`), or write for everybody (`Public`): no canary."""

PUBLIC = {
    "words": "Ask the landlord.",
    "key": "ru.new.fact",
    "value": "9",
    "publisher": "A law",
    "url": "https://example.org/law",
    "says": "Nine days.",
    "dated": "2026-11",
    "code": "ru.new",
    "name": "A line",
    "phone": "+77010000000",
    "short": "112",
    "from_abroad": "+77010000001",
    "whatsapp": "+77010000002",
    "telegram": "a_line",
    "web": "https://example.org/",
    "hours": "Mon-Fri 09:00-18:00",
    "languages": "uz ru",
    "source": "A page",
    "network": "A company",
    "seconds": "9",
    **dict.fromkeys(LANGUAGES, "The border is closed."),
    **{f"name_{language}": "A line" for language in LANGUAGES},
}
"""What editors of the guide write: declared `Public`, for everybody to read, and therefore no canary."""

PHONES = {"phone", "phones", "trusted_phone", "whatsapp", "viber", "imo", "signal", "telegram"}
VALUES: dict[str, str] = {
    "consent-new.recipient": "body:police",
    "consent-new.form": "oral_with_witness",
    "basis-new.recipient": "body:police",
    "person-view.basis": "best_interests",
    "legal-new.currency": "KZT",
    "legal-matter.currency": "KZT",
    "totals.month": "2021-03",
    "person-relative.who": "new",
    "case-decision.basis": "conversation",
}
"""Where the first choice of a list would be refused, or would say that nothing is known."""

PLAIN = {"guide-write", "guide-receipt"}
"""Forms of strangers that are taken in as a plain form only, as a browser sends it."""

ASKED_OPENLY = {("editor-facts", "q")}
"""What is looked for among words that everybody reads: it stands in the address."""

NOT_PRESSED = {"look", "anew", "paper", "refuse", "object"}
VARIANTS: dict[str, list[Keys]] = {
    "told-part": [{"told_part": part} for part in ("control", "forms", "recruitment", "extent", "perpetrators")],
    "screening-page": [{"part": part} for part in ("acts", "words")],
}
LAST = ("import-columns", "case-close")
"""After these the others have less to say. Nobody is erased: her words must still be there to be read."""

Key = tuple[str, str]


@dataclass
class Planter:
    """Goes through the house; remembers which fields it saw, which it filled, and what should be on record now."""

    world: World
    flock: Flock
    seen: set[Key] = field(default_factory=set)
    planted: set[Key] = field(default_factory=set)
    kept: dict[Key, str] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    done: set[tuple[str, frozenset[str]]] = field(default_factory=set)

    def everywhere(self) -> None:
        """Visit every page, fill every form in every way."""
        for address in sorted(addresses().values(), key=lambda each: each.name in LAST):
            if address.name == "case-close":
                self._until_the_end()
            for client in self._visitors(address):
                for more in VARIANTS.get(address.name, [{}]):
                    self._page(client, address, {**self.world.inside, **more})
        self._take_in()
        self._astray()

    def _visitors(self, address: Address) -> Iterator[Client]:
        if not address.desk:
            yield self.world.outside["nobody"]
            yield self.world.umit.worker_client
            return
        row = DESK[address.name]
        roles = [role for role in (row.reads or ()) if role in {"case_worker", "supervisor"}] or (row.reads or ())[:1]
        yield from (self.world.umit.clients[role] for role in roles)

    def _page(self, client: Client, address: Address, keys: Keys) -> None:
        url = address.url(keys)
        answer = client.get(url, ASKED.get(address.name, {}))
        self._forms(client, url, answer)

    def _forms(self, client: Client, url: str, answer: Any, depth: int = 0) -> None:
        """Fill the forms of a page, and those of the pages that come as an answer."""
        if "html" not in answer.get("Content-Type", "") or answer.streaming:
            return
        for form in forms(answer.content.decode()):
            target = urlsplit(form.action).path or url
            name = _name(target)
            fields = {each.name for each in form.fields.values() if _counts(each)}
            self.seen |= {(name, each) for each in fields} - ASKED_OPENLY
            if not fields or form.method != "post" or (name, frozenset(form.fields)) in self.done:
                continue
            self.done.add((name, frozenset(form.fields)))
            for page in self._every_way(client, target, name, form):
                if depth < 2:
                    self._forms(client, target, page, depth + 1)

    def _every_way(self, client: Client, url: str, name: str, form: Form) -> Iterator[Any]:
        """Post a form: as a draft, to a shut door, to one that has ended, forged, wrong in every field, and right."""
        right, uploads = self.right(name, form)
        wrong, _uploads = self.wrong(name, form)
        if TICKET in right:
            self._note("draft", name, client.post(reverse("desk:drafts"), right))
            self._note("locked", name, self.world.outside["locked"].post(url, {**right, **uploads}))
            self._note("ended", name, _ended(client).post(url, {**right, **uploads}))
        forged = calm(Client(enforce_csrf_checks=True))
        forged.cookies = client.cookies
        self._note("forged", name, forged.post(url, {**right, **uploads}))
        yield self._note("wrong", name, _post(client, url, name, {**wrong, **_uploads}))
        right, uploads = self.right(name, form)
        answer = self._note("right", name, _post(client, url, name, {**right, **uploads}))
        if answer.status_code == 302:
            self.kept |= {(name, each): word for each, word in self._words(name, form).items()}
        yield answer

    def right(self, name: str, form: Form) -> tuple[dict[str, Any], dict[str, Any]]:
        """Fill a form as somebody does who knows what belongs where."""
        values: dict[str, Any] = {}
        uploads: dict[str, Any] = {}
        for each in form.fields.values():
            if each.name == TOKEN:
                continue
            if each.kind == "file":
                uploads[each.name] = self.upload(name, each.name)
            elif (value := self._value(name, each)) not in ("", []):
                values[each.name] = value
            if _counts(each):
                self.planted.add((name, each.name))
        press = next((button for button in form.buttons if button[0] not in NOT_PRESSED), None)
        return {**values, **dict([press] if press else [])}, uploads

    def wrong(self, name: str, form: Form) -> tuple[dict[str, Any], dict[str, Any]]:
        """Put words into every field, also where a day, a number or a choice belongs, and into what is hidden."""
        values = {
            each.name: self.flock.word(f"{name}.{each.name}", "Cyrillic")
            for each in form.fields.values()
            if each.kind != "file" and each.name not in {TOKEN, TICKET} and _open_words(name, each.name) is None
        }
        if TICKET in form.fields:
            values[TICKET] = form.fields[TICKET].value
        uploads = {
            each.name: self.picture(f"{name}.{each.name}") for each in form.fields.values() if each.kind == "file"
        }
        self.planted |= {(name, each) for each in [*values, *uploads]}
        return values, uploads

    def upload(self, name: str, field: str) -> SimpleUploadedFile:
        """Make a file whose name and content sing; for an importer a table, one of its rows about a person."""
        word, other = self.flock.word(f"{name}.{field}"), self.flock.word(f"{name}.{field} content", "Cyrillic")
        if name == "files":
            content = self.flock.text(f"{name}.{field} content").encode()
        else:
            content = f"Name,Phone,Notes\n{word} {other},+7{self.flock.number},{word}\n".encode()
        return SimpleUploadedFile(f"{word}.csv", content, content_type="text/csv")

    def picture(self, field: str) -> SimpleUploadedFile:
        """Make a small photograph that tells in its hidden part where it was taken."""
        out, picture = io.BytesIO(), Image.new("RGB", (8, 8), "white")
        exif = picture.getexif()
        exif[0x010E], exif[0x013B] = self.flock.word(f"{field} picture"), self.flock.word(f"{field} artist")
        picture.save(out, "JPEG", exif=exif)
        return SimpleUploadedFile(
            f"{self.flock.word(f'{field} picture')}.jpg", out.getvalue(), content_type="image/jpeg"
        )

    def _value(self, name: str, each: Field) -> Any:
        if (said := _open_words(name, each.name)) is not None:
            return said
        if f"{name}.{each.name}" in VALUES:
            return VALUES[f"{name}.{each.name}"]
        if each.kind in {"select", "radio", "checkbox"}:
            return _choice(each)
        if each.kind in {"hidden", "date", "number", "datetime-local", "time"}:
            return each.value or {"date": str(timezone.localdate() + timedelta(days=1)), "number": "3"}.get(
                each.kind, ""
            )
        if each.name.endswith(("_day", "_year")):
            return "3" if each.name.endswith("_day") else "1991"
        return self._word(name, each)

    def _word(self, name: str, each: Field) -> str:
        key = f"{name}.{each.name}"
        if each.name in PHONES:
            return f"+7{self.flock.number}"
        if each.kind == "email":
            return f"{self.flock.word(key)}@example.org"
        return self.flock.text(key) if each.kind == "textarea" else self.flock.word(key)

    def _words(self, name: str, form: Form) -> dict[str, str]:
        """Tell which canaries a right post has put on record."""
        typed = [
            each for each in form.fields.values() if each.typed and each.kind not in {"date", "number", "password"}
        ]
        words = {each.name: str(self._value(name, each)) for each in typed}
        if name == "files":
            words["upload"] = self.flock.text("files.upload content")
        return {each: word for each, word in words.items() if self.flock.run in word}

    def _until_the_end(self) -> None:
        """Bring the case so far that it can be closed."""
        step = {"case": self.world.inside["case"], "step": "start_closing"}
        self.world.umit.worker_client.post(reverse("desk:case-step", kwargs=step))

    def _take_in(self) -> None:
        """Take the lines of every register in that was brought along."""
        for register in RegisterImport.objects.filter(state="looked_at"):
            answer = self.world.umit.worker_client.post(reverse("desk:import-run", kwargs={"register": register.pk}))
            self._note("right", "import-run", answer)

    def _astray(self) -> None:
        """Put canaries into addresses that nobody offers: invented paths, questions, the language, the way back."""
        for number, client in enumerate([self.world.umit.worker_client, *self.world.outside.values()]):
            word = self.flock.word(f"astray.{number}", "Cyrillic")
            for path in (f"/{word}/", f"/desk/{word}/", f"/desk/cases/{word}/", f"/invitation/{word}/"):
                client.get(path)
                client.post(path, {"words": word})
            for path in ("/", "/desk/", "/desk/cases/", "/desk/search/", "/sign-in/", "/unlock/", "/desk/counts/"):
                client.get(path, {"q": word, "page": word, "next": f"/desk/{word}/", word: word})
            client.post("/language/setlang/", {"language": word, "next": f"/{word}/"})

    def _note(self, how: str, name: str, answer: Any) -> Any:
        self.answers[f"{how} {name}"] = max(answer.status_code, self.answers.get(f"{how} {name}", 0))
        return answer


def _post(client: Client, url: str, name: str, data: dict[str, Any]) -> Any:
    if name in PLAIN:
        return client.post(url, urlencode(data), content_type="application/x-www-form-urlencoded")
    return client.post(url, data)


def _open_words(page: str, field: str) -> str | None:
    """Give what is written in clear into this field, None where it takes a canary."""
    if (page, field) in STAFF:
        return STAFF[page, field]
    return PUBLIC.get(field.partition("-")[0] if field not in PUBLIC else field) if page.startswith("editor-") else None


def _counts(each: Field) -> bool:
    return each.name not in {TOKEN, TICKET} and (each.typed or each.kind in {"file", "hidden"})


def _choice(each: Field) -> Any:
    options = [option for option in each.options if option]
    if each.kind == "checkbox":
        return [option for option in options if option != "danger"] if each.multiple else options[:1]
    if each.name.endswith("_missing"):
        return ""
    kept = [option for option in each.chosen if option and option not in {"unknown", "not_asked"}]
    return (kept or options or [""])[0]


def _ended(client: Client) -> Client:
    """Give a client with the cookies of a session that has ended on our side."""
    ended = calm(Client())
    for name, morsel in client.cookies.items():
        ended.cookies[name] = morsel.value
    if settings.SESSION_COOKIE_NAME in ended.cookies:
        session = Session.objects.filter(pk=ended.cookies[settings.SESSION_COOKIE_NAME].value).first()
        ended.cookies[settings.SESSION_COOKIE_NAME] = "ended" + (session.pk[5:] if session else "")
    return ended


def _name(path: str) -> str:
    with suppress(Resolver404):
        return resolve(path).url_name or path
    return path

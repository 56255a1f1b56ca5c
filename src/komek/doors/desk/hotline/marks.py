"""Chips and lines that say in a word how a contact stands; never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from komek.care.hotline import queries, rules
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import UNKNOWN, Calling, Talk
from komek.doors.desk.cases import marks as of_cases
from komek.doors.face.parts import Cell, Chip, Column, Fact, Kind, Row, Table
from komek.foundations import places
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Text

HOTLINE = ("hotline_operator", "supervisor", "case_worker")
ICONS = {"phone": "phone", "whatsapp": "message-circle", "walk_in": "user", "telegram": "send", "web": "globe"}
SAFETY: dict[str, tuple[Kind, str]] = {
    "safe": ("ok", "shield-check"),
    "safe_at_times": ("warn", "clock"),
    "unsafe": ("danger", "ban"),
    "watched": ("danger", "ban"),
}
FLAG_KINDS: dict[str, tuple[Kind, str]] = {
    "abusive": ("warn", "triangle-alert"),
    "do_not_call": ("danger", "shield-alert"),
    "care": ("violet", "heart"),
}


def label(name: str, code: str) -> Text:
    """Name a code of a list in the reader's language."""
    return codes.get(name)[code].label if code else ""


def labels(name: str, several: Iterable[str]) -> str:
    """Name several codes of a list, one after the other."""
    return ", ".join(str(label(name, code)) for code in several)


def channel(talk: Talk) -> Chip:
    """Say by which way a contact came."""
    return Chip(label("hotline_channel", talk.channel), "", ICONS.get(talk.channel, ""))


def safety(how: Calling) -> Chip:
    """Say whether she may be called back; whose last word is closed may have said no since."""
    reach = how.reach
    if how.closed and reach.safe not in rules.UNSAFE:
        return Chip(_("Unknown whether calling back is safe"), "", "circle-help")
    kind, icon = SAFETY.get(reach.safe, ("", "circle-help"))
    said: dict[str, Text] = {
        "unknown": _("Not asked whether calling back is safe"),
        "safe": _("Safe to call back"),
        "safe_at_times": _("Safe to call back at times only"),
        "unsafe": _("Do not call back"),
        "watched": _("Do not call back"),
    }
    words = said.get(reach.safe) or label("contact_safety", reach.safe)
    return Chip(words, kind, icon)


def flag(code: str) -> Chip:
    """Warn of a caller."""
    kind, icon = FLAG_KINDS[code]
    return Chip(label("hotline_flag", code), kind, icon)


def danger(talk: Talk) -> list[Chip]:
    """Shout where it must be shouted."""
    return [Chip(_("Danger now"), "danger", "shield-alert")] if talk.danger else []


def left(talk: Talk, now: datetime) -> list[Chip]:
    """Say how long one may still write freely in WhatsApp."""
    free = rules.whatsapp_left(talk, now)
    if free is None:
        return []
    minutes = int(free.total_seconds()) // 60
    if not minutes:
        return [Chip(_("WhatsApp: the 24 hours are over"), "danger", "clock")]
    if minutes < 60:
        words = ngettext("WhatsApp: %(n)s minute left", "WhatsApp: %(n)s minutes left", minutes) % {"n": minutes}
        return [Chip(words, "danger", "clock")]
    hours = minutes // 60
    words = ngettext("WhatsApp: %(n)s hour left", "WhatsApp: %(n)s hours left", hours) % {"n": hours}
    return [Chip(words, "warn" if hours < 4 else "ok", "clock")]


def about(talk: Talk) -> str:
    """Say in a line what a contact was about."""
    return labels("hotline_category", talk.categories) or labels("hotline_outcome", talk.outcomes) or _("Nothing noted")


def url(contact: Contact) -> str:
    """Give the page of a contact; of a draft the page where it is written."""
    return reverse("desk:contact-draft" if contact.is_draft else "desk:contact", kwargs={"contact": contact.id})


def facts(talk: Talk) -> list[Fact]:
    """List what is known of a contact."""
    country = places.name(talk.country, get_language() or "en") if talk.country else ""
    origin = places.name(talk.nationality, get_language() or "en") if talk.nationality else ""
    told = (
        (_("Who called"), label("hotline_caller", talk.caller)),
        (_("Language"), label("language", talk.language)),
        (_("Country now"), country),
        (_("Sex"), label("sex", talk.sex) if talk.sex != UNKNOWN else ""),
        (_("Age"), label("age_band", talk.age_band) if talk.age_band != UNKNOWN else ""),
        (_("Citizenship"), origin),
        (_("What it was about"), labels("hotline_category", talk.categories)),
        (_("What came of it"), labels("hotline_outcome", talk.outcomes)),
        (_("What was given"), labels("hotline_given", talk.given)),
        (_("Signs that were heard"), _signs(talk, "yes")),
        (_("Signs answered with no"), _signs(talk, "no")),
        (_("Signs where the answer was declined"), _signs(talk, "declined")),
        (_("Began"), of_cases.instant(talk.began) if talk.began else ""),
        (_("Minutes"), str(talk.minutes) if talk.minutes is not None else ""),
        (_("Interpreter"), _("Yes") if talk.interpreter == "yes" else ""),
    )
    return [Fact(name, value) for name, value in told if value]


def _signs(talk: Talk, answer: str) -> str:
    return labels("ilo:ilo_forced_labour_11", talk.signs_with(answer))


def no_call() -> Chip:
    """Warn of a call that was promised and must not be made."""
    return Chip(_("Do not call back"), "danger", "ban")


def not_to_be_called(contacts: Iterable[Contact], *, by: Actor) -> frozenset[UUID]:
    """Find the promised calls that nobody may make by now, in a constant number of queries."""
    rows = [each for each in contacts if each.due_on]
    how = queries.calling(rows, by=by) if rows else []
    return frozenset(row.id for row, said in zip(rows, how, strict=True) if said and not rules.may_call(said))


def table(
    contacts: list[Contact], talks: list[Talk | None], staff: dict[UUID, str], now: datetime, *, by: Actor
) -> Table:
    """Lay out a list of contacts: when, by which way, about what, what came of it, who wrote it."""
    shut = not_to_be_called(contacts, by=by)
    heads = (_("When"), _("Channel"), _("About"), _("What came of it"), _("Language"), _("Written by"))
    rows = [
        _row(contact, talk, staff.get(contact.author, _("A former colleague")), now, shut=contact.id in shut)
        for contact, talk in zip(contacts, talks, strict=True)
    ]
    return Table(_("Contacts"), [Column(head, whole=head == heads[0]) for head in heads], rows)


def _row(contact: Contact, talk: Talk | None, who: str, now: datetime, *, shut: bool) -> Row:
    if talk is None:
        return Row((Cell(of_cases.day(contact.day), url(contact)), _("Closed to you"), "—", "—", "—", who))
    more = [Chip(_("Draft"), "warn", "pencil")] if contact.is_draft else []
    more += [Chip(_("Case"), "violet", "folder")] if contact.case_id else []
    more += [of_cases.due(contact.due_on)] if contact.due_on else []
    more += [no_call()] if shut else []
    return Row(
        (
            Cell(of_cases.instant(talk.began or contact.written_at), url(contact)),
            Cell(chips=[channel(talk), *left(talk, now)]),
            Cell(about(talk), chips=[*danger(talk), *more]),
            labels("hotline_outcome", talk.outcomes) or "—",
            str(label("language", talk.language)) or "—",
            who,
        )
    )

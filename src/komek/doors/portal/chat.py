"""The chat: the same conversation as in a messenger, for whoever has none or wants none.

Works as plain pages: a post is answered by the way back to the page, which shows what was said. Her conversation is
found by a cookie of its own: random, two hours after her last word at most. It is set when she first writes or taps,
not because she came. What she writes is matched and let go; what holds her two numbers is shown once, in the answer to
her post.

A foreign page that makes her browser post here is refused, and her cookie stays: the browser says where a post comes
from. While another post of hers is still being answered she is not kept waiting for long, and what she typed is in the
field again.
"""

import secrets
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from komek.doors.bots import conversations, engine, handling, world
from komek.doors.bots.channels import Incoming
from komek.doors.bots.conversations import Crowded
from komek.doors.bots.nouns import Button, Heard, Said, State
from komek.doors.bots.people import to_call
from komek.doors.bots.web import Web
from komek.doors.face.tongues import tag
from komek.doors.portal import look, shelf
from komek.doors.portal.choices import chosen, posted
from komek.doors.portal.frame import HTML, View, opened
from komek.doors.portal.languages import offered
from komek.doors.portal.sources import source_of
from komek.doors.portal.views import both, spoken
from komek.foundations.inbox import limits
from komek.kernel.signs import plain

PLACE, STYLE = "chat/", "chat.css"
COOKIE = "chat" if settings.LOOPBACK else "__Host-chat"
LIVES = 2 * 3600
LONGEST = 4096
PATIENCE = 2.5
"""Seconds that a post waits for the one before it; the thread that waits is everybody's."""

BEGUN = limits.Limit("chat-begun", each=600, all=600, seconds=limits.MINUTE)
"""Conversations that may begin: in an hour from one address, which may be a whole dormitory's; in a minute from
everywhere."""


@dataclass(frozen=True)
class Asked:
    """What she sent: the conversation ("" for none yet), which page it was sent from, a tap or words."""

    chat: str
    turn: str
    tap: str
    words: str

    @property
    def heard(self) -> Heard:
        if self.tap:
            return Heard("tap", self.tap)
        return Heard("clear") if self.words.strip() == "/clear" else Heard("text", self.words)


@csrf_exempt  # see the head of this file
@both
@spoken
def chat(request: HttpRequest, language: str) -> HttpResponse:
    """Show the conversation; take a tap or words, and answer."""
    form = posted(request)
    view = opened(request, language, chosen(form if request.method == "POST" else request.GET))
    asked = _asked(request, form)
    if request.method != "POST":
        return _page(view, _shown(view, asked.chat))
    if _foreign(request):
        return _page(view, (Said(view.speech.say("bot", "foreign")),), status=403)
    if not (asked.tap or asked.words.strip()):
        return _page(view, _shown(view, asked.chat))
    if not asked.chat and not limits.spend(BEGUN, source_of(request), "web"):
        return _too_many(view, asked)
    return _answered(view, replace(asked, chat=asked.chat or secrets.token_urlsafe(32)))


def _answered(view: View, asked: Asked) -> HttpResponse:
    channel = Web()
    incoming = Incoming(asked.turn, asked.chat, asked.heard)

    def placed(state: State) -> State:
        return _placed(view, state)

    try:
        portal = view.request.build_absolute_uri("/").rstrip("/")
        answered = handling.answer(channel, incoming, portal=portal, placed=placed, patience=PATIENCE)
    except Crowded:
        return _later(view, "busy_here", asked, _shown(view, asked.chat))
    except (DatabaseError, InterfaceError):
        return _later(view, "busy_here", asked)
    turn = answered.turn
    cleared = turn is not None and turn.clears
    at_once = cleared or any(said.once for said in channel.said) or (turn is None and bool(channel.said))
    language = turn.state.language if turn and turn.state.language in offered() else view.language
    if language == view.language and (_smooth(view) or at_once):
        mine = "" if asked.tap or not channel.said else asked.words
        before = () if _smooth(view) or cleared else _before(view, asked.chat, channel.said)
        response = _page(view, (*before, *channel.said), mine=mine if _smooth(view) else "", part=_smooth(view))
    else:
        response = _elsewhere(f"/{language}/{PLACE}{view.choice.query}", smooth=_smooth(view))
    return _with_cookie(response, "" if cleared else asked.chat)


def _too_many(view: View, asked: Asked) -> HttpResponse:
    """Say that no conversation can begin now, until when, and whom she can call meanwhile."""
    start = _placed(view, State())
    call = to_call(start, world.of(Web(), start, view.now))
    asks = Said("\n\n".join([view.speech.say("bot", "many_begin"), *call]))
    status = HTTPStatus.OK if _smooth(view) else HTTPStatus.TOO_MANY_REQUESTS
    response = _page(view, (asks,), typed=asked.words, part=_smooth(view), status=status)
    response.headers["Retry-After"] = str(limits.MINUTE)
    return response


def _later(view: View, key: str, asked: Asked, before: tuple[Said, ...] = ()) -> HttpResponse:
    """Ask for patience; what she typed stands in the field again, and she can tap what she could tap `before`."""
    smooth = _smooth(view)
    asks = Said(view.speech.say("bot", key), tuple(_rows(before)))
    said = (asks,) if smooth else (*before, asks)
    response = _page(
        view, said, typed=asked.words, part=smooth, status=HTTPStatus.OK if smooth else HTTPStatus.SERVICE_UNAVAILABLE
    )
    response.headers["Retry-After"] = "2"
    return response


def _foreign(request: HttpRequest) -> bool:
    """Say whether a page of somebody else sent this form. Browsers say it; older ones name only the page's origin."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin")
    if site:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def _smooth(view: View) -> bool:
    """Say whether the page's script asks, for what is new alone. It shows nothing of an answer that is an error."""
    return bool(view.request.headers.get("HX-Request"))


def _elsewhere(address: str, *, smooth: bool) -> HttpResponse:
    """Lead on to the page that shows what was said."""
    if smooth:
        return HttpResponse(headers={"HX-Redirect": address})
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _placed(view: View, state: State) -> State:
    """Put a conversation into the language of the page; one that begins knows what the page was told."""
    if state.language:
        return replace(state, language=view.language)
    return State("home", view.language, view.choice.nationality, view.choice.destination)


def _asked(request: HttpRequest, form: QueryDict) -> Asked:
    token = request.COOKIES.get(COOKIE, "")
    sound = len(token) == 43 and all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in token)
    turn = form.get("turn", "")
    words = form.get("q", "").replace("\0", "")[:LONGEST]
    turn = turn if 8 <= len(turn) <= 32 and turn.isascii() else secrets.token_urlsafe(12)
    return Asked(token if sound else "", turn, form.get("tap", "")[:64], words)


def _shown(view: View, chat: str) -> tuple[Said, ...]:
    """Give what was said so far, or how a conversation begins."""
    if chat:
        talk = conversations.opened("web", chat, timezone.now())
        if talk.memory.shown:
            return talk.memory.shown
    start = _placed(view, State())
    return engine.home(start, world.of(Web(), start, timezone.now())).said


def _before(view: View, chat: str, said: list[Said]) -> tuple[Said, ...]:
    """Give what was shown before these messages, of which those that are shown once are not kept."""
    shown = _shown(view, chat)
    return shown[: max(0, len(shown) - sum(not each.once for each in said))]


def _page(
    view: View, said: tuple[Said, ...], *, mine: str = "", typed: str = "", part: bool = False, status: int = 200
) -> HttpResponse:
    """Answer with the page, or with the part of it that is new. `typed` stands in the field, to be sent again."""
    told: dict[str, Any] = {
        "messages": [plain(each.text) for each in said],
        "rows": _rows(said) or engine.always(_placed(view, State())),
        "mine": mine,
        "typed": typed,
        "turn": secrets.token_urlsafe(12),
        "style": look.style(STYLE),
        "part": part,
    }
    body = view.html("_chat_part" if part else "chat", told, place=PLACE)
    response = shelf.sent(view.request, shelf.packed(body, HTML, tag(view.language)), status=status, kept=False)
    response.headers["Content-Security-Policy"] = look.policy(STYLE, smooth=True)
    return response


def _rows(said: tuple[Said, ...]) -> list[tuple[Button, ...]]:
    """Give what can be tapped below the last message, and below the one before where a person is offered."""
    if not said:
        return []
    rows = list(said[-1].buttons)
    offered_beside = any(button.code == "agree" for button in said[-1].all_buttons) and len(said) > 1
    if offered_beside:
        rows[1:1] = [row for row in said[-2].buttons if row not in rows]
    return rows


def _with_cookie(response: HttpResponse, chat: str) -> HttpResponse:
    if chat:
        response.set_cookie(
            COOKIE, chat, max_age=LIVES, secure=not settings.LOOPBACK, httponly=True, samesite="Strict", path="/"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Strict")
    return response

"""The desk's navigation is put together from what each room registers; no page writes its own menu."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Count = Callable[[HttpRequest], int]


@dataclass(frozen=True)
class Item:
    """One line of the menu, open to some roles (to everyone signed in if none is named)."""

    label: str | Promise
    url_name: str
    icon: str
    order: int = 100
    roles: frozenset[str] = field(default_factory=frozenset)
    group: str | Promise = ""
    count: Count | None = None


@dataclass(frozen=True)
class Entry:
    """A line of the menu as this request sees it."""

    label: str | Promise
    url: str
    icon: str
    current: bool
    count: int
    group: str | Promise


_items: dict[str, Item] = {}


def register(
    label: str | Promise,
    url_name: str,
    icon: str,
    order: int = 100,
    roles: Collection[str] = (),
    *,
    group: str | Promise = "",
    count: Count | None = None,
) -> Item:
    """Add a line to the menu; the same URL name twice is an error."""
    if url_name in _items:
        raise ValueError(f"The menu already has a line for {url_name!r}.")
    _items[url_name] = item = Item(label, url_name, icon, order, frozenset(roles), group, count)
    return item


def entries(request: HttpRequest) -> list[Entry]:
    """List the lines this request may see, in order, with the current one marked."""
    shown = [item for item in _items.values() if open_to(request, item.url_name)]
    shown.sort(key=lambda item: item.order)
    reachable = [(item, url) for item in shown if (url := address(item.url_name))]
    current = _current([url for _, url in reachable], request.path)
    return [
        Entry(item.label, url, item.icon, url == current, item.count(request) if item.count else 0, item.group)
        for item, url in reachable
    ]


def open_to(request: HttpRequest, url_name: str) -> bool:
    """Say whether this request may see the line of the menu; a page without a line is closed to nobody here."""
    item, roles = _items.get(url_name), getattr(getattr(request, "actor", None), "roles", ())
    return item is None or not item.roles or not item.roles.isdisjoint(roles)


def address(url_name: str) -> str:
    """Reverse a URL name; one that does not exist gives an empty text."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _current(urls: list[str], path: str) -> str:
    """Pick the longest address the path lies under."""
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")

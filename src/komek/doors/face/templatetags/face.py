"""Parts of a page as template tags: each fills one template in face/parts and decides nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from komek.doors.face.parts import Bar, Cell, Chip, Column, Crumb, Event, Fact, Grant, Row, Step, Tab, Table, Task
from komek.kernel.errors import Text

register = template.Library()
SPRITE = Path(__file__).parent.parent / "static" / "face" / "vendor" / "lucide-1.62.0.svg"
SVG = "http://www.w3.org/2000/svg"


@cache
def icons() -> dict[str, SafeString]:
    """Read the kept line icons, by name."""
    ElementTree.register_namespace("", SVG)
    found = {}
    for symbol in ElementTree.parse(SPRITE).iter(f"{{{SVG}}}symbol"):  # noqa: S314 - our own file
        inside = "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in symbol)
        found[symbol.attrib["id"]] = mark_safe(inside.replace(f' xmlns="{SVG}"', "").replace(" />", "/>"))  # noqa: S308
    return found


@register.simple_tag
def icon(name: str, label: Text = "") -> SafeString:
    """Draw an icon of the set; without a label it is decoration. An unknown name raises."""
    says = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        says,
        icons()[name],
    )


@register.inclusion_tag("face/parts/chip.html")
def chip(text: Text | Chip, kind: str = "", icon: str = "") -> dict[str, Any]:
    """Show a short word in a colour: `{% chip "today" "danger" "clock" %}` or `{% chip a_chip %}`."""
    return {"chip": text if isinstance(text, Chip) else {"text": text, "kind": kind, "icon": icon}}


@register.simple_block_tag
def card(content: SafeString, title: Text = "", icon: str = "", kind: str = "", id: str = "") -> SafeString:  # noqa: A002
    """Lay content on a card: `{% card title="Next" icon="calendar" %}…{% endcard %}`."""
    return render_to_string(
        "face/parts/card.html", {"content": content, "title": title, "icon": icon, "kind": kind, "id": id}
    )


@register.simple_block_tag
def banner(content: SafeString, kind: str = "", icon: str = "info", role: str = "") -> SafeString:
    """Say something that stays on the page: `{% banner "warn" "triangle-alert" %}<p>…</p>{% endbanner %}`."""
    return render_to_string("face/parts/banner.html", {"content": content, "kind": kind, "icon": icon, "role": role})


@register.inclusion_tag("face/parts/steps.html")
def steps(title: Text, steps: Sequence[Step]) -> dict[str, Any]:
    """Show a bar of states."""
    return {"title": title, "steps": steps}


@register.inclusion_tag("face/parts/timeline.html")
def timeline(events: Iterable[Event]) -> dict[str, Any]:
    """Tell what happened, newest first, in sentences."""
    return {"events": events}


@register.inclusion_tag("face/parts/tasks.html")
def tasks(tasks: Iterable[Task]) -> dict[str, Any]:
    """List what is to do."""
    return {"tasks": tasks}


@register.inclusion_tag("face/parts/grants.html")
def grants(grants: Iterable[Grant]) -> dict[str, Any]:
    """List which consent is in force."""
    return {"grants": grants}


@register.inclusion_tag("face/parts/facts.html")
def facts(facts: Iterable[Fact]) -> dict[str, Any]:
    """List names and values."""
    return {"facts": facts}


@register.inclusion_tag("face/parts/empty.html")
def empty(title: Text, text: Text = "", icon: str = "folder", url: str = "", action: Text = "") -> dict[str, Any]:
    """Teach what will stand here and how it begins."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}


@register.inclusion_tag("face/parts/tabs.html")
def tabs(label: Text, tabs: Iterable[Tab]) -> dict[str, Any]:
    """Link the pages of one file."""
    return {"label": label, "tabs": tabs}


@register.inclusion_tag("face/parts/crumbs.html")
def crumbs(crumbs: Iterable[Crumb]) -> dict[str, Any]:
    """Show the way here."""
    return {"crumbs": crumbs}


@register.inclusion_tag("face/parts/table.html")
def table(table: Table) -> dict[str, Any]:
    """Show a table that turns into cards where the page is narrow."""
    foot = _paired(table.columns, table.foot) if table.foot else None
    return {"table": table, "rows": [_paired(table.columns, row) for row in table.rows], "foot": foot}


@register.inclusion_tag("face/parts/bars.html")
def bars(bars: Iterable[Bar], caption: Text = "") -> dict[str, Any]:
    """Draw a chart of bars, each with its name and number; put the table beside it."""
    return {"bars": bars, "caption": caption}


@register.inclusion_tag("face/parts/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Link the other pages of a list; the filters in the address stay."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    request = context.get("request")
    return {"page": page, "numbers": list(numbers), "query": request.GET if request else QueryDict()}


@register.inclusion_tag("face/parts/progress.html")
def progress(label: Text, value: int, total: int, text: Text = "", id: str = "progress") -> dict[str, Any]:  # noqa: A002
    """Show how far something is, in words and as a bar."""
    return {"label": label, "value": value, "total": total, "text": text, "id": id}


@register.inclusion_tag("face/forms/summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Sum up a form's errors, each a link to its field; `{{ form }}` already does."""
    return {"form": form}


@register.inclusion_tag("face/parts/draft.html")
def draft_state(saved_at: datetime | None = None) -> dict[str, Any]:
    """Say when the draft was saved last; goes beside the button of a form with `data-draft-url`."""
    return {"saved_at": saved_at}


@register.inclusion_tag("face/parts/draft_banner.html")
def draft_banner() -> dict[str, Any]:
    """Say that what was typed could not be saved yet; goes first into a form with `data-draft-url`."""
    return {}


def _paired(columns: Sequence[Column], row: Row) -> list[tuple[Column, Cell]]:
    cells = [
        cell if isinstance(cell, Cell) else Cell(cell if not isinstance(cell, int) else str(cell)) for cell in row.cells
    ]
    return list(zip(columns, cells, strict=True))

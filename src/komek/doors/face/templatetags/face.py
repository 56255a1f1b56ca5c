"""Parts of a page as template tags: each fills one template in face/parts and decides nothing."""

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SPRITE = Path(__file__).parent.parent / "static" / "face" / "vendor" / "lucide-1.62.0.svg"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def icons() -> dict[str, SafeString]:
    """Read the kept line icons, by name."""
    ElementTree.register_namespace("", SVG[1:-1])
    found = {}
    for symbol in ElementTree.parse(SPRITE).iter(f"{SVG}symbol"):
        inside = "".join(ElementTree.tostring(shape, encoding="unicode") for shape in symbol)
        found[symbol.attrib["id"]] = mark_safe(inside.replace(f' xmlns="{SVG[1:-1]}"', ""))
    return found


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the set; without a label it is decoration. An unknown name raises."""
    says = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        says,
        icons()[name],
    )

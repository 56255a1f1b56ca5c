"""In what a page is looked at, and what must not be seen on it: words out of their box, small targets, a wide page."""

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.walk import RULES


@dataclass(frozen=True)
class Dress:
    """A width in CSS pixels and a colour scheme; the language belongs to the window."""

    name: str
    width: int
    height: int
    scheme: str


PHONE, PHONE_DARK = Dress("phone", 360, 740, "light"), Dress("phone, dark", 360, 740, "dark")
WIDE_DARK, ZOOMED = Dress("wide, dark", 1280, 800, "dark"), Dress("1280 at 200 %", 640, 400, "light")

GEOMETRY = """() => {
  const faults = [], root = document.documentElement;
  const wider = root.scrollWidth - root.clientWidth;
  if (wider > 0) faults.push(`${wider} pixels wider than the window`);
  const said = (each) => `<${each.tagName.toLowerCase()} class="${each.getAttribute("class") || ""}"> ` +
    (each.innerText || each.value || "").replace(/\\s+/g, " ").trim().slice(0, 60);
  const clipped = (each) => each && (getComputedStyle(each).clipPath !== "none" || clipped(each.parentElement));
  const hidden = (each) => each.closest(".skip, option, script") || clipped(each) ||
    !each.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const boxed = (style) => style.display !== "inline" && style.display !== "contents";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), told = new Set();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const own = text.parentElement;
    if (!text.data.trim() || !own || hidden(own)) continue;
    let box = own;
    while (box.parentElement && !boxed(getComputedStyle(box))) box = box.parentElement;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const part of range.getClientRects()) {
      if (part.width < 1) continue;
      for (let up = box; up && up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up);
        if (/auto|scroll/.test(style.overflowX)) break;
        if (!boxed(style)) continue;
        const edge = up.getBoundingClientRect();
        if (part.right > edge.right + 1.5 || part.left < edge.left - 1.5) {
          const by = Math.ceil(Math.max(part.right - edge.right, edge.left - part.left));
          told.add(`out of its box by ${by}: ${said(up)}`);
          break;
        }
        if (style.overflowY === "hidden" && part.bottom > edge.bottom + 3) told.add(`cut off below: ${said(up)}`);
        if (style.position === "fixed" || style.position === "absolute") break;
      }
    }
  }
  for (const each of document.querySelectorAll("button, .btn, summary, select, textarea, input:not([type=hidden])")) {
    if (hidden(each)) continue;
    const target = (each.matches("[type=checkbox], [type=radio]") && each.closest("label")) || each;
    const { width, height, right } = target.getBoundingClientRect();
    if (width && Math.min(width, height) < 24) {
      told.add(`a target of ${width.toFixed()} by ${height.toFixed()}: ${said(target)}`);
    }
    const card = each.closest(".table-wrap") ? null : target.parentElement.closest(".card, main");
    if (card && right > card.getBoundingClientRect().right + 1.5) told.add(`stands out of its card: ${said(target)}`);
  }
  return [...faults, ...told];
}"""
"""What the eye would see at once. Inside of what scrolls by itself (a wide table) nothing is out of its box."""

REFUSED = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`);
});"""
AXE = Axe()


def put_on(page: Page, dress: Dress) -> None:
    """Look at the page that is open in another dress."""
    page.set_viewport_size({"width": dress.width, "height": dress.height})
    page.emulate_media(color_scheme=dress.scheme)  # type: ignore[arg-type]


def geometry(page: Page) -> list[str]:
    """List what stands where it must not."""
    found: list[str] = page.evaluate(GEOMETRY)
    return found


def inaccessible(page: Page) -> list[str]:
    """List what axe finds against WCAG 2.2 AA."""
    found: Any = AXE.run(page, options={**RULES, "resultTypes": ["violations"]})
    return [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes']][:3]}" for each in found.response["violations"]
    ]

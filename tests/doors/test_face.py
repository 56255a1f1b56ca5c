"""The face: every part renders, forms keep what was typed, and no page carries a script or a style of its own."""

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path
from pytest_django.fixtures import Settings

from komek.doors.face import context, navigation, paper, styleguide
from komek.doors.face.forms import (
    AnswerField,
    FaceForm,
    MissableCharField,
    MissableChoiceField,
    MissablePartialDateField,
    PartialDateField,
)
from komek.doors.face.parts import Bar, Cell, Chip, Column, Event, Fact, Row, Step, Table, Task, bars
from komek.doors.face.templatetags.face import icons
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

SOURCE = Path(__file__).resolve().parents[2] / "src" / "komek"
STATIC = SOURCE / "doors" / "face" / "static" / "face"
TEMPLATES = sorted(SOURCE.rglob("*.html"))
PAGES = ["404.html", "403.html", "500.html", "503.html", "face/public.html", "face/desk.html", "face/dialog.html"]


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.fixture(autouse=True)
def addresses(settings: Settings) -> None:
    """Give the frame addresses of its own, so that the face is tested without the rooms."""
    urls = ModuleType("tests.doors.face_addresses")
    desk = [path(f"{name}/", nothing, name=name) for name in ("search", "lock", "touch", "days", "keys")]
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("desk/", include((desk, "desk"))),
        path("exit/", nothing, name="quick_exit"),
        path("language/", nothing, name="set_language"),
    ]
    settings.ROOT_URLCONF = urls


def render(text: str, **values: object) -> str:
    return Template("{% load face %}" + text).render(Context(values))


def page(language: str) -> str:
    return render_to_string("face/styleguide.html", styleguide.context(language), RequestFactory().get("/"))


class Intake(FaceForm):
    name = MissableCharField(label="Name")
    born = MissablePartialDateField(label="Born", required=False, help_text="What is known")
    arrived = PartialDateField(label="Arrived", required=False)
    country = MissableChoiceField(label="Country", choices=[("KZ", "Kazakhstan"), ("UZ", "Uzbekistan")])
    needs = forms.MultipleChoiceField(
        label="Needs", choices=[("bed", "Bed"), ("doctor", "Doctor")], widget=forms.CheckboxSelectMultiple
    )
    afraid = AnswerField(label="Is she afraid?")
    agreed = forms.BooleanField(label="She agrees")


GOOD = {"name": "Aigul", "country": "UZ", "needs": ["bed"], "agreed": "on"}


def posted(**values: object) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return data


# ---- pages and parts


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_every_part_renders_in_every_sample_language(language: str) -> None:
    html = page(language)
    assert html.count("<h1") == 1
    for part in (
        "steps",
        "timeline",
        "tasks",
        "grants",
        "facts",
        "as-cards",
        "pager",
        "bars",
        "segments",
        "error-summary",
        "dialog",
        "empty",
    ):
        assert f'"{part}' in html or f" {part}" in html


@pytest.mark.parametrize("name", PAGES)
def test_frames_and_error_pages_need_no_context(name: str) -> None:
    assert "</html>" in render_to_string(name)


def test_the_ids_of_a_page_are_unique_and_its_labels_reach_them() -> None:
    html = page("en")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'\sfor="([^"]+)"', html)) <= set(ids)
    assert {each for group in re.findall(r'aria-describedby="([^"]+)"', html) for each in group.split()} <= set(ids)


def test_the_help_of_a_field_is_escaped_too() -> None:
    class Form(FaceForm):
        name = forms.CharField(help_text="<a hx-post=/desk/lock/>")

    assert "<a hx-post" not in str(Form())


def test_what_a_person_typed_is_escaped_in_every_part() -> None:
    evil = "<script>x</script>"
    table = Table(evil, [Column(evil)], [Row([Cell(evil, problem=evil, severity="bad", chips=[Chip(evil)])])])
    html = render(
        "{% chip a %}{% steps a b %}{% timeline c %}{% tasks d %}{% facts e %}{% table f %}{% bars g %}{% empty a a %}"
        "{% card title=a %}{{ a }}{% endcard %}{% banner %}{{ a }}{% endbanner %}{% icon 'lock' a %}",
        a=evil,
        b=[Step(evil)],
        c=[Event(evil, evil, evil, evil)],
        d=[Task(evil, Chip(evil))],
        e=[Fact(evil, evil)],
        f=table,
        g=[Bar(evil, evil, 1)],
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 18


def test_colour_never_speaks_alone_in_a_step() -> None:
    html = render("{% steps 'Life' life %}", life=[Step("Intake", "done"), Step("Plan", "now"), Step("Closed")])
    assert "Done:" in html
    assert html.count('aria-current="step"') == 1


def test_a_cell_repeats_its_column_for_the_narrow_page() -> None:
    html = render(
        "{% table t %}", t=Table("Cases", [Column("Name"), Column("Tasks", numeric=True)], [Row(["Шахноза А.", 3])])
    )
    assert 'data-label="Tasks"' in html
    assert '<th scope="row"' in html


def test_the_pager_keeps_the_filters() -> None:
    numbers = Paginator(range(100), 10).page(3)
    html = Template("{% load face %}{% pager page %}").render(
        Context({"page": numbers, "request": RequestFactory().get("/", {"state": "open", "page": "3"})})
    )
    assert "?state=open&amp;page=4" in html
    assert render("{% pager page %}", page=Paginator([1], 10).page(1)).strip() == ""


def test_the_longest_bar_fills_the_width() -> None:
    assert [bar.percent for bar in bars([("a", 10), ("b", 5), ("c", 0)])] == [100, 50, 0]
    assert bars([]) == []


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        render("{% icon 'unicorn' %}")


def test_every_icon_named_in_a_template_is_kept() -> None:
    named = {name for file in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}
    assert named <= set(icons())


# ---- forms


def test_a_good_form_gives_values_and_reasons() -> None:
    form = Intake(
        posted(
            **GOOD | {"name": "", "name_missing": "declined", "born_year": "1998", "born_month": "5", "afraid": "yes"}
        )
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] is Missing.DECLINED
    assert form.cleaned_data["born"] == PartialDate(1998, 5)
    assert form.cleaned_data["arrived"] is None
    assert form.cleaned_data["afraid"] == "yes"


def test_an_untouched_question_is_not_asked() -> None:
    form = Intake(posted(**GOOD))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["afraid"] == "not_asked"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"name_missing": "declined"}, "name", "both"),
        ({"name": "", "name_missing": "shy"}, "name", "code"),
        ({"name": ""}, "name", "required"),
        ({"born_day": "31", "born_month": "2"}, "born", "impossible"),
        ({"born_year": "MCM"}, "born", "number"),
        ({"born_year": "1998", "born_missing": "unknown"}, "born", "both"),
        ({"country": "XX"}, "country", "invalid_choice"),
        ({"afraid": "perhaps"}, "afraid", "invalid_choice"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(values: dict[str, str], field: str, code: str) -> None:
    form = Intake(posted(**GOOD | values))
    assert [error.code for error in form.errors.as_data()[field]] == [code]


def test_a_refused_form_keeps_every_typed_value_and_links_each_error() -> None:
    form = Intake(
        posted(
            name="Шахноза",
            name_missing="unknown",
            born_day="31",
            born_month="2",
            born_year="1998",
            country="UZ",
            needs=["doctor"],
            afraid="no",
        )
    )
    html = str(form)
    assert 'value="Шахноза"' in html
    assert '<option value="unknown" selected>' in html
    assert 'name="born_day" id="id_born_day" value="31"' in html
    assert '<option value="2" selected>' in html
    assert 'value="1998"' in html
    assert '<option value="UZ" selected>' in html
    assert re.search(r'value="doctor"[^>]* checked', html)
    assert re.search(r'value="no"[^>]* checked', html)
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == ["id_name", "id_born_day", "id_agreed"]
    for target in targets:
        assert f'id="{target}"' in html
    assert 'aria-describedby="id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_born_helptext id_born_error"' in html
    assert html.count('aria-invalid="true"') == 5


def test_optional_is_said_in_words_and_required_is_silent() -> None:
    html = str(Intake())
    assert html.count("(optional)") == 2
    assert "*" not in html


def test_initial_values_stand_in_the_inputs() -> None:
    form = Intake(
        initial={"name": Missing.NOT_ASKED, "born": PartialDate(1998, 5), "country": "KZ", "afraid": "unknown"}
    )
    html = str(form)
    assert '<option value="not_asked" selected>' in html
    assert 'name="born_year" id="id_born_year" value="1998"' in html
    assert '<option value="5" selected>' in html
    assert re.search(r'value="unknown"[^>]* checked', html)


def test_changes_are_noticed_only_where_something_changed() -> None:
    initial = {
        "name": Missing.DECLINED,
        "born": PartialDate(1998, 5),
        "country": "UZ",
        "needs": ["bed"],
        "agreed": True,
        "afraid": "not_asked",
    }
    same = posted(
        name_missing="declined",
        born_year="1998",
        born_month="05",
        country="UZ",
        needs=["bed"],
        agreed="on",
        afraid="not_asked",
    )
    assert Intake(same, initial=initial).changed_data == []
    other = posted(name="A", born_year="1997", country_missing="unknown", needs=["bed"], agreed="on", afraid="yes")
    assert Intake(other, initial=initial).changed_data == ["name", "born", "country", "afraid"]


def test_forms_do_not_share_their_widgets() -> None:
    first, second = Intake(), Intake()
    first.fields["country"].choices = [("TJ", "Tajikistan")]  # type: ignore[attr-defined]
    assert "Tajikistan" in str(first["country"])
    assert "Tajikistan" not in str(second["country"])


def test_long_forms_have_sections() -> None:
    class Long(FaceForm):
        sections = (("Who", ("name",)), ("Where", ("place", "gone")))
        name = forms.CharField()
        place = forms.CharField()

    html = str(Long())
    assert re.findall(r"section-title\">(\w+)<", html) == ["Who", "Where"]
    assert html.count("<input") == 2


def test_another_packages_form_wears_our_face() -> None:
    class Plain(forms.Form):
        way = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
        hidden = forms.CharField(widget=forms.HiddenInput)

    html = str(Plain({"way": "z"}))
    assert 'class="choices"' in html
    assert "error-summary" in html
    assert '<input type="hidden" name="hidden"' in html


# ---- the frame


def test_the_menu_shows_what_the_role_may_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register("Keys", "desk:keys", "key", order=2, roles=("organisation_admin",))
    navigation.register("Days", "desk:days", "sun", order=1, count=lambda _: 4)
    navigation.register("Gone", "desk:gone", "x", order=3)
    with pytest.raises(ValueError, match="already"):
        navigation.register("Again", "desk:days", "sun")
    request = RequestFactory().get("/desk/days/today/")
    request.actor = SimpleNamespace(roles=frozenset({"case_worker"}))  # type: ignore[attr-defined]
    assert [(entry.label, entry.current, entry.count) for entry in navigation.entries(request)] == [("Days", True, 4)]
    request.actor = SimpleNamespace(roles=frozenset({"organisation_admin"}))  # type: ignore[attr-defined]
    assert [(entry.label, entry.current) for entry in navigation.entries(request)] == [("Days", True), ("Keys", False)]


def test_the_frame_links_only_what_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    html = page("en")
    assert 'action="/desk/search/"' in html
    assert 'data-quick-exit="https://' in html
    links = context.links(RequestFactory().get("/"))
    assert "unlock" not in links
    assert "sign_out" not in links


def test_the_frame_offers_a_search_only_to_whom_the_menu_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register("Search", "desk:search", "search", roles=("case_worker",))
    request = RequestFactory().get("/desk/days/")
    for role, offered in (("case_worker", True), ("organisation_admin", False)):
        request.actor = SimpleNamespace(roles=frozenset({role}))  # type: ignore[attr-defined]
        assert ("search" in context.links(request)) is offered
    assert 'action="/desk/search/"' not in page("en")


@pytest.mark.parametrize(("minutes", "shown"), [(14.5, 15), (0.2, 1), (-3, 0)])
def test_the_lock_counts_down_in_minutes(minutes: float, shown: int) -> None:
    request = RequestFactory().get("/")
    assert context.lock_of(request) is None
    request.keyring_state = SimpleNamespace(locked=False, locks_at=datetime.now(UTC) + timedelta(minutes=minutes))  # type: ignore[attr-defined]
    lock = context.lock_of(request)
    assert lock is not None
    assert (lock["locked"], lock["minutes"]) == (False, shown)


def test_a_shut_keyring_is_shown_as_locked() -> None:
    request = RequestFactory().get("/")
    request.keyring_state = SimpleNamespace(locked=True, locks_at=None)  # type: ignore[attr-defined]
    lock = context.lock_of(request)
    assert lock is not None
    assert lock["locked"]
    assert "Locked" in render_to_string("face/parts/lock_state.html", {"lock": lock})


def test_a_saved_draft_says_when() -> None:
    assert "saved 09:41" in render("{% draft_state at %}", at=datetime(2026, 11, 25, 9, 41, tzinfo=UTC))
    assert "hidden" in render("{% draft_state %}")
    assert "not saved since {time}" in render("{% draft_banner %}")


# ---- the house rules of pages


PORTAL = "doors/portal/templates/portal"
OF_THE_PORTAL = {
    (
        f"{PORTAL}/base.html",
        "<style",
    ): "the one sheet of a page that must come in one answer; its hash is in the policy",
    (f"{PORTAL}/base.html", "<script>"): "the quick way out; its hash is in the policy",
    (f"{PORTAL}/saved.html", "<style"): "a file that is sent on from phone to phone",
    (f"{PORTAL}/leaflet.html", "<style"): "paper, never sent to a browser",
}
"""What the portal writes into its pages, and why."""


def test_no_template_carries_a_script_or_a_style_of_its_own() -> None:
    found = []
    for file in TEMPLATES:
        text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", file.read_text(), flags=re.DOTALL)
        scripts = [
            tag for tag in re.findall(r"<script\b[^>]*>", text) if " src=" not in tag and "application/json" not in tag
        ]
        inline = re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|\shx-on\b|javascript:", text)
        found += [(str(file.relative_to(SOURCE)), what) for what in scripts + inline]
    assert [each for each in found if each not in OF_THE_PORTAL] == []
    assert set(OF_THE_PORTAL) <= set(found), "an exception that nobody needs any more"


def test_every_static_file_that_a_template_names_exists() -> None:
    named = {name for file in TEMPLATES for name in re.findall(r"{%\s*static [\"']([^\"']+)[\"']", file.read_text())}
    assert "face/tokens.css" in named
    assert [name for name in sorted(named) if finders.find(name) is None] == []


def test_every_file_that_a_stylesheet_names_exists_and_is_ours() -> None:
    for sheet in STATIC.glob("*.css"):
        for url in re.findall(r"url\(\"?([^)\"]+)\"?\)", sheet.read_text()):
            assert (STATIC / url).is_file(), (sheet.name, url)


def test_every_vendored_file_is_listed_with_its_licence() -> None:
    listed = (STATIC / "vendor" / "README.md").read_text()
    for file in (STATIC / "vendor").rglob("*"):
        if file.is_file() and file.name != "README.md":
            assert file.name in listed, file.name


def test_nothing_of_ours_writes_to_the_browser() -> None:
    script = (STATIC / "desk.js").read_text()
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|eval\(|innerHTML", script)
    assert len(script.encode()) < 15_000


# ---- paper


def test_paper_has_every_letter_and_asks_no_network() -> None:
    pypdf = pytest.importorskip("pypdf")

    reader = pypdf.PdfReader(io.BytesIO(paper.pdf("face/styleguide_paper.html", {}, language="kk")))
    text = reader.pages[0].extract_text()
    for letter in "ӘәҒғҚқҢңӨөҰұҮүҺһІіЎўҲҳӢӣӮӯҶҷÇçÄäŽžŇňÖöŞşÜüÝýʻʼ₸№":
        assert letter in text, letter
    fonts = {font.get_object()["/BaseFont"] for each in reader.pages for font in each["/Resources"]["/Font"].values()}
    assert all("Komek-Paper" in font for font in fonts)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.css",
        "file:///etc/passwd",
        "https://paper.invalid/static/../../etc/passwd",
        "https://paper.invalid/x",
    ],
)
def test_paper_opens_only_files_of_the_house(url: str) -> None:
    with pytest.raises(Exception, match="static files of the house|outside|traversal"):
        paper.OwnFilesOnly().fetch(url)

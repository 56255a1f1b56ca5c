"""Pages of facts, lines to call, the work list, notices, questions and translations."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from komek.knowledge.guide import models
from komek.knowledge.guide.actions.contacts import line_of
from tests.asked import asked
from tests.care.cases.pages import typed, words
from tests.factories.guide import ANSWER, KEY, TOPIC, lead, make_fact, put
from tests.factories.orgs import Cast, make_member, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("small_guide")]

GUIDE = "/desk/guide/"
FACT = f"{GUIDE}facts/{KEY}/"
LINE = f"{GUIDE}lines/ru.line/"
CHANGE = {
    "nationality": "UZ",
    "value": "9",
    "unit": "working days",
    "publisher": "The new law",
    "url": "https://example.org/law",
    "dated": "2026-11",
    "older": "over",
}


def soon(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def row(nationality: str = "UZ") -> models.Fact:
    return models.Fact.objects.get(key=KEY, nationality=nationality, state="released")


def called(code: str = "ru.line") -> str:
    return line_of(models.Contact.objects.get(code=code))


def test_facts_are_listed_and_found(editor: Client) -> None:
    page = words(editor.get(f"{GUIDE}facts/"))
    for each in (KEY, "7 working days", "Uzbekistan", "Sources differ", "Has a source, not confirmed"):
        assert each in page
    found = words(editor.get(f"{GUIDE}facts/", {"mark": "contradicted", "country": "RU", "q": "registration"}))
    assert ("7 working days" in found, "30 days" in found) == (True, False)
    assert "No fact like this" in words(editor.get(f"{GUIDE}facts/", {"q": "nothing of this name"}))


def test_a_fact_shows_what_its_sources_say_side_by_side(editor: Client) -> None:
    page = words(editor.get(FACT))
    for each in ("A page of 2022", "A page of 2025", "15 working days", "7 working days", "30 days", "nobody yet"):
        assert each in page
    assert "Answer · registration-russia" in page
    assert "{{fact:ru.registration.stay}}" in page
    for path in ("no.such", "No Such", "a%00b"):
        assert editor.get(f"{GUIDE}facts/{path}/").status_code == 404


def test_an_editor_is_told_where_a_shorter_term_of_a_source_leads(editor: Client) -> None:
    why = "because a source names this shorter term"
    assert why not in words(editor.get(FACT))
    models.Fact.objects.filter(nationality="UZ").update(value="15")
    page = words(editor.get(FACT))
    assert "Uzbekistan: readers are told 7 working days" in page
    assert why in page
    models.Claim.objects.filter(value="7").update(withdrawn=True)
    assert why not in words(editor.get(FACT))


def test_one_changed_value_is_there_in_every_language(editor: Client) -> None:
    assert 'value="7"' in typed(editor.get(f"{FACT}change/", {"passport": "UZ"}))
    said = CHANGE | {"since": soon(0), "next_review": soon(90)}
    assert "Every channel shows it" in words(editor.post(f"{FACT}change/", said, follow=True))
    assert ("9 working days" in lead("en"), "9 рабочих дней" in lead("ru")) == (True, True)
    page = words(editor.get(FACT))
    assert ("Ainura" in page, "What held before" in page, "The new law" in page) == (True, False, True)
    assert row("KG").value == "30", "other passports keep theirs"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"value": "nine"}, "A time is written as a number"),
        ({"publisher": ""}, "Please fill this in"),
        ({"dated": "last year"}, "Write it as 2026"),
        ({"until": "2001-01-01"}, "It would end before it begins"),
        ({"next_review": "2031-01-01"}, "The next look must be within a year"),
        ({"unit": "moons"}, "Select a valid choice"),
        ({"url": "no address"}, "Enter a valid URL"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_typed_is_lost(editor: Client, wrong: dict[str, str], why: str) -> None:
    said = CHANGE | {"since": soon(0), "next_review": soon(90), "says": "Nine days, says the law."} | wrong
    page = editor.post(f"{FACT}change/", said)
    assert (page.status_code, why in words(page), "Nine days, says the law." in words(page)) == (422, True, True)
    assert row().value == "7"


def test_a_value_is_only_proposed_and_confirmed_later(editor: Client) -> None:
    said = CHANGE | {"since": soon(0), "next_review": soon(90), "propose": "1"}
    assert "The value is proposed." in words(editor.post(f"{FACT}change/", said, follow=True))
    assert "7 working days" in lead("en")
    draft = models.Fact.objects.get(key=KEY, state="draft")
    assert "Released." in words(editor.post(f"{FACT}look/", {"fact": draft.pk}, follow=True))
    assert "7 working days" in lead("en"), "while a source names the shorter term it leads"
    older = models.Claim.objects.get(publisher="A page of 2022")
    editor.post(f"{FACT}claim/withdraw/", {"claim": older.pk})
    assert "9 working days" in lead("en")


def test_a_fact_is_confirmed_ended_and_a_source_noted_and_set_aside(editor: Client) -> None:
    assert "Still right" in words(editor.post(f"{FACT}look/", {"fact": row().pk, "next_review": soon(30)}, follow=True))
    assert (row().mark, row().next_review) == ("confirmed", date.fromisoformat(soon(30)))
    assert editor.post(f"{FACT}look/", {"fact": row().pk, "next_review": "never"}).status_code == 422
    assert editor.post(f"{FACT}look/", {"fact": "x"}).status_code == 422
    assert editor.post(f"{FACT}look/", {"fact": row("KG").pk}).status_code == 302

    assert "Another source" in words(editor.get(f"{FACT}claim/"))
    said = {"nationality": "UZ", "value": "21", "unit": "working days", "publisher": "A third page"}
    assert editor.post(f"{FACT}claim/", said | {"publisher": ""}).status_code == 422
    assert "A third page" in words(editor.post(f"{FACT}claim/", said, follow=True))
    claim = models.Claim.objects.get(publisher="A third page")
    assert "A third page" not in words(editor.post(f"{FACT}claim/withdraw/", {"claim": claim.pk}, follow=True))
    assert editor.post(f"{FACT}claim/withdraw/", {"claim": claim.pk}).status_code == 404

    page = words(editor.post(f"{FACT}end/", {"fact": row().pk}, follow=True))
    assert ("being checked" in page, "What held before" in page) == (True, True)
    assert lead("en") == ""


def test_a_new_fact_can_be_named_at_once(editor: Client) -> None:
    url = f"{GUIDE}facts/new/"
    said = CHANGE | {"key": "ru.patent.days", "value": "30", "unit": "days", "nationality": "", "next_review": soon(9)}
    assert editor.post(url, said | {"key": "No Name"}).status_code == 422
    assert "Texts can name it" in words(editor.post(url, said, follow=True))
    fact = models.Fact.objects.get(key="ru.patent.days")
    assert (fact.country, fact.mark, fact.state) == ("RU", "confirmed", "released")
    block = models.Block.objects.get(code=ANSWER)
    assert "{{fact:ru.patent.days}}" in words(editor.get(f"{GUIDE}blocks/{block.pk}/en/"))


def test_a_test_call_is_written_down_with_all_that_was_heard(editor: Client) -> None:
    assert "Nobody has called it yet" in words(editor.get(LINE))
    said = {"result": "answered", "called_from": "KZ", "network": "Beeline", "language": "uz", "seconds": "40",
            "on": soon(-1), "seen": called()}  # fmt: skip
    page = words(editor.post(LINE, said, follow=True))
    for each in ("A person answered", "Kazakhstan · Beeline · Uzbek · 40 seconds", "Ainura", "Answers"):
        assert each in page
    assert "Mon-Fri 09:00-18:00: Uzbek, Russian" in page
    contact = models.Contact.objects.get(code="ru.line")
    assert (contact.state, contact.next_test) == ("tested", date.fromisoformat(soon(29)))
    for wrong in ({"result": ""}, {"on": soon(1)}, {"seconds": "-1"}, {"called_from": "XX"}):
        answer = editor.post(LINE, said | wrong)
        assert (answer.status_code, "Beeline" in typed(answer)) == (422, True), wrong


def test_a_page_that_is_older_than_the_number_vouches_for_nothing(editor: Client) -> None:
    said = {"result": "answered", "called_from": "RU", "on": soon(0), "seen": called()}
    assert all(
        f'name="seen" value="{called()}"' in editor.get(each).content.decode() for each in (LINE, f"{GUIDE}due/")
    )
    models.Contact.objects.filter(code="ru.line").update(phone="+79990000009")
    slip = editor.post(LINE, said | {"seconds": "-1"}).content.decode()
    assert f'value="{said["seen"]}"' in slip, "a slip of the hand lets nobody forget which number she called"
    page = editor.post(LINE, said)
    assert (page.status_code, "The line was changed while" in words(page), "+79990000009" in words(page)) == (
        422, True, True
    )  # fmt: skip
    assert f'value="{called()}"' in page.content.decode()
    assert editor.post(f"{LINE}heard/", said).status_code == 409
    assert not models.DialTest.objects.exists()


def test_the_list_of_lines_says_who_answers_and_what_readers_report(editor: Client) -> None:
    silent = models.Contact.objects.get(code="ru.silent")
    models.Silence.objects.create(contact=silent, day=timezone.localdate(), count=3)
    page = words(editor.get(f"{GUIDE}lines/"))
    for each in ("Never called", "due now", "3 say nobody answers", "+79990000001"):
        assert each in page
    assert "3" in words(editor.get(f"{GUIDE}lines/ru.silent/"))
    assert "off every channel" in words(editor.post(f"{GUIDE}lines/ru.silent/off/", follow=True))
    assert "Off every channel" in words(editor.get(f"{GUIDE}lines/"))


def test_a_line_is_written_and_changed(editor: Client) -> None:
    said = {"code": "ru.new", "name": "Help", "country": "RU", "kind": "ngo", "phone": "+7 999 000 00 03",
            "free": "yes", "languages": "uz ru"}  # fmt: skip
    for wrong in ({"phone": "call us"}, {"phone": ""}, {"languages": "klingon"}, {"code": "ru.line"}, {"code": "A B"}):
        page = editor.post(f"{GUIDE}lines/new/", said | wrong)
        assert (page.status_code, 'value="Help"' in typed(page)) == (422, True), wrong
    assert "Somebody else must call it" in words(editor.post(f"{GUIDE}lines/new/", said, follow=True))
    taps = {"result": "answered", "called_from": "RU"}
    alone = editor.post(f"{GUIDE}lines/ru.new/heard/", taps | {"seen": called("ru.new")}, follow=True)
    assert "somebody else must call it" in words(alone)
    models.Contact.objects.filter(code="ru.new").update(state="tested", typed_by=None, source_date="2020")
    change = f"{GUIDE}lines/ru.new/change/"
    assert 'value="+79990000003"' in typed(editor.get(change))
    editor.post(change, said | {"hours": "Mon-Fri 09:00-18:00"})
    contact = models.Contact.objects.get(code="ru.new")
    assert (contact.state, contact.hours, contact.source_date) == ("tested", "Mon-Fri 09:00-18:00", "2020")
    assert contact.names == {}
    page = editor.post(change, said | {"name_ky": "Жардам", "phone": "call us"})
    assert (page.status_code, 'value="Жардам"' in typed(page)) == (422, True)
    editor.post(change, said | {"name_ky": "Жардам"})
    assert models.Contact.objects.get(code="ru.new").names == {"ky": "Жардам"}
    assert 'value="Жардам"' in typed(editor.get(change))
    assert "Жардам" in words(editor.get(f"{GUIDE}lines/ru.new/"))
    editor.post(change, said | {"phone": "+7 999 000 00 04"})
    assert models.Contact.objects.get(code="ru.new").state == "draft"
    assert editor.get(f"{GUIDE}lines/no.such/").status_code == 404


def test_an_operator_calls_lines_and_writes_none(cast: Cast) -> None:
    operator = signed_in(make_member(cast.umit, "Olga", roles=["hotline_operator"]))
    assert "New line" not in words(operator.get(f"{GUIDE}lines/"))
    said = {"result": "busy", "called_from": "RU", "on": soon(0), "seen": called()}
    assert "Did not answer last time" in words(operator.post(LINE, said, follow=True))
    assert [operator.get(f"{GUIDE}{each}").status_code for each in ("", "due/", "lines/new/", "facts/")] == [403] * 4


def test_each_item_of_the_work_list_is_one_tap(editor: Client) -> None:
    due = f"{GUIDE}due/"
    models.Fact.objects.filter(nationality="UZ").update(next_review=soon(-1))
    page = editor.get(due)
    assert "due since" in words(page)
    day = words(editor.get("/desk/"))
    assert ("1 fact to look at" in day, "2 lines to call" in day) == (True, True)
    assert editor.post(f"{FACT}look/", {"fact": row().pk, "back": "due"})["Location"] == due
    assert "No fact is due." in words(editor.get(due))

    taps = {"called_from": "RU", "result": "answered"}
    for code in ("ru.line", "ru.silent"):
        assert editor.post(f"{GUIDE}lines/{code}/heard/", taps | {"seen": called(code)})["Location"] == due
    assert "Every line was called in time." in words(editor.get(due))
    assert editor.post(f"{GUIDE}lines/ru.line/heard/", {}).status_code == 422
    assert editor.post(f"{FACT}look/", {"fact": row("KG").pk, "back": "due"}).status_code == 302
    assert "Facts that nobody has confirmed" not in words(editor.get(due))


def test_a_rule_that_ends_soon_is_asked_about(editor: Client) -> None:
    models.Fact.objects.filter(nationality="UZ").update(
        valid=(None, date.fromisoformat(soon(20))), next_review=soon(200), mark="confirmed",
        verified_by=models.Fact.objects.first().pk, verified_on=soon(0),  # type: ignore[union-attr]
    )  # fmt: skip
    assert KEY in words(editor.get(f"{GUIDE}due/")).split("Lines to call")[0]


def test_a_notice_is_put_up_and_taken_down(editor: Client) -> None:
    url = f"{GUIDE}notices/"
    assert "There was none." in words(editor.get(url))
    said = {"en": "The border is closed.", "ru": "Граница закрыта.", "ends_on": soon(2), "destination": ["KZ"]}
    for wrong in ({"en": ""}, {"ends_on": soon(-1)}, {"ends_on": ""}, {"ru": "До {{fact:no.such}}"}):
        page = editor.post(url, said | wrong)
        assert page.status_code == 422, wrong
        assert "border is closed" in words(page) or "Граница" in words(page)
    assert "The notice stands" in words(editor.post(url, said, follow=True))
    block = models.Block.objects.get(kind="notice")
    assert (block.destination, block.ends_on) == (["KZ"], date.fromisoformat(soon(2)))
    page = editor.get(url)
    assert ("The border is closed." in words(page), "in: Kazakhstan" in words(page)) == (True, True)
    assert "off every channel" in words(editor.post(f"{url}{block.pk}/end/", follow=True))
    assert ("Taken down" in words(editor.get(url)), editor.post(f"{url}{block.pk}/end/").status_code) == (True, 404)


def test_questions_are_added_and_taken_out(editor: Client) -> None:
    url = f"{GUIDE}questions/"
    said = {"words": "qaerda ruyxatdan utaman", "topic": TOPIC, "language": "uz"}
    page = editor.post(url, said | {"words": "call me +7 701 123 45 67"})
    assert (page.status_code, "somebody" in words(page)) == (422, True)
    assert "learns it within a minute" in words(editor.post(url, said, follow=True))
    question = models.ExampleQuestion.objects.get()
    assert "qaerda ruyxatdan utaman" in words(editor.get(url, {"language": "uz", "topic": TOPIC}))
    assert "No question like this" in words(editor.get(url, {"language": "kk"}))
    assert "forgets it" in words(editor.post(f"{url}{question.pk}/end/", follow=True))
    assert editor.post(f"{url}{question.pk}/end/").status_code == 404
    models.Trained.objects.create(
        number=1, data=b"", passed=True, trained_at=timezone.now(), trials={"first": 0.913, "three": 0.97}
    )
    assert "91.3 %" in words(editor.get(url))


def test_what_five_have_asked_becomes_an_example_question(editor: Client) -> None:
    gap, other = (
        models.Gap.objects.create(
            week=date(2026, 11, 23),
            name=name,
            language="ru",
            voices=voices,
            count=9,
            words="где учёт" if voices else "",
        )
        for name, voices in ((b"a", 5), (b"b", 0))
    )
    page = words(editor.get(f"{GUIDE}gaps/"))
    assert ("где учёт" in page, "asked 9 times" in page) == (True, True)
    url = f"{GUIDE}gaps/{gap.pk}/"
    assert 'value="где учёт"' in typed(editor.get(url))
    said = {"words": "где учёт", "topic": TOPIC, "language": "ru"}
    assert editor.post(url, said | {"topic": ""}).status_code == 422
    assert "Nothing waits" in words(editor.post(url, said, follow=True))
    assert models.ExampleQuestion.objects.get().words == "где учёт"
    assert [editor.get(f"{GUIDE}gaps/{each.pk}/").status_code for each in (gap, other)] == [404, 404]
    third = models.Gap.objects.create(week=date(2026, 11, 23), name=b"c", language="ru", voices=5, words="погода")
    assert "Set aside." in words(editor.post(f"{GUIDE}gaps/{third.pk}/", {"aside": "1"}, follow=True))
    third.refresh_from_db()
    assert third.settled


def po(editor: Client) -> str:
    answer = editor.get(f"{GUIDE}translations/ru/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="komek-guide-ru.po"'
    return str(answer.content.decode())


def send(editor: Client, text: str, language: str = "ru") -> object:
    upload = SimpleUploadedFile("ru.po", text.encode(), content_type="text/x-gettext-translation")
    return editor.post(f"{GUIDE}translations/{language}/", {"upload": upload})


def test_texts_go_out_and_come_back_as_drafts(editor: Client) -> None:
    assert "Русский" in words(editor.get(f"{GUIDE}translations/"))
    text = po(editor).replace('msgid "Ask the landlord."\nmsgstr ""', 'msgid "Ask the landlord."\nmsgstr "Спросите."')
    page = words(send(editor, text))
    assert ("new draft 1" in page, "said what we have 2" in page) == (True, True)
    draft = models.Text.objects.get(block__code=f"{TOPIC}.step", language="ru")
    assert (draft.state, draft.words) == ("draft", "Спросите.")
    assert 'msgstr "Спросите."' in po(editor), "what is on the way goes out too"


def test_a_refused_line_is_put_right_on_the_page(editor: Client) -> None:
    text = po(editor).replace("Срок: {{fact:ru.registration.stay}}.", "Срок: 7 дней, спешите.")
    page = send(editor, text)
    assert "line refused 1" in words(page)
    assert ("Срок: 7 дней, спешите." in words(page), "A number of law stands in a fact" in words(page)) == (True, True)
    fields = dict(re.findall(r'name="((?:code|words)-0)"[^>]*?(?:value="([^"]*)")?>', typed(page)))
    assert fields["code-0"] == ANSWER
    said = {"code-0": ANSWER, "source-0": "Register within {{fact:ru.registration.stay}}.", "words-0": "Опять 7."}
    again = editor.post(f"{GUIDE}translations/ru/", said)
    assert (again.status_code, "Опять 7." in words(again)) == (422, True)
    said["words-0"] = "Поспешите: {{fact:ru.registration.stay}}."
    assert "new draft 1" in words(editor.post(f"{GUIDE}translations/ru/", said))
    assert models.Text.objects.get(block__code=ANSWER, language="ru", state="draft").words == said["words-0"]


@pytest.mark.parametrize("text", ["", "no po file", 'msgid "x"\nmsgstr "'])
def test_a_file_that_is_no_po_file_is_refused(editor: Client, text: str) -> None:
    page = send(editor, text)
    assert getattr(page, "status_code", 0) == 422
    assert "new draft" not in words(page)
    assert getattr(send(editor, po(editor), "kk"), "status_code", 0) == 422, "it says that it is Russian"
    assert [editor.get(f"{GUIDE}translations/{each}/").status_code for each in ("en", "xx")] == [404, 404]


@pytest.mark.parametrize("path", ["", "facts/", "lines/", "due/", "translations/"])
def test_a_longer_list_asks_the_database_no_more_often(editor: Client, small_guide: models.Topic, path: str) -> None:
    models.Text.objects.filter(block__code=ANSWER, language="ru").update(made_from="0" * 16)
    one = asked(editor, f"{GUIDE}{path}")
    for place in range(4):
        block = models.Block.objects.create(
            code=f"{TOPIC}.step-{place}", topic=small_guide, kind="step", position=9 + place
        )
        put(block, "en", f"Step {place}.")
        put(block, "ru", "Шаг.")
        models.Text.objects.filter(block=block, language="ru").update(made_from="0" * 16)
        make_fact(("TJ", "TM", "KZ", "AM")[place], "5", "days")
        line = {"code": f"ru.{place}", "phone": f"+7701000000{place}"}
        models.Contact.objects.create(country="RU", kind="hotline", name="A line", **line)
    assert asked(editor, f"{GUIDE}{path}") == one, path

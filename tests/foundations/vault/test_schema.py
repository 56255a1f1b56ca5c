"""Schemas: typed, versioned, and of a length that tells no choice."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komek.foundations.vault import Code, Missable, Schema, SchemaError, _boxes
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

EVERYTHING = Schema(
    "test_everything",
    1,
    {
        "text": str,
        "count": int,
        "yes": bool,
        "sum": Decimal,
        "day": date,
        "at": datetime,
        "born": PartialDate,
        "choice": Code,
        "choices": list[Code],
        "names": list[str],
        "by_language": dict[str, str],
        "perhaps": str | None,
        "asked": Missable[bool],
        "both": Missable[list[str]] | None,
    },
)
SAMPLE: dict[str, Any] = {
    "text": 'Айгүл «said» "no"\n',
    "count": -3,
    "yes": False,
    "sum": Decimal("120.50"),
    "day": date(2026, 11, 25),
    "at": datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC),
    "born": PartialDate(1998, 5),
    "choice": Code("forced_labour"),
    "choices": [Code("debt"), Code("threats")],
    "names": ["Aybek", ""],
    "by_language": {"kk": "мәтін", "ru": "текст"},
    "perhaps": None,
    "asked": Missing.DECLINED,
    "both": ["x"],
}
SMALL = Schema("test_small", 1, {"choice": Missable[Code] | None, "yes": Missable[bool], "more": list[Code] | None})


def test_every_type_comes_back_as_it_went_in() -> None:
    back = EVERYTHING.decode(EVERYTHING.encode(SAMPLE))
    assert back == SAMPLE
    assert {name: type(value) for name, value in back.items()} == {name: type(v) for name, v in SAMPLE.items()}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", 1),
        ("text", Missing.UNKNOWN),
        ("count", True),
        ("count", "1"),
        ("yes", 1),
        ("day", datetime(2026, 1, 1, tzinfo=UTC)),
        ("choice", "x" * 47),
        ("choices", "debt"),
        ("names", [1]),
        ("by_language", ["kk"]),
        ("text", None),
        ("yes", Missing.UNKNOWN),
    ],
)
def test_a_value_of_another_type_is_refused_by_field_and_never_quoted(field: str, wrong: object) -> None:
    with pytest.raises(SchemaError) as error:
        EVERYTHING.encode({**SAMPLE, field: wrong})
    assert str(error.value) == f"test_everything.{field}: a value of another type"


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(SchemaError, match="no field nickname"):
        EVERYTHING.encode({**SAMPLE, "nickname": "x"})


choices = st.one_of(st.none(), st.sampled_from(list(Missing)), st.from_regex("[a-z_]{1,46}", fullmatch=True).map(Code))
several = st.one_of(st.none(), st.lists(st.from_regex("[a-z_]{1,46}", fullmatch=True).map(Code), max_size=32))
answers = st.one_of(st.booleans(), st.sampled_from(list(Missing)))


@given(choices, answers, several)
def test_no_choice_shows_in_the_length(choice: Any, answer: Any, more: Any) -> None:
    least = len(SMALL.encode({"choice": None, "yes": True, "more": None}))
    assert len(SMALL.encode({"choice": choice, "yes": answer, "more": more})) == least


@given(st.text(max_size=8), st.text(max_size=8))
def test_short_texts_have_one_length(one: str, other: str) -> None:
    schema = Schema("test_short", 1, {"text": str})
    assert len(schema.encode({"text": one})) == len(schema.encode({"text": other}))


def test_lengths_come_in_few_steps() -> None:
    rooms = sorted({_boxes.bucket(size) for size in range(5000)})
    assert rooms[:6] == [64, 128, 256, 512, 640, 800]
    assert all(later / earlier <= 2 for earlier, later in zip(rooms, rooms[1:], strict=False))


@given(st.binary(max_size=2000), st.integers(0, 3000))
def test_padding_comes_off_again(data: bytes, least: int) -> None:
    padded = _boxes.pad(data, least)
    assert _boxes.unpad(padded) == data
    assert len(padded) == _boxes.bucket(max(len(data), least) + 1)


def test_an_old_value_is_brought_up_to_the_latest_version() -> None:
    first = Schema("test_growing", 1, {"name": str})
    old = first.encode({"name": "Aybek Uulu"})
    Schema(
        "test_growing",
        2,
        {"given": str, "family": str | None},
        before=first,
        upgrade=lambda was: {"given": was["name"].split()[0], "family": was["name"].split()[1]},
    )
    assert first.decode(old) == {"given": "Aybek", "family": "Uulu"}


def test_a_version_without_its_predecessor_is_refused() -> None:
    with pytest.raises(SchemaError):
        Schema("test_gap", 2, {"name": str})


def test_two_schemas_of_one_name_and_version_are_refused() -> None:
    Schema("test_twice", 1, {"name": str})
    Schema("test_twice", 1, {"name": str})
    with pytest.raises(SchemaError):
        Schema("test_twice", 1, {"name": int})


@pytest.mark.parametrize("annotation", [bytes, str | int, list[list[str]], set[str], None])
def test_a_type_that_no_schema_knows_is_refused_when_it_is_declared(annotation: Any) -> None:
    with pytest.raises(SchemaError):
        Schema("test_wrong", 1, {"field": annotation})

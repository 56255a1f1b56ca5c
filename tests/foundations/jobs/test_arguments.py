"""Only ids, numbers, days and codes can be told to a job."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komek.foundations.jobs.arguments import CODE, LARGEST, Code, kinds_of, pack, unpack


def remind(*, case: UUID, day: date, times: int, duty: Code) -> None:
    """A task of every kind."""


KINDS = kinds_of(remind)


@given(
    st.uuids(), st.dates(), st.integers(-LARGEST + 1, LARGEST - 1), st.from_regex(CODE, fullmatch=True)
)  # fmt: skip
def test_what_is_packed_is_unpacked(case: UUID, day: date, times: int, duty: str) -> None:
    values = {"case": case, "day": day, "times": times, "duty": duty}
    assert unpack(KINDS, pack(KINDS, values)) == values


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("case", "Aigul Karimova"),
        ("case", "5a1124aa-c49d-4ae9-9c74-79f8874c5fbc"),
        ("day", datetime(2026, 1, 1, tzinfo=UTC)),
        ("day", "2026-01-01"),
        ("times", True),
        ("times", 1.5),
        ("times", LARGEST),
        ("duty", "Aigul"),
        ("duty", "call aigul"),
        ("duty", "a" * 100),
        ("duty", None),
    ],
)
def test_any_other_value_is_refused_and_not_repeated(name: str, value: object) -> None:
    with pytest.raises(TypeError) as refusal:
        pack(KINDS, {name: value})
    assert str(refusal.value) == f"{name} is not of its kind"


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(TypeError, match="unknown"):
        pack(KINDS, {"phone": 1})


def with_text(*, name: str) -> None: ...
def with_position(case: UUID) -> None: ...
def with_anything(**rest: int) -> None: ...
def without_kind(*, case) -> None: ...  # type: ignore[no-untyped-def]


@pytest.mark.parametrize("function", [with_text, with_position, with_anything, without_kind])
def test_a_task_that_takes_anything_else_cannot_be_made(function: object) -> None:
    with pytest.raises(TypeError):
        kinds_of(function)  # type: ignore[arg-type]

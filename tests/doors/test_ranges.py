"""Parts of a file: what is a wish for one, what is none, and what a file has not."""

import pytest
from django.test import RequestFactory

from komek.doors.face import ranges

TAG, SIZE = '"now"', 1000


def asked(wish: str, size: int = SIZE, holds: str = TAG) -> range | None:
    """Ask for a part of a file whose beginning with this tag is there already."""
    return ranges.asked(RequestFactory().get("/", headers={"range": wish, "if-range": holds}), TAG, size)


@pytest.mark.parametrize(
    ("wish", "begin", "end"),
    [
        ("bytes=0-", 0, 1000),
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=990-2000", 990, 1000),
        ("bytes=990-999999999999999999", 990, 1000),
        ("bytes=-10", 990, 1000),
        ("bytes=-2000", 0, 1000),
    ],
)
def test_one_part_is_read(wish: str, begin: int, end: int) -> None:
    assert asked(wish) == range(begin, end)


@pytest.mark.parametrize("wish", ["bytes=1000-", "bytes=1000-1001", "bytes=999999999999999999-", "bytes=-0"])
def test_a_part_past_the_end_is_empty(wish: str) -> None:
    assert asked(wish) == range(0)
    assert ranges.refused(SIZE).headers["Content-Range"] == "bytes */1000"


def test_an_empty_file_has_no_part() -> None:
    for wish in ("bytes=0-", "bytes=-5"):
        assert asked(wish, 0) == range(0)


@pytest.mark.parametrize(
    "wish",
    ["", "bytes=-", "bytes=9-5", "bytes=a-b", "bytes=0-0,5-9", "lines=1-2", "0-5", "bytes=٣-٥", f"bytes={'9' * 19}-"],
)
def test_what_is_no_wish_gets_the_whole(wish: str) -> None:
    assert asked(wish) is None


def test_a_part_of_another_file_is_not_sewn_on() -> None:
    assert asked("bytes=5-", holds=TAG) == range(5, 1000)
    assert asked("bytes=5-", holds='"older"') is None

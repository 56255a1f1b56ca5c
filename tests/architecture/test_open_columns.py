"""What lies open is written down where a reader of the security page sees it."""

from tests.architecture import open_columns


def test_the_security_page_lists_exactly_the_columns_that_lie_open() -> None:
    assert open_columns.written() == open_columns.table(), "run: python -m tests.architecture.open_columns"

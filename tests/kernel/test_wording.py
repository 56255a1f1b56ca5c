"""Labels inside sentences keep their abbreviations."""

import pytest

from komek.kernel.wording import inside


@pytest.mark.parametrize(
    ("label", "said"),
    [("Identified by an NGO", "identified by an NGO"), ("НПО", "НПО"), ("Закрыто", "закрыто"), ("", ""), ("A", "a")],
)
def test_a_label_inside_a_sentence_keeps_its_abbreviations(label: str, said: str) -> None:
    assert inside(label) == said

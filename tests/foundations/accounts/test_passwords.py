"""A password is six generated words or measures 60 bits."""

import pytest
from django.core.exceptions import ValidationError

from komek.foundations import vault
from komek.foundations.accounts.models import User
from komek.foundations.accounts.passwords import BITS, LONGEST, StrengthValidator, bits, is_generated

AIGUL = User(name="Aigul Seitkali", email="aigul.seitkali@example.org")


def accepts(password: str, user: User | None = None) -> bool:
    try:
        StrengthValidator().validate(password, user)
    except ValidationError:
        return False
    return True


def test_six_words_that_the_vault_draws_are_always_accepted() -> None:
    for _ in range(200):
        words = vault.generate_password()
        assert len(set(words.split())) < 6 or accepts(words), words


@pytest.mark.parametrize(
    "password",
    ["", "12345678", "Password123!", "P@ssw0rd2026", "qwertyuiop[]", "correct horse", "Аlmaty2026!", "iloveyou" * 4],
)
def test_what_can_be_guessed_is_refused(password: str) -> None:
    assert not accepts(password)


def test_one_s_own_name_and_address_add_nothing() -> None:
    own = "aigul.seitkali@example.org Aigul Seitkali"
    assert bits(own, ["Aigul Seitkali", AIGUL.email, "Aigul", "Seitkali", "aigul.seitkali"]) < bits(own, [])
    assert not accepts("Aigul.Seitkali2026", AIGUL)


def test_a_long_sentence_of_one_s_own_is_accepted() -> None:
    own = "kolbasa vosem lun nad rekoy Chu, i ni odnoy lodki"
    assert bits(own, []) >= BITS
    assert accepts(own, AIGUL)


def test_five_words_or_one_word_six_times_are_not_six_words() -> None:
    assert not is_generated("academic acid acne acquire acrobat")
    assert not is_generated("academic " * 6)
    assert not is_generated("academic acid acne acquire acrobat zebrafish")
    assert is_generated("ACADEMIC acid acne acquire acrobat activity")


def test_a_text_that_would_take_long_to_measure_is_refused_or_cut() -> None:
    assert not accepts("a b" * LONGEST)
    assert bits("x" * 200_000, []) < BITS


def test_a_refusal_never_repeats_the_password() -> None:
    with pytest.raises(ValidationError) as refusal:
        StrengthValidator().validate("hunter2hunter2")
    assert "hunter2" not in str(refusal.value)
    assert StrengthValidator().get_help_text()

"""The organisation's recovery key: on paper, in shares; k of n sheets open every circle, fewer open nothing.

The pair is made from 16 random bytes which are divided by SLIP-39 and then forgotten. The server keeps the
public half, to which every generation of every circle is sealed, so that rotation touches no paper.
Source: https://github.com/satoshilabs/slips/blob/master/slip-0039.md
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

import shamir_mnemonic
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from komek.foundations.vault import _boxes, _circles, _words
from komek.foundations.vault._keys import AnyKeyring, CircleSecret, opened
from komek.foundations.vault.errors import NotEntitled, Tampered, WrongSheet
from komek.foundations.vault.models import CircleKey, RecoveryKey, RecoveryPair
from komek.kernel.errors import Invalid, WrongState

SEED = 16
MOST = 16


@dataclass(frozen=True)
class Sheet:
    """One share: twenty words, and four digits that are typed back to prove that it was printed."""

    organisation: UUID
    number: int
    of: int
    threshold: int
    code: str
    words: tuple[str, ...] = field(repr=False)


def make_recovery(organisation: UUID, threshold: int, shares: int, keyring: AnyKeyring) -> list[Sheet]:
    """Make the recovery pair of an organisation and give its sheets, to be printed now; they are kept nowhere.

    The circles of the keyring are sealed to it at once, others by their members' next `tend`. Called again it
    makes a new set and the old sheets open nothing any more; once sheets are confirmed, only a keyring that
    opens every circle may do so (NotEntitled), or what only the old sheets open would be lost.
    """
    ring = opened(keyring)
    if not 2 <= threshold <= shares <= MOST:
        raise Invalid(_("Choose at least two sheets to open, and at most sixteen in all."), field="threshold")
    mine = [pair for pair in ring.generations() if ring.circles()[pair[0]] == organisation]
    if not mine:
        raise NotEntitled
    seed = secrets.token_bytes(SEED)
    codes = [f"{secrets.randbelow(10_000):04}" for _ in range(shares)]
    with transaction.atomic():
        _make_room(organisation, set(mine))
        _private, public = _boxes.pair_from(seed)
        RecoveryPair.objects.create(
            organisation=organisation, public=public, threshold=threshold, codes=" ".join(codes)
        )
        _circles.cover(organisation, (secret for pair in mine if (secret := ring.secret(*pair))))
    words = shamir_mnemonic.generate_mnemonics(1, [(threshold, shares)], seed)[0]
    return [Sheet(organisation, at + 1, shares, threshold, codes[at], tuple(words[at].split())) for at in range(shares)]


def confirm_sheets(organisation: UUID, codes: Iterable[str]) -> None:
    """Confirm that every sheet was printed, by the four digits on each. Raises Invalid for wrong or missing ones."""
    with transaction.atomic():
        pair = RecoveryPair.objects.select_for_update().filter(organisation=organisation).first()
        if pair is None:
            raise WrongState(_("There are no recovery sheets yet."), "", _("Make and print them first."))
        if sorted(code.strip() for code in codes) != sorted(pair.codes.split()):
            raise Invalid(
                _("These are not the digits of all sheets."),
                _("Each sheet carries four digits of its own beside its number."),
                _("Compare them with the paper; print the sheets again if one is missing."),
                field="codes",
            )
        pair.confirmed = True
        pair.save()


@dataclass(frozen=True)
class RecoveryState:
    """How an organisation stands with its sheets. `complete`: they open every generation of every circle."""

    threshold: int
    shares: int
    confirmed: bool
    complete: bool


def recovery_state(organisation: UUID) -> RecoveryState | None:
    """Say how an organisation stands with its sheets; None while it has none."""
    pair = RecoveryPair.objects.filter(organisation=organisation).first()
    if pair is None:
        return None
    return RecoveryState(pair.threshold, len(pair.codes.split()), pair.confirmed, _circles.covered(organisation))


def recover_circles(
    sheets: Iterable[str], organisation: UUID, keyring: AnyKeyring, *, circles: Collection[UUID] | None = None
) -> list[UUID]:
    """Seal every circle of the organisation (or only `circles`) to the keyring's user, with the words of k sheets.

    For one user without password and without her own sheet (after `start_over`), or for a whole organisation
    that lost its keys. Gives the circles. Raises WrongSheet when sheets are missing or of another set.
    """
    ring = opened(keyring)
    private, public = _combined(sheets)
    with transaction.atomic():
        pair = RecoveryPair.objects.filter(organisation=organisation).first()
        if pair is None or not _boxes.same(bytes(pair.public), public):
            raise WrongSheet
        every = _opened(organisation, private, public)
        ring.forget_circles()
        had = set(ring.generations())
        for row in _circles.rows_of(organisation, circles):
            fresh = [s for s in every if s.circle == row.pk and (row.pk, s.generation) not in had]
            _circles.seal_to_member(row, ring.user, ring.public, fresh)
        ring.forget_circles()
    return [row.pk for row in _circles.rows_of(organisation, circles)]


def _combined(sheets: Iterable[str]) -> tuple[bytes, bytes]:
    words = [" ".join(_words.full(sheet)) for sheet in sheets]
    try:
        return _boxes.pair_from(shamir_mnemonic.combine_mnemonics(words))
    except shamir_mnemonic.MnemonicError:
        raise WrongSheet from None


def _opened(organisation: UUID, private: bytes, public: bytes) -> list[CircleSecret]:
    found = []
    for row in RecoveryKey.objects.filter(organisation=organisation):
        try:
            data = _boxes.open_with(private, public, bytes(row.sealed))
        except Tampered:
            raise WrongSheet from None
        found.append(CircleSecret.opened(data, row.circle_id, row.generation, organisation))
    return found


def _make_room(organisation: UUID, mine: set[tuple[UUID, int]]) -> None:
    """Take away an older pair, unless confirmed sheets would be the only way into some circle."""
    old = RecoveryPair.objects.select_for_update().filter(organisation=organisation).first()
    if old is None:
        return
    every = set(CircleKey.objects.filter(organisation=organisation).values_list("circle", "generation"))
    if old.confirmed and not every <= mine:
        raise NotEntitled
    RecoveryKey.objects.filter(organisation=organisation).delete()
    old.delete()

"""What the tests of a register need: a sample, and a short way to bring a file along."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from komek.care.cases.models import RegisterImport
from komek.care.cases.register import actions, queries
from komek.foundations.vault import uploads
from tests.factories.orgs import Cast, Staff

Bring = Callable[..., RegisterImport]


@pytest.fixture
def bring(cast: Cast) -> Bring:
    """Bring a register along and choose what is proposed."""

    def receive(
        data: bytes, name: str = "register.csv", *, staff: Staff | None = None, choose: bool = True
    ) -> RegisterImport:
        by = (staff or cast.aigul).actor
        register = actions.receive(upload=uploads.from_bytes(name, data), by=by)
        if choose:
            actions.choose(register=register, choices=replace(queries.opened(register, by=by).choices), by=by)
        return register

    return receive

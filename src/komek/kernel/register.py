"""One generic register, for the few sets that are open-ended: measures, audit verbs, erasers, tasks."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Generic, Protocol, TypeVar


class Coded(Protocol):
    """Anything that has a code of its own."""

    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


class Register(Generic[T]):
    """Things by code. A second thing of the same code and an unknown code are both errors at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._things: dict[str, T] = {}

    def add(self, thing: T) -> T:
        """Keep a thing under its code; raises ValueError if the code is taken."""
        if self._things.get(thing.code, thing) != thing:
            raise ValueError(f"{self.name}: the code {thing.code!r} is taken")
        self._things[thing.code] = thing
        return thing

    def __getitem__(self, code: str) -> T:
        try:
            return self._things[code]
        except KeyError:
            near = ", ".join(get_close_matches(code, self._things)) or "none"
            raise KeyError(f"{self.name}: no {code!r}; near it: {near}") from None

    def __contains__(self, code: object) -> bool:
        return code in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def __len__(self) -> int:
        return len(self._things)

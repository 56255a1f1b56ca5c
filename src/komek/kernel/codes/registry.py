"""Finds a list by name, version or stamp, and follows matches from one scheme to another."""

from __future__ import annotations

from functools import cache

from komek.kernel.codes.nouns import Code, CodeList, Scheme, UnknownCode
from komek.kernel.codes.reading import read_lists, read_schemes

OWN = "komek"


@cache
def schemes() -> dict[str, Scheme]:
    """Every scheme by its key, also one that is still empty."""
    return read_schemes()


@cache
def lists() -> tuple[CodeList, ...]:
    """Every list in every version."""
    return tuple(read_lists())


@cache
def get(name: str, version: str | None = None, scheme: str | None = None) -> CodeList:
    """A list by name (`service_type`), by `scheme:name` or by the full stamp a record keeps.

    Without a version the newest one that has the list; without a scheme our own first, then any other.
    """
    wanted_scheme, wanted_name, wanted_version = _parts(name)
    wanted_scheme, wanted_version = wanted_scheme or scheme, wanted_version or version
    named = _by_name().get(wanted_name)
    if named is None:
        raise UnknownCode(wanted_name, "the code lists", list(_by_name()))
    key = wanted_scheme or (OWN if OWN in named else next(iter(named)))
    if key not in named:
        raise UnknownCode(key, f"the schemes that have a list {wanted_name}", list(named))
    editions = named[key]
    if wanted_version is None:
        newest = max(editions, key=schemes()[key].versions.index)
        return editions[newest]
    if wanted_version not in editions:
        raise UnknownCode(wanted_version, f"the versions of {key}:{wanted_name}", list(editions))
    return editions[wanted_version]


def code(ref: str) -> Code:
    """The code behind `scheme:list:code` or `scheme:list@version:code`."""
    stamp, _, last = ref.rpartition(":")
    return get(stamp)[last]


def matches(name: str, code: str, scheme: str, *, version: str | None = None, broad: bool = False) -> tuple[Code, ...]:
    """The codes of another scheme that mean the same; with `broad` also those that mean more.

    Matches are read in both directions, so an import finds what an export wrote. A broad match is followed
    from the finer code only: a composite is never expanded into invented precise codes.
    """
    here = get(name)[code]
    refs = here.exact + here.broad if broad else here.exact
    found = {there.ref: there for there in map(_resolve, refs)}
    found |= {there.ref: there for there in _backwards().get(here.ref, ())}
    wanted = (there for there in found.values() if there.stamp.startswith(f"{scheme}:"))
    return tuple(there for there in wanted if version is None or there.stamp.endswith(f"@{version}"))


def _parts(name: str) -> tuple[str | None, str, str | None]:
    scheme, colon, rest = name.rpartition(":")
    plain, _, version = rest.partition("@")
    return (scheme if colon else None), plain, version or None


@cache
def _by_name() -> dict[str, dict[str, dict[str, CodeList]]]:
    named: dict[str, dict[str, dict[str, CodeList]]] = {}
    for each in lists():
        named.setdefault(each.name, {}).setdefault(each.scheme.key, {})[each.version] = each
    return named


@cache
def _resolve(ref: str) -> Code:
    return code(ref)


@cache
def _backwards() -> dict[str, tuple[Code, ...]]:
    """Which codes name a code as an exact match."""
    found: dict[str, tuple[Code, ...]] = {}
    for each in lists():
        for here in each:
            for ref in here.exact:
                there = _resolve(ref).ref
                found[there] = (*found.get(there, ()), here)
    return found

"""Rules of the house that a reader would check by eye, checked by machine."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "komek"
MAY_HASH = {
    "foundations/vault": "the vault",
    "foundations/audit": "the hash chain",
    "evidence/results": "hash of the facts behind a reading, key of an imported fact",
    "foundations/orgs": "hash of an invitation's token",
    "foundations/inbox/nouns.py": "no secret: short name of who reads, as somebody was told before she writes",
    "machine": "no secrets: names of cached copies",
    "kernel/codes": "checksum of the data files",
    "knowledge/guide/staleness.py": "hash of a public text and its facts: what makes a translation stale",
    "knowledge/guide/matching/keeping.py": "checksum of a trained matcher",
    "doors/portal/look.py": "hash of its style and script, for the content policy",
}
MADE = {".git", ".venv", "__pycache__", "build", "dist", "node_modules", "test-results", ".komek", ".komek-test"}
"""Folders that tools make; those of caches end with `_cache`."""

MAY_ENCRYPT = ("foundations/vault",)


def python_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def inside(path: Path, rooms: object) -> bool:
    return any(str(path.relative_to(SOURCE)).startswith(room) for room in rooms)  # type: ignore[attr-defined]


def test_only_the_vault_touches_cryptography() -> None:
    found = [
        str(path)
        for path in python_files()
        if not inside(path, MAY_ENCRYPT)
        and re.search(r"^\s*(import|from) (nacl|cryptography|shamir_mnemonic)\b", path.read_text(), re.MULTILINE)
    ]
    assert found == []


def test_hashing_and_signing_stay_in_the_rooms_that_are_named() -> None:
    found = [
        str(path.relative_to(SOURCE))
        for path in python_files()
        if not inside(path, MAY_HASH)
        and re.search(r"^\s*(import|from) (hashlib|hmac|django\.core\.signing)\b", path.read_text(), re.MULTILINE)
    ]
    assert found == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"utils.py", "services.py", "signals.py", "managers.py", "common.py", "helpers.py", "admin.py"}
    service_pages = "doors/desk/cases/services.py"  # pages of the services that a person receives: the field's own word
    assert [
        str(path)
        for path in python_files()
        if path.name in empty and not str(path).endswith((service_pages, "care/cases/actions/services.py"))
    ] == []


def test_no_signal_receivers() -> None:
    found = [
        str(path)
        for path in python_files()
        if re.search(r"@receiver\(|_(save|delete|in|out)\.connect\(", path.read_text())
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    generated = "labels.py"  # opens with the words "written by"
    mute = [
        str(path)
        for path in python_files()
        if path.name != generated and (text := path.read_text().strip()) and not text.startswith('"""')
    ]
    assert mute == []


def test_no_file_outgrows_its_reader() -> None:
    long = [
        f"{path} {n}"
        for path in python_files()
        if (n := len(path.read_text().splitlines())) > 450 and path.name != "labels.py"
    ]
    assert long == []


def test_nothing_tells_where_it_was_written() -> None:
    words = re.compile(r"(^|[^a-z])/(wor[k])/[a-z]|p[y]pi\.org|pyt[h]onhosted\.|np[m]js\.|d[e]b\.debian")
    read = [path for path in written_files(ROOT) if path.suffix not in {".png", ".woff2", ".ttf", ".mo"}]
    assert [str(path) for path in read if words.search(path.read_text(errors="ignore"))] == []


def written_files(folder: Path) -> Iterator[Path]:
    """Walk through what somebody wrote, in a clone as in an unpacked archive; what tools make is left out."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            made = path.name in MADE or path.name.endswith(("_cache", ".egg-info", ".hypothesis"))
            yield from () if made or path == ROOT / "static" else written_files(path)
        elif path.is_file() and path.suffix != ".pyc":
            yield path


def test_the_walk_comes_to_code_documents_and_hidden_folders() -> None:
    names = {str(path.relative_to(ROOT)) for path in written_files(ROOT)}
    assert {"Makefile", ".ci/run", "docs/security.md", "src/komek/cli.py", "tests/conftest.py"} <= names
    assert any(name.startswith("src/komek/doors/face/static/") for name in names)
    assert not any(part in MADE for name in names for part in name.split("/")[:-1])

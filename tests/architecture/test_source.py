"""Rules of the house that a reader would check by eye, checked by machine."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "komek"
MAY_HASH = {
    "foundations/vault": "the vault",
    "foundations/audit": "the hash chain",
    "evidence/results": "hash of the facts behind a reading, key of an imported fact",
    "foundations/orgs": "hash of an invitation's token",
    "machine": "no secrets: names of cached copies",
    "kernel/codes": "checksum of the data files",
}
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
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    words = re.compile(r"(^|[^a-z])/(wor[k])/[a-z]|p[y]pi\.org|pyt[h]onhosted\.|np[m]js\.|d[e]b\.debian")
    found = []
    for name in listed:
        path = ROOT / name
        if path.suffix in {".png", ".woff2", ".ttf", ".mo"} or not path.is_file():
            continue
        if words.search(path.read_text(errors="ignore")):
            found.append(name)
    assert found == []

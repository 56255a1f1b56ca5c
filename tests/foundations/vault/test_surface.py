"""What rooms see of the vault, and what it knows of them: nothing."""

import ast
from pathlib import Path

from django.apps import apps

from komek.foundations import vault
from komek.kernel.privacy import Sealed

HERE = Path(vault.__file__).parent


def test_every_public_name_exists_and_says_what_it_promises() -> None:
    for name in vault.__all__:
        thing = getattr(vault, name)
        assert thing is not None
        if callable(thing) and not isinstance(thing, type):
            assert thing.__doc__, name


def test_the_names_for_readers_and_for_python_are_the_same() -> None:
    assert set(vault._WHERE) | {"open"} == set(vault.__all__)


def test_the_vault_imports_no_other_room() -> None:
    for path in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            strange = [
                n
                for n in names
                if n.startswith("komek.") and not n.startswith(("komek.kernel", "komek.foundations.vault"))
            ]
            assert [n for n in strange if n != "komek.foundations"] == [], path.name


def test_every_column_of_bytes_is_sealed_or_says_why_not() -> None:
    clear = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("vault").get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "BinaryField" and not isinstance(model.PRIVACY[field.name], Sealed)  # type: ignore[attr-defined]
    }
    assert clear == {
        "CircleKey.public",
        "OpenSession.session",
        "Receipt.public",
        "ReceiptSalt.salt",
        "RecoveryPair.public",
        "SealedRecord.draft_salt",
        "UserKey.public",
        "UserKey.salt",
    }

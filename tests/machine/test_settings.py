"""Addresses of database and mail server, as they come from the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from komek.machine.home import APP, OWNER, Home
from komek.settings import database, host, mail

RESTRICTED = "postgresql://web:p%40ss@db.example.org:6432/komek?sslmode=verify-full"


def test_a_url_becomes_what_django_wants_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMEK_DATABASE_URL", RESTRICTED)
    told = database.described(database.address())
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [told[name] for name in names] == ["komek", "web", "p@ss", "db.example.org", "6432"]
    assert told["OPTIONS"] == {"connect_timeout": 10, "application_name": "komek", "sslmode": "verify-full"}


def test_a_socket_is_a_host() -> None:
    told = database.described("postgresql://web@/komek?host=%2Frun%2Fpostgresql")
    assert told["HOST"] == "/run/postgresql"


def test_the_owner_is_used_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMEK_DATABASE_URL", RESTRICTED)
    monkeypatch.setenv("KOMEK_DATABASE_OWNER_URL", "postgresql://owner@/komek")
    assert database.address() == RESTRICTED
    monkeypatch.setenv("KOMEK_DATABASE_AS", "owner")
    assert database.address() == "postgresql://owner@/komek"
    monkeypatch.delenv("KOMEK_DATABASE_OWNER_URL")
    with pytest.raises(ImproperlyConfigured, match="KOMEK_DATABASE_OWNER_URL"):
        database.address()


def test_without_a_url_it_is_the_server_of_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOMEK_DATABASE_URL", raising=False)
    assert database.address() == Home.here().address(APP)
    monkeypatch.setenv("KOMEK_DATABASE_AS", "owner")
    assert database.address() == Home.here().address(OWNER)


def test_mail_goes_encrypted_to_other_machines() -> None:
    told = mail._described("smtp+tls://u%40x:p%2Fw@mail.example.org")
    assert (told["EMAIL_PORT"], told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (587, True, False)
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == ("u@x", "p/w")
    assert mail._described("smtps://mail.example.org")["EMAIL_USE_SSL"] is True
    assert mail._described("smtp://127.0.0.1")["EMAIL_PORT"] == 25


WRONG_MARKS = {
    "more than 4 kB": b"<svg>" + bytes(host.MARK_BYTES),
    "no SVG drawing": b"<html><svg/></html>",
    "cannot be read": None,
}


@pytest.mark.parametrize("why", WRONG_MARKS)
def test_a_mark_that_no_page_can_bear_is_refused_at_the_start(why: str, tmp_path: Path) -> None:
    drawing, data = tmp_path / "mark.svg", WRONG_MARKS[why]
    if data:
        drawing.write_bytes(data)
    with pytest.raises(ImproperlyConfigured, match=why):
        host._mark(str(drawing))
    drawing.write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>'.ljust(host.MARK_BYTES))
    assert host._mark(str(drawing)) == str(drawing)
    assert host._mark("") == ""


@pytest.mark.parametrize("url", ["smtp://u:secret@mail.example.org", "http://u:secret@x", "smtps://", "secret"])
def test_a_wrong_mail_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        mail._described(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(("url", "demo"), [("", "True True"), ("postgresql://elsewhere/komek", "False False")])
def test_the_demo_is_the_embedded_servers_alone(url: str, demo: str) -> None:
    ask = "from komek.settings import content; print(content.DEMO, content.KOMEK_DEMO)"
    own = os.environ | {"KOMEK_DEMO": "1", "KOMEK_DATABASE_URL": url}
    said = subprocess.run([sys.executable, "-c", ask], env=own, capture_output=True, text=True, check=True).stdout
    assert said.strip() == demo


@pytest.mark.parametrize(
    ("hosts", "address", "trusted"),
    [
        ("a.example.org, b.example.org", "https://a.example.org", "https://a.example.org https://b.example.org"),
        (".example.org", "https://example.org", "https://*.example.org"),
        ("", "http://127.0.0.1:8000", ""),
    ],
)
def test_links_lead_to_a_name_whatever_the_form_of_the_first(hosts: str, address: str, trusted: str) -> None:
    ask = "from komek.settings import security as s; print(s.KOMEK_ADDRESS, *s.CSRF_TRUSTED_ORIGINS)"
    own = {name: told for name, told in os.environ.items() if name != "PORT"} | {"KOMEK_HOSTS": hosts}
    said = subprocess.run([sys.executable, "-c", ask], env=own, capture_output=True, text=True, check=True).stdout
    assert said.strip() == f"{address} {trusted}".strip()

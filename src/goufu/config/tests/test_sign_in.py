"""What the environment may say of sign-in, and what it is told when it is not understood."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from goufu.config.sign_in import body_providers
from goufu.files.environment import WrongSetting, whole_number

PROVIDER = {
    "id": "yunling",
    "name": "云岭县统一认证",
    "server_url": "https://id.yunling.example",
    "client_id": "goufu",
    "secret": "geheim",
    "places": ["539999"],
}


def test_a_number_is_the_environment_s_or_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert whole_number("GOUFU_X", 30) == 30
    monkeypatch.setenv("GOUFU_X", " 45 ")
    assert whole_number("GOUFU_X", 30) == 45


@pytest.mark.parametrize("wrong", ["0", "-1", "1.5", "半小时"])
def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("GOUFU_X", wrong)
    with pytest.raises(WrongSetting, match=f"GOUFU_X={wrong}"):
        whole_number("GOUFU_X", 30)


def test_bodies_sign_ins_are_read_and_trusted_only_where_it_says_so(tmp_path: Path) -> None:
    file = tmp_path / "oidc.json"
    file.write_text(json.dumps([PROVIDER, PROVIDER | {"id": "b", "second_factor": True}]), encoding="utf-8")
    first, second = body_providers(str(file))
    assert first["provider_id"] == "yunling"
    assert first["settings"] == {
        "server_url": "https://id.yunling.example",
        "username_claim": "preferred_username",
        "second_factor": False,
        "bodies": [],
        "places": ["539999"],
    }
    assert second["settings"]["second_factor"]
    assert body_providers("") == []


WRONG: list[dict[str, object]] = [
    {"id": "a/b"},
    {"id": 1},
    {"server_url": "id.example"},
    {"places": []},
    {"places": "539999"},
    {"bodies": [17]},
]


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", '{"id": 1}', '[{"id": "x"}]', "[1]"),
        *(json.dumps([PROVIDER | wrong]) for wrong in WRONG),
        json.dumps([PROVIDER, PROVIDER]),
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "oidc.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="JSON"):
        body_providers(str(file))


def test_a_form_may_end_at_a_provider_of_the_file_and_nowhere_else(tmp_path: Path) -> None:
    file = tmp_path / "oidc.json"
    second = PROVIDER | {"id": "b", "server_url": "http://10.1.2.3:8080/realms/b"}
    file.write_text(json.dumps([PROVIDER, second]), encoding="utf-8")
    code = """
import django; django.setup()
from django.test import Client
print(Client(SERVER_NAME="localhost").get("/nowhere").headers["Content-Security-Policy"])
"""
    said = {
        "DJANGO_SETTINGS_MODULE": "goufu.config.test_settings",
        "GOUFU_OIDC": str(file),
        "GOUFU_DATA": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | said, capture_output=True, text=True, check=True
    )
    policy = dict(each.strip().split(" ", 1) for each in done.stdout.split(";"))
    assert policy["form-action"] == "'self' http://10.1.2.3:8080 https://id.yunling.example"
    assert policy["default-src"] == "'none'"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="读不到"):
        body_providers(str(tmp_path / "nowhere.json"))

"""`goufu people`: the first three administrators, and who is there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth import authenticate
from django.test import RequestFactory

from goufu.config.cli import main
from goufu.config.serve import first_steps
from goufu.config.tests.running import data_folder
from goufu.config.tests.running import goufu as command
from goufu.core.roles import ADMINISTRATORS
from goufu.journal.models import Entry
from goufu.registry.models import Appointment, Body, Person, Place
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db


def goufu(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["people", *arguments])


def rows(result: Result) -> list[list[str]]:
    return [line.split("\t") for line in result.output.splitlines() if line.count("\t") == 4][1:]


def test_an_empty_installation_gets_three_administrators_who_are_three_people() -> None:
    result = goufu("setup", "--body", "云岭县财政局", "--security-username", "An", "--security-name", "安全")
    assert result.exit_code == 0
    assert [row[:4] for row in rows(result)] == [
        ["系统管理员", "云岭县财政局", "系统管理员", "sysadmin"],
        ["安全管理员", "云岭县财政局", "安全", "an"],
        ["安全审计员", "云岭县财政局", "安全审计员", "auditadmin"],
    ]
    assert set(Appointment.objects.values_list("role", flat=True)) == set(ADMINISTRATORS)
    assert Place.objects.get(bodies__name="云岭县财政局").code == "100000"
    assert [(entry.action, entry.person_name) for entry in Entry.objects.order_by("pk")] == [
        ("registry.place.opened", "系统"),
        ("registry.body.registered", "系统"),
        *[("registry.person.set_up", "系统")] * 3,
    ]
    request = RequestFactory().post("/")
    for *_, username, password in rows(result):
        person = authenticate(request, username=username, password=password)
        assert isinstance(person, Person)
        assert person.must_change_password
        assert password not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_where_people_are_it_is_refused(county: County) -> None:
    before = Person.objects.count()
    result = goufu("setup")
    assert result.exit_code == 1
    assert "已经有人员" in result.output
    assert Person.objects.count() == before


def test_a_wrong_place_is_refused_and_leaves_nothing() -> None:
    result = goufu("setup", "--place", "12")
    assert result.exit_code == 1
    assert "六位数字" in result.output
    assert not Place.objects.exists()


def test_two_administrators_with_one_user_name_are_refused() -> None:
    result = goufu("setup", "--audit-username", "sysadmin")
    assert "已经有人使用" in result.output
    assert not Person.objects.exists()
    assert not Body.objects.exists()


def test_who_is_there_is_listed(county: County) -> None:
    Person.objects.create(username="left", name="离职", is_active=False)
    said = goufu("list").output
    assert "李经办\t李经办\t云岭县民政局 采购经办人" in said
    assert "离职（停用）\tleft\t没有岗位" in said


def test_where_nothing_has_run_yet_the_database_is_prepared(prepared: Path) -> None:
    """It was, by `goufu people list`, and what it has prepared is all that others need."""
    with data_folder(prepared) as place:
        commands = [command(place, "people", each) for each in ("setup", "list")]
    assert [done.returncode for done in commands] == [0, 0], commands[0].stderr
    assert "sysadmin" in commands[1].stdout


def test_a_start_without_people_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GOUFU_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    program = Path(sys.executable).with_name("goufu")
    assert f"，用 {program} people setup 登记" in first_steps()
    monkeypatch.chdir(program.parents[2])
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path / "a b"))
    assert f"用 GOUFU_DATA='{tmp_path}/a b' .venv/bin/goufu people setup 登记" in first_steps()
    Person.objects.create(username="x", name="x")
    assert first_steps() == ""

"""A message that has failed for good: who is told, and how it is delivered after all."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection

from goufu.config.cli import main
from goufu.core.work import work_of
from goufu.registry.tests.county import County, sign_in

pytestmark = pytest.mark.django_db


def message(status: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status, attempts)"
            " VALUES ('core.hear', 'default', %s::jsonb, %s, 100) RETURNING id",
            [json.dumps({"number": str(uuid4()), "room": "core", "message": "", "facts": {}}), status],
        )
        [number] = cursor.fetchone()
    return int(number)


def status(number: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [number])
        [found] = cursor.fetchone()
    return str(found)


def test_system_administrators_are_told_what_to_do_and_nobody_else(county: County) -> None:
    message("todo")
    assert not work_of(county.system).urgent
    for _ in range(2):
        message("failed")
    [item] = work_of(county.system).urgent
    assert item.what.startswith("有 2 条单位变更没有传到")
    assert "goufu messages retry" in item.what
    assert not work_of(county.security).urgent
    page = sign_in(county.system).get("/").content.decode()
    assert item.what in page
    assert 'href=""' not in page


def test_the_command_puts_them_back(county: County) -> None:
    first, second, other = message("failed"), message("failed"), message("doing")
    assert "2 条消息会再送一次" in CliRunner().invoke(main, ["messages", "retry"]).output
    assert [status(each) for each in (first, second, other)] == ["todo", "todo", "doing"]
    assert not work_of(county.system).urgent

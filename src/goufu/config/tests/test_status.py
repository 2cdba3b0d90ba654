"""What an operator is told: `goufu status`, and the same figures for Prometheus."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from goufu.accounts.lockout import is_locked
from goufu.config import status as of_installation
from goufu.config import tls
from goufu.config.cli import main
from goufu.files import own_settings
from goufu.journal.models import Entry
from goufu.journal.tests.conftest import Write, as_database_administrator
from goufu.law.clock import PUBLISHED_UNTIL
from goufu.registry.tests.county import County
from goufu.wall_clock import CHINA, standing, telling

pytestmark = pytest.mark.django_db
IN_TIME = datetime(PUBLISHED_UNTIL.year, 6, 1, 9, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """However full the disk of this machine is."""
    monkeypatch.setattr(of_installation, "LEAST_FREE_BYTES", 0)
    monkeypatch.setattr(of_installation, "LEAST_FREE_SHARE", 0)


def goufu(*arguments: str) -> Result:
    with telling(standing(IN_TIME)):
        return CliRunner().invoke(main, ["status", *arguments])


def put_job(status: str, minutes_ago: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status) VALUES ('core.hear', 'default', '{}', %s)"
            " RETURNING id",
            [status],
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = %s WHERE job_id = %s",
            [timezone.now() - timedelta(minutes=minutes_ago), cursor.fetchone()[0]],
        )


def test_an_installation_that_is_well_ends_with_zero() -> None:
    result = goufu()
    assert result.exit_code == 0, result.output
    assert "不对" not in result.output
    for word in (
        "数据库：PostgreSQL",
        "等候存证的日志：0 条",
        f"工作日历公布到：{PUBLISHED_UNTIL}",
        "待核对的条文",
    ):
        assert word in result.output


def test_a_failed_job_is_wrong() -> None:
    put_job("failed")
    result = goufu()
    assert result.exit_code == 1
    assert "不对  失败的后台任务：1 项\n      看后台任务的日志" in result.output


@pytest.mark.parametrize(("minutes_ago", "code"), [(1, 0), (11, 1)])
def test_a_job_that_waits_too_long_is_wrong(minutes_ago: int, code: int) -> None:
    put_job("todo", minutes_ago)
    result = goufu("--json")
    assert result.exit_code == code
    assert json.loads(result.output)["jobs_waiting"]["value"] == 1


def test_an_entry_that_waits_too_long_for_its_seal_is_wrong(write: Write) -> None:
    """By the time at which the database put it into the queue, whatever it says of itself."""
    write(2)
    with telling(standing(timezone.now() + timedelta(days=1))):
        assert CliRunner().invoke(main, ["status", "--json"]).output.count("超过一分钟") == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_waiting SET since = since - interval '90 seconds'")
    result = goufu("--json")
    said = json.loads(result.output)["entries_waiting"]
    assert said["value"] == 2 and "超过一分钟" in said["wrong"]
    assert result.exit_code == 1


@pytest.mark.usefixtures("days")
def test_a_closed_day_without_a_checkpoint_is_wrong() -> None:
    assert "正常  最近的检查点：第 1 个，盖到第 9 次存证" in goufu().output
    with as_database_administrator() as execute:
        execute("DELETE FROM journal_checkpoint")
    result = goufu()
    assert (
        result.exit_code == 1 and "不对  最近的检查点：还没有\n      结清了的日子没有检查点" in result.output
    )


def test_the_calendar_s_end_and_a_full_disk_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    december = datetime(PUBLISHED_UNTIL.year, 12, 1, 9, tzinfo=CHINA)
    with telling(standing(december)):
        assert "不对  工作日历公布到" in CliRunner().invoke(main, ["status"]).output
    monkeypatch.setattr(of_installation, "LEAST_FREE_BYTES", 1 << 60)
    result = goufu()
    assert result.exit_code == 1 and "快满了" in result.output


def test_the_office_s_settings_are_told_and_each_fault_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sound := tmp_path / "sound").mkdir()
    monkeypatch.setattr(own_settings, "folder", sound)
    (sound / "settings.toml").write_text("[procurement]\nemergency_lane_days = 45\n", "utf-8")
    result = goufu()
    assert result.exit_code == 0, result.output
    assert "单位另设 1 项：紧急采购通道开放的时间 45 日" in result.output
    (faulty := tmp_path / "faulty").mkdir()
    monkeypatch.setattr(own_settings, "folder", faulty)
    (faulty / "settings.toml").write_text(
        '# ours\n[procurement]\nemergency_lane_day = 45\nquote_workdays = "2"\n[planing]\n', "utf-8"
    )
    result = goufu()
    assert result.exit_code == 1
    assert "第 3 行：没有“emergency_lane_day”这项设置，是不是 emergency_lane_days" in result.output
    assert "第 4 行：quote_workdays 写错了：二次竞价至少给的报价时间（个工作日）应当是 1 到" in result.output
    assert "第 5 行：没有 [planing] 这一节" in result.output


@pytest.mark.parametrize(("days_ago", "is_wrong"), [(0, False), (397 - 20, True)])
def test_a_certificate_that_ends_soon_is_wrong(
    days_ago: int, is_wrong: bool, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    assert "网页的证书" not in goufu().output
    tls.issued(tmp_path, ["goufu.county"], tls.now() - timedelta(days=days_ago))
    assert ("不对  网页的证书到" in goufu().output) is is_wrong


def test_a_database_that_is_not_brought_up_to_date_is_wrong() -> None:
    with patch.object(of_installation, "_migrations", lambda: frozenset({("planning", "9999_of_tomorrow")})):
        result = goufu()
    assert result.exit_code == 1 and "还没有升级到这一版" in result.output


def test_the_migrations_are_those_that_django_finds() -> None:
    assert of_installation._migrations() == set(MigrationLoader(None).disk_migrations)


def test_prometheus_reads_the_same_figures(client: Client, settings: Settings) -> None:
    settings.METRICS = True
    put_job("failed")
    read = client.get("/metrics").content.decode()
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(read)
        for sample in family.samples
    }
    assert samples["goufu_jobs_failed",] == 1
    assert samples["goufu_wrong", "jobs_failed"] == 1
    assert samples["goufu_wrong", "migrated"] == 0
    assert samples["goufu_calendar_until",] == 1_798_646_400 or PUBLISHED_UNTIL.year != 2026


def test_figures_are_for_this_machine_or_for_who_has_the_token(client: Client, settings: Settings) -> None:
    def status(address: str = "127.0.0.1", **headers: str) -> int:
        return client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code

    assert status() == 404  # switched off
    settings.METRICS = True
    assert status() == 200
    assert status("192.0.2.7") == 404
    assert status(**{"X-Forwarded-For": "127.0.0.1"}) == 404
    settings.METRICS_TOKEN = "of-the-monitor"  # noqa: S105
    assert status() == 404
    assert status(Authorization="Bearer of-another") == 404
    assert status("192.0.2.7", Authorization="Bearer of-the-monitor") == 200


def test_an_account_is_unlocked_on_the_command_line_with_an_entry(county: County, client: Client) -> None:
    officer = county.officer.person
    for _ in range(6):
        client.post("/account/login/", {"login": officer.username, "password": "wrong"})
    assert is_locked(officer)
    result = CliRunner().invoke(main, ["people", "unlock", officer.username.upper()])
    assert result.exit_code == 0 and "已解锁" in result.output
    assert not is_locked(officer)
    entry = Entry.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.action, entry.person, entry.object_id) == (
        "accounts.person.unlocked",
        None,
        str(officer.pk),
    )
    assert CliRunner().invoke(main, ["people", "unlock", "nobody"]).exit_code == 1

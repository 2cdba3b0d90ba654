"""The command line."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from goufu.config.cli import main


def test_the_overview_names_every_command_in_chinese() -> None:
    said = CliRunner().invoke(main, ["--help"]).output
    assert "政府购买服务平台" in said
    for command in ("run", "manage", "rules"):
        assert command in said


def test_a_room_s_command_starts_without_django() -> None:
    script = (
        "import sys; from goufu.config.cli import main; main(['rules', '--help'], standalone_mode=False)\n"
    )
    script += "print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_an_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(main, ["nothing"]).exit_code == 2


def test_a_taken_port_is_refused_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = CliRunner().invoke(main, ["run", "--port", str(port)])
    assert result.exit_code == 1
    assert f"不能使用 127.0.0.1:{port}" in result.output
    assert f"PORT={port + 1} make run" in result.output


def test_a_database_that_is_away_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://goufu@/goufu?host=/nowhere")
    done = subprocess.run(
        [sys.executable, "-c", "from goufu.config.cli import main; main()", "manage", "migrate"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("错误")
    assert "连不上数据库" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["run", "worker"])
def test_what_fails_while_it_loads_is_told_in_a_sentence(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://goufu@/goufu?host=/nowhere")
    monkeypatch.setenv("GOUFU_OIDC", "/nowhere.toml")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "-c", "from goufu.config.cli import main; main()", command]
        + (["--port", str(port)] if command == "run" else []),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("错误：GOUFU_OIDC=/nowhere.toml：读不到这个文件")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["run", "worker"])
@pytest.mark.parametrize("seconds", ["2", "0", "-1", "0.5", "abc", "nan"])
def test_a_patience_that_would_kill_what_works_is_refused(
    command: str, seconds: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path))
    monkeypatch.setenv("GOUFU_SILENT_SECONDS", seconds)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    result = CliRunner().invoke(main, [command, *(["--port", str(port)] if command == "run" else [])])
    assert result.exit_code == 1
    assert result.output == f"错误：GOUFU_SILENT_SECONDS={seconds}：应当是不小于 3 的整数。\n"


@pytest.mark.django_db
def test_tables_of_an_earlier_version_are_told_in_a_sentence() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_seal RENAME COLUMN sealed_at TO of_an_earlier_version")
    result = CliRunner().invoke(main, ["journal", "verify"])
    assert result.exit_code == 1
    assert "还没有升级到这一版" in result.output
    assert "goufu run" in result.output

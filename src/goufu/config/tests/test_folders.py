"""The private data folder and the key in it."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from goufu.config import folders
from goufu.config.cli import main
from goufu.config.folders import (
    as_typed,
    data_folder,
    demonstration_hint,
    log_key,
    secret_key,
    set_stamp,
    stamp,
)
from goufu.config.processes import StartError
from goufu.journal.tlog.notes import PrivateKey


def test_the_environment_chooses_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path / "a/b"))
    assert data_folder() == tmp_path / "a/b"
    assert data_folder().is_dir()


def test_the_demonstration_beside_is_pointed_out_where_no_folder_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOUFU_DATA", raising=False)
    monkeypatch.setattr(folders, "CHECKOUT", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    assert demonstration_hint() == ""
    (tmp_path / "var-demo").mkdir()
    set_stamp(tmp_path / "var-demo", "made")
    assert f"GOUFU_DATA={tmp_path}/var-demo" in demonstration_hint()
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path / "a b"))
    assert demonstration_hint() == ""
    assert as_typed("run").startswith(f"GOUFU_DATA='{tmp_path}/a b' ")


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert secret_key(tmp_path / "one") != secret_key(tmp_path / "two")


def test_the_log_s_key_is_made_once_with_a_name_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    key = log_key(tmp_path)
    assert (log_key(tmp_path), (tmp_path / "log_key").stat().st_mode & 0o777) == (key, 0o600)
    assert PrivateKey.read(key).name.endswith("/journal/log")
    assert PrivateKey.read(log_key(tmp_path / "other")).name != PrivateKey.read(key).name
    (tmp_path / "named").mkdir()
    monkeypatch.setenv("GOUFU_LOG_NAME", "yunling.gov.cn/journal/log")
    assert PrivateKey.read(log_key(tmp_path / "named")).name == "yunling.gov.cn/journal/log"


@pytest.mark.parametrize("where", ["a file/goufu", "/proc/goufu"])
def test_a_folder_that_can_t_be_made_is_told_in_a_sentence(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path / where))
    with pytest.raises(StartError, match=r"数据文件夹 .*goufu 不能用（.*GOUFU_DATA"):
        data_folder()
    for command in ("run", "backup x"):
        result = CliRunner().invoke(main, command.split())
        assert result.exit_code == 1 and "不能用（" in result.output, (
            command,
            result.output,
            result.exception,
        )


def test_a_folder_that_can_t_be_written_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system says to whoever is not root; to root too where the disk is read-only."""
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path))
    with (
        patch("os.access", return_value=False) as access,
        pytest.raises(StartError, match="没有写的权限"),
    ):
        data_folder()
    access.assert_called_once_with(tmp_path, os.W_OK | os.X_OK)


def test_a_stamp_whose_writing_is_cut_off_says_what_it_said(tmp_path: Path) -> None:
    set_stamp(tmp_path, "begun")

    def cut_off(file: Path, text: str) -> int:
        file.open("w").close()
        raise KeyboardInterrupt

    with patch.object(Path, "write_text", cut_off), pytest.raises(KeyboardInterrupt):
        set_stamp(tmp_path, "done")
    assert stamp(tmp_path) == "begun"

"""The private data folder and the key in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from goufu.config.folders import data_folder, log_key, secret_key
from goufu.journal.tlog.notes import PrivateKey


def test_the_environment_chooses_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path / "a/b"))
    assert data_folder() == tmp_path / "a/b"
    assert data_folder().is_dir()


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

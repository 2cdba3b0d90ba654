"""The file of a backup: only its owner reads it, and nothing else is written through its name."""

from __future__ import annotations

import json
import tarfile
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from subprocess import DEVNULL
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pytest_django import Settings

from goufu.config.backup.container import DATABASE, DOCUMENTS, Manifest, reading, writing
from goufu.config.backup.database import _program
from goufu.config.backup.errors import BackupError
from goufu.config.backup.making import _copy_documents
from goufu.config.backup.passphrase import unwrap, wrap
from goufu.config.backup.restoring import _store
from goufu.config.programs import find_programs
from goufu.documents.store import store


def test_a_part_that_others_left_lends_it_no_rights(tmp_path: Path) -> None:
    part, target = tmp_path / "a.goufu.part", tmp_path / "a.goufu"
    part.write_text("left")
    part.chmod(0o666)
    with writing(target):
        pass
    assert target.stat().st_mode & 0o777 == 0o600
    assert not part.exists()


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("theirs")
    (tmp_path / "a.goufu.part").symlink_to(other)
    with pytest.raises(BackupError, match="写不了"), writing(tmp_path / "a.goufu"):
        pass
    assert other.read_text() == "theirs"


def test_one_at_a_time_and_never_over_another(tmp_path: Path) -> None:
    target = tmp_path / "a.goufu"
    with writing(target), pytest.raises(BackupError, match="正在写"), writing(target):
        pass
    with pytest.raises(BackupError, match="已经有了"), writing(target):
        pass
    assert [each.name for each in tmp_path.iterdir()] == ["a.goufu"]


def test_a_place_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    target = tmp_path / "盘" / "a.goufu"
    said = f"{target} 写不了（没有这个文件或者文件夹）。请先建好 {target.parent}，或者换一个能写的地方。"
    with pytest.raises(BackupError) as refused, writing(target):
        pass
    assert str(refused.value) == said
    (tmp_path / "盘").write_text("a file")
    with pytest.raises(BackupError, match=r"路径里有一段不是文件夹）。请换一个能写的地方"), writing(target):
        pass


def test_another_archive_is_called_no_backup(tmp_path: Path) -> None:
    """No word of “altered”: nobody altered it."""
    other, plain = tmp_path / "材料.zip", tmp_path / "备份.goufu"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("通知.docx", "content")
    plain.write_text("content")
    for file in (other, plain):
        with pytest.raises(BackupError, match=f"{file} 不是.*什么也没有动") as refused, reading(file):
            pass
        assert "改过" not in str(refused.value)
    with pytest.raises(BackupError, match=r"不是购服的备份.*goufu backup"), reading(other):
        pass


def test_a_full_temporary_folder_is_no_matter(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be told as the target's being full."""
    settings.DOCUMENTS = tmp_path / "documents"
    with store().draft([b"of a paper " * 300_000]) as draft:
        store().keep(draft)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "full"))
    with writing(tmp_path / "a.goufu") as backup, backup.content(DOCUMENTS) as content:
        assert _copy_documents(content) == []
    with _program(find_programs(""), ["pg_dump", "--version"], "", stdout=DEVNULL):
        pass


def test_whichever_byte_of_its_directory_is_damaged_is_told_in_a_sentence(tmp_path: Path) -> None:
    whole, damaged = tmp_path / "whole", tmp_path / "damaged"
    with writing(whole) as backup:
        for name in (DATABASE, DOCUMENTS):
            with backup.content(name) as content:
                content.write(b"content")
        backup.finish(Manifest(1, "0.1.0", 15, "2026-11-29", [], backup.contents), {}, "a passphrase")
    written = whole.read_bytes()
    with zipfile.ZipFile(whole) as archive:
        directory = archive.start_dir
    told = 0
    for at in range(directory, len(written)):
        for flipped in (0x01, 0x08, 0xFF):
            damaged.write_bytes(written[:at] + bytes([written[at] ^ flipped]) + written[at + 1 :])
            try:
                with reading(damaged) as found:
                    found.check()
            except BackupError:
                told += 1
    assert told


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_only_files_are_restored(kind: bytes) -> None:
    member = tarfile.TarInfo(f"ab/ab{'0' * 62}")
    member.type, member.linkname = kind, "/etc/passwd"
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(member)
    packed.seek(0)
    with pytest.raises(BackupError, match="不该有的"):
        _store(packed)


def test_what_is_no_archive_is_not_restored() -> None:
    with pytest.raises(BackupError, match="读不懂"):
        _store(BytesIO(b"content" * 1000))


OURS = {"n": 2**17, "r": 8, "p": 1}


@cache
def wrapped() -> bytes:
    return wrap(b"keys", "a passphrase")


def asking_for(**cost: object) -> bytes:
    """Wrapped keys that ask for another cost, as somebody writes them who wants the machine to work for ever."""
    return json.dumps(json.loads(wrapped()) | {"scrypt": OURS | cost}).encode()


@pytest.mark.parametrize(
    "cost",
    [
        {"p": 2**20},
        {"p": 64},
        {"n": 2**30},
        {"r": 2**26},
        {"n": 2, "r": 1, "p": 2**29},
        {"p": -1, "n": -(2**17)},
        {"r": 0},
        {"p": float("inf")},
        {"n": 2**17 - 1},
        {"p": "many"},
        {"p": None},
    ],
    ids=str,
)
def test_a_cost_that_is_not_ours_is_refused_before_anything_is_derived(cost: dict[str, object]) -> None:
    made_up = asking_for(**cost)
    with (
        patch.object(Scrypt, "derive", side_effect=AssertionError("derived")),
        pytest.raises(BackupError, match="读不懂"),
    ):
        unwrap(made_up, "a passphrase")


@pytest.mark.parametrize("nonce", ["", "AA==", "A" * 400])
def test_a_nonce_that_is_not_ours_is_refused_in_a_sentence(nonce: str) -> None:
    with pytest.raises(BackupError, match="读不懂"):
        unwrap(json.dumps(json.loads(wrapped()) | {"nonce": nonce}).encode(), "a passphrase")


def test_keys_and_a_manifest_that_are_nested_too_deep_are_refused_in_a_sentence(tmp_path: Path) -> None:
    deep = b"[" * 100_000
    with pytest.raises(BackupError, match="读不懂"):
        unwrap(deep, "a passphrase")
    with zipfile.ZipFile(tmp_path / "deep", "w") as archive:
        archive.writestr("manifest.json", deep)
    with pytest.raises(BackupError, match="读不懂"), reading(tmp_path / "deep"):
        raise AssertionError("read")


def test_a_later_program_may_have_raised_the_cost() -> None:
    with pytest.raises(BackupError, match="口令不对"):
        unwrap(asking_for(p=2), "a passphrase")
    assert unwrap(asking_for(), "a passphrase") == b"keys"

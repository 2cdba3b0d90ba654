"""Static files are collected when there are others than before."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from pytest_django import Settings

from goufu.config import settings as installation
from goufu.config.static_files import collect_static_files


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Path:
    """A folder with a script in it, from which an installation collects."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "first.js").write_text("1")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = installation.STORAGES
    return folder


def collected(settings: Settings) -> set[tuple[str, str]]:
    """The scripts that were collected, old ones among them: the name before its hash, and the text."""
    found = Path(settings.STATIC_ROOT).glob("*.*.js")
    return {(file.name.split(".")[0], file.read_text()) for file in found}


def test_a_second_start_leaves_the_files_alone(source: Path, settings: Settings) -> None:
    collect_static_files()
    assert collected(settings) == {("first", "1")}
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    written = manifest.stat().st_mtime_ns
    collect_static_files()
    assert manifest.stat().st_mtime_ns == written


@pytest.mark.parametrize("name", ["first", "second"])
def test_a_file_that_is_new_or_changed_is_collected(source: Path, settings: Settings, name: str) -> None:
    collect_static_files()
    (source / f"{name}.js").write_text("22")
    collect_static_files()
    assert collected(settings) == {("first", "1"), (name, "22")}


@pytest.mark.parametrize("is_gone", [False, True])
def test_what_was_cut_off_is_done_again_also_for_what_is_there_as_before(
    source: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, is_gone: bool
) -> None:
    collect_static_files()
    second = source / "second.js"
    second.write_text("2" * 1000)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("whitenoise.storage.Compressor.compress", _interrupt)
        collect_static_files()
    if is_gone:
        second.unlink()
    collect_static_files()
    manifest = (Path(settings.STATIC_ROOT) / "staticfiles.json").read_text()
    assert ("second.js" in manifest) is not is_gone
    assert is_gone or list(Path(settings.STATIC_ROOT).glob("second.*.js.gz"))


@pytest.mark.parametrize("is_all_gone", [True, False])
def test_what_was_deleted_there_is_collected_again(
    source: Path, settings: Settings, is_all_gone: bool
) -> None:
    """Also where a shell's * has left the hidden file."""
    collect_static_files()
    for file in Path(settings.STATIC_ROOT).glob("*" if is_all_gone else "*.gz"):
        file.unlink()
    for file in Path(settings.STATIC_ROOT).glob("first.*.js"):
        file.unlink()
    collect_static_files()
    assert (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    assert collected(settings) == {("first", "1")}


@pytest.mark.parametrize("package", ["goufu", "whitenoise", "django"])
def test_another_version_of_what_collects_them_collects_again(
    source: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    collect_static_files()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    manifest.write_text('{"paths": {}}')
    collect_static_files()
    assert "first" not in manifest.read_text()
    monkeypatch.setattr(
        "goufu.config.static_files.version", lambda name: "9" if name == package else version(name)
    )
    collect_static_files()
    assert "first" in manifest.read_text()


def _interrupt(*arguments: object) -> None:
    raise KeyboardInterrupt

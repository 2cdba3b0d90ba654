"""What is compiled when the program is built: asked in place of working it out, and never trusted where it may be wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from goufu import compiled

TOML = "day = 2026-01-02\nnumbers = [1.5, 2]\n[table]\nname = '环卫'\n"
WORKED_OUT = {"day": date(2026, 1, 2), "numbers": [1.5, 2], "table": {"name": "环卫"}}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The place of an empty compiled.json of this test."""
    path = tmp_path / "compiled.json"
    monkeypatch.setattr(compiled, "FILE", path)
    compiled._results.cache_clear()
    yield path
    compiled._results.cache_clear()


@pytest.fixture
def written(file: Path) -> Path:
    with compiled.recording() as results:
        compiled.parsed_toml(TOML)
    compiled.write(results, file)
    return file


@pytest.fixture
def nothing_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(module: str) -> None:
        raise AssertionError(module)

    monkeypatch.setattr(compiled, "import_module", refuse)


@pytest.mark.usefixtures("written", "nothing_is_worked_out")
def test_what_is_compiled_is_found_as_it_was_worked_out() -> None:
    assert compiled.parsed_toml(TOML) == WORKED_OUT


@pytest.mark.usefixtures("written", "nothing_is_worked_out")
def test_another_text_is_not_found() -> None:
    with pytest.raises(AssertionError, match="tomllib"):
        compiled.parsed_toml(TOML + "# another\n")


def test_without_a_file_it_is_worked_out(file: Path) -> None:
    assert compiled.parsed_toml(TOML) == WORKED_OUT
    assert not file.exists()


@pytest.mark.parametrize("spoil", ["cut", "altered", "empty", "not text"])
def test_a_damaged_file_is_not_believed(spoil: str, written: Path) -> None:
    whole = written.read_bytes()
    spoilt = {
        "cut": whole[:-9],
        "altered": whole.replace("环卫".encode(), "工程".encode()),
        "empty": b"",
        "not text": b"\xff\n\xff",
    }
    written.write_bytes(spoilt[spoil])
    assert compiled.parsed_toml(TOML) == WORKED_OUT


def test_what_other_code_has_made_is_not_found(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "counting_signs.py"
    module.write_text("def count(text):\n    return len(text)\n")
    with compiled.recording() as results:
        assert compiled.compiled("counting_signs", "count")("三个字") == 3
    compiled.write(results, file)
    assert compiled.compiled("counting_signs", "count")("三个字") == 3
    module.write_text("def count(text):\n    return -1\n")
    del sys.modules["counting_signs"]
    assert compiled.compiled("counting_signs", "count")("三个字") == -1


def run(code: str, path: Path, *arguments: str | Path) -> None:
    place = "from pathlib import Path; import sys; from goufu import compiled; compiled.FILE = Path(sys.argv.pop(1))"
    subprocess.run(
        [sys.executable, "-c", f"{place}\n{code}", path, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )


CHECK = """
from goufu.config.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 1, end.code
"""
PAGES = """
from goufu.config.loading import load_pages
load_pages()
from goufu.core.opinion import _explainer, _letters_query, _question
from goufu.core.kept_rules import text_of
_letters_query("plan")
text_of(_question("plan"))
from goufu.law.load import load_rulebook
from goufu.law.wording import in_dispute, sentence
book = load_rulebook()
for rule in book.rules.values():
    sentence(rule, book)
    in_dispute(rule, book)
"""
PARSERS = "\nassert {'sqlglot', 'tomllib'} <= sys.modules.keys()"
NO_PARSER = "\nassert not {'sqlglot', 'tomllib'} & sys.modules.keys()"


def test_neither_the_check_nor_the_pages_load_the_parser_once_all_is_compiled(tmp_path: Path) -> None:
    path, listed = tmp_path / "compiled.json", tmp_path / "list.csv"
    listed.write_text("项目名称,采购单位,预算金额（元）\n办公楼维修工程,某局,800000\n", encoding="utf-8")
    check: list[str | Path] = ["check", listed, "-o", tmp_path / "out.csv"]
    run(CHECK + PARSERS, path, *check)
    run("from goufu.config import compiling\ncompiled.write(compiling.compile_all(), compiled.FILE)", path)
    first = (tmp_path / "out.csv").read_bytes()
    run(CHECK + NO_PARSER, path, *check)
    assert (tmp_path / "out.csv").read_bytes() == first
    run(PAGES + NO_PARSER, path)


def test_compiling_makes_no_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("GOUFU_DATA", str(data))
    run(
        "from goufu.config import compiling\ncompiled.write(compiling.compile_all(), compiled.FILE)",
        tmp_path / "made",
    )
    assert (tmp_path / "made").exists()
    assert not data.exists()

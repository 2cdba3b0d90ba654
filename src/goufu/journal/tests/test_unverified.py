"""The mark of a restore that nobody has verified: it waits for each command, and for one that found something again."""

from __future__ import annotations

from pathlib import Path

from goufu.journal.unverified import advice, is_unverified, note_result

PAPERS, ROWS = "documents check", "journal verify --business"


def test_the_mark_waits_for_both_in_either_order(tmp_path: Path) -> None:
    for first, second in ((PAPERS, ROWS), (ROWS, PAPERS)):
        (tmp_path / "unverified").touch()
        assert PAPERS in advice(tmp_path) and ROWS in advice(tmp_path)
        note_result(tmp_path, first, is_sound=True)
        note_result(tmp_path, first, is_sound=True)
        assert is_unverified(tmp_path)
        assert first not in advice(tmp_path) and second in advice(tmp_path)
        note_result(tmp_path, second, is_sound=True)
        assert not is_unverified(tmp_path)


def test_what_finds_something_later_is_to_be_done_again(tmp_path: Path) -> None:
    (tmp_path / "unverified").touch()
    note_result(tmp_path, PAPERS, is_sound=True)
    note_result(tmp_path, PAPERS, is_sound=False)
    note_result(tmp_path, ROWS, is_sound=True)
    assert is_unverified(tmp_path) and PAPERS in advice(tmp_path)


def test_without_the_mark_nothing_is_written(tmp_path: Path) -> None:
    note_result(tmp_path, PAPERS, is_sound=True)
    note_result(tmp_path, ROWS, is_sound=False)
    assert not [*tmp_path.iterdir()]

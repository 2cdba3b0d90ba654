"""Every CSV file that people take away is written by one writer, which neutralises formulas."""

from __future__ import annotations

from source import PACKAGE, calls, modules

WRITER = "files/csv_writing.py"
# Tables that the demonstration makes and brings in itself.
OTHERS = {"demo/budgets.py", "demo/lists.py"}


def test_only_one_module_writes_csv() -> None:
    writing = {
        file.relative_to(PACKAGE).as_posix()
        for file in modules()
        for _call, of, name in calls(file)
        if (of == "csv" and name in ("writer", "DictWriter")) or name in ("to_csv", "write_csv")
    }
    assert writing - OTHERS == {WRITER}

"""`python -m bench`: measures, prints the table, and exits with 1 when a limit is exceeded."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import (
    command,
    demonstration,
    journal,
    projects,
    reader,
    record,
    rules,
    sealing,
    serving,
    tables,
    timetables,
)
from bench.figures import Figure, table

LINES = 1_000_000
README = Path(__file__).with_name("README.md")
BEGIN, END = (
    "<!-- 以下由 python -m bench --write 写入 -->\n",
    "<!-- 以上由 python -m bench --write 写入 -->\n",
)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="量拆读、规则求值、清单检查、存证日志、封标、项目、时间表、页面、启动和示例的快慢",
    )
    parser.add_argument("--lines", type=int, default=LINES, help="清单的行数和项目的个数，默认一百万")
    parser.add_argument("--full", action="store_true", help="再量十倍长的清单")
    parser.add_argument("--write", action="store_true", help="把结果写进 bench/README.md")
    options = parser.parse_args()
    figures: list[Figure] = []
    _add(figures, command.start())
    _add(figures, command.suggestions())
    _add(figures, reader.measure())
    _add(figures, rules.measure(options.lines))
    if options.full:
        rate = next(figure.value for figure in figures if figure.name == rules.RATE)
        _add(figures, rules.measure(options.lines * 10, rate))
    _add(figures, command.measure(options.lines))
    _add(figures, journal.measure(options.lines))
    _add(figures, tables.measure())
    _add(figures, timetables.measure())
    _add(figures, sealing.measure())
    _add(figures, projects.measure(options.lines))
    _add(figures, serving.measure())
    _add(figures, demonstration.measure())
    _add(figures, record.measure(options.lines))  # last: children inherit this process's peak memory
    if options.write:
        _write(figures)
    broken = [figure for figure in figures if not figure.is_within_limit]
    for figure in broken:
        print(f"超限：{figure.subject}，{figure.name}")
    return 1 if broken else 0


def _add(figures: list[Figure], found: list[Figure]) -> None:
    print(table(found), flush=True)
    figures += found


def _write(figures: list[Figure]) -> None:
    text = README.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    README.write_text(f"{before}{BEGIN}{table(figures)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

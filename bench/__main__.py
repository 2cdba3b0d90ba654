"""`python -m bench [PART …]`: measures, prints the tables, and exits with 1 when a limit is exceeded."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping

from bench import (
    bids,
    command,
    demonstration,
    journal,
    open_list,
    page,
    papers,
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
Measure = Callable[[int], list[Figure]]
PARTS: Mapping[str, Measure] = {
    "start": lambda lines: command.start(),
    "suggestions": lambda lines: command.suggestions(),
    "reader": lambda lines: reader.measure(),
    "rules": rules.measure,
    "check": command.measure,
    "journal": journal.measure,
    "tables": lambda lines: tables.measure(),
    "timetables": lambda lines: timetables.measure(),
    "papers": lambda lines: papers.measure(),
    "sealing": lambda lines: sealing.measure(),
    "bids": lambda lines: bids.measure(),
    "open": open_list.measure,
    "projects": projects.measure,
    "serving": lambda lines: serving.measure(),
    "demonstration": lambda lines: demonstration.measure(),
    "record": record.measure,  # last: children inherit this process's peak memory
}


def main() -> int:
    options = _options()
    broken: list[Figure] = []
    for part in options.parts or PARTS:
        figures = PARTS[part](options.lines)
        if part == "rules" and options.full:
            rate = next(figure.value for figure in figures if figure.name == rules.RATE)
            figures += rules.measure(options.lines * 10, rate)
        print(table(figures), flush=True)
        if options.write:
            page.write(part, table(figures))
        broken += [figure for figure in figures if not figure.is_within_limit]
    for figure in broken:
        print(f"超限：{figure.subject}，{figure.name}")
    return 1 if broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="量拆读、规则求值、清单检查、存证日志、封标、收投标和开启、找采购的列表、文件、项目、时间表、页面、启动和示例的快慢",
    )
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"只量这几项（不写就全量）：{' '.join(PARTS)}"
    )
    parser.add_argument("--lines", type=int, default=LINES, help="清单的行数和项目的个数，默认一百万")
    parser.add_argument("--full", action="store_true", help="再量十倍长的清单")
    parser.add_argument(
        "--write", action="store_true", help="每量完一项，就把它的表写进 bench/README.md，注明日期"
    )
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"没有这一项：{' '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())

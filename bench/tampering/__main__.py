"""`python -m bench.tampering`: tampers with everything, prints what was noticed, and exits with 1 when something was not."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from itertools import chain

from bench.tampering.known import KNOWN
from bench.tampering.world import world

HEAD = "| 表 | 做法 | 触发器 | 查出 | 被数据库拒绝 | 没有可改的 | 列明理由 | 没有查出 |\n|---|---|---|---|---|---|---|---|"
KINDS = {"edit": "改", "delete": "删", "insert": "添", "swap": "对调", "drop": "删定义", "off": "停用"}


def main() -> int:
    argparse.ArgumentParser(
        prog="python -m bench.tampering", description="篡改每张表和导出的日志，看查不查得出"
    ).parse_args()
    with world():
        from bench.tampering.campaign import known_columns, on_tables, on_the_log
        from bench.tampering.exports import on_exports
        from bench.tampering.made import on_what_is_made
        from goufu.journal.records import stored
        from goufu.journal.replay import replay
        from goufu.journal.verify import verify

        before = [*replay().faults, *verify(stored()).faults]
        known = KNOWN | known_columns()
        tallies = [on_tables(known), on_the_log(known), on_exports(known), on_what_is_made(known)]
    counts: Counter[tuple[str, str, bool, str]] = sum((tally.counts for tally in tallies), Counter())
    print(table(counts))
    print(f"\n不查的列：{len(known)} 个，理由：")
    for column, why in sorted(known.items()):
        print(f"- {column}：{why}")
    without_rows = [*chain(*(tally.without_rows for tally in tallies))]
    for name in without_rows:
        print(f"没有一行可改：{name}")
    unnoticed = [*chain(*(tally.unnoticed for tally in tallies))]
    for each in unnoticed:
        print(f"没有查出：{each}")
    for fault in before:
        print(f"没有动手就不符：{fault}")
    return 1 if unnoticed or before or without_rows else 0


def table(counts: Counter[tuple[str, str, bool, str]]) -> str:
    """The counts as a table, a row for each table, kind of attempt and state of the triggers."""
    from bench.tampering.campaign import IMPOSSIBLE, LISTED, NOTICED, REFUSED, UNNOTICED

    rows = [HEAD]
    for name, kind, has_triggers in sorted({key[:3] for key in counts}):
        found = [
            counts[name, kind, has_triggers, outcome]
            for outcome in (NOTICED, REFUSED, IMPOSSIBLE, LISTED, UNNOTICED)
        ]
        numbers = " | ".join(map(str, found))
        rows.append(f"| {name} | {KINDS[kind]} | {'开' if has_triggers else '停'} | {numbers} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())

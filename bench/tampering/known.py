"""What may go unnoticed, besides the columns that the rooms name (`proved.py`), each with the reason."""

from __future__ import annotations

KNOWN: dict[str, str] = {
    "journal_entry.insert": "触发器照常时添的一条日志，与程序自己写的无从分别；它说的行与表不符，逐行核对才看得出",
    **dict.fromkeys(
        ["导出的日志.seal.unknown key", "导出的日志.entry.unknown key", "导出的日志.day.unknown key"],
        "导出里多写的键不是日志说的，核验不读它",
    ),
    **dict.fromkeys(
        ["导出的日志.the last 1 lines", "导出的日志.the last 2 lines", "导出的日志.the last many lines"],
        "没有公布过日根的最后几天，被截掉看不出",
    ),
}

"""What may go unnoticed, besides the columns that the rooms name (`proved.py`), each with the reason."""

from __future__ import annotations

KNOWN: dict[str, str] = {
    "journal_entry.insert": "触发器照常时添的一条日志，与程序自己写的无从分别；它说的行与表不符，逐行核对才看得出",
}

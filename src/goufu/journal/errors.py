"""Errors of the journal, with messages for people."""

from __future__ import annotations


class JournalError(Exception):
    """Base class of the journal's errors; the message says what is wrong and what to do."""


class NotInTransaction(JournalError):
    def __init__(self, action: str) -> None:
        super().__init__(
            f"{action} 不在事务里：日志和它所记的事必须同时成立。请在 transaction.atomic() 里调用。"
        )


class NoSuchEntry(JournalError):
    def __init__(self, number: int) -> None:
        super().__init__(f"日志里没有第 {number} 条。")


class NotSealed(JournalError):
    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 条还没有存证。几秒钟后再试；一直没有，请看后台任务是否在运行。")


class UnreadableExport(JournalError):
    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"第 {line} 行读不懂：{why}。请重新导出；这份文件可能没有写完，或者被改过。")


class NotAProof(JournalError):
    def __init__(self, why: str) -> None:
        super().__init__(f"这不是一份完整的证明：{why}。请向出具证明的单位重新索取。")


class NoCheckpoint(JournalError):
    def __init__(self, size: int) -> None:
        super().__init__(
            f"日志还没有 {size} 次存证的检查点。每次存证以后自动签一个，几秒钟后再试；一直没有，请执行 goufu journal verify。"
        )


class NotCosigned(JournalError):
    def __init__(self, why: str) -> None:
        super().__init__(f"见证人的签名没有存下：{why}。")

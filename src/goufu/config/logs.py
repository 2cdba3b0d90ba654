"""Log throttling: at most one line a minute for each fault, however many people meet it."""

from __future__ import annotations

import logging
import re
import threading
import traceback
from collections.abc import Iterator
from time import monotonic

import psycopg

QUIET_SECONDS = 60
REMEMBERED_FAULTS = 1000
# Classes and codes of SQLSTATE: connection exception; the server ends, crashed, or begins.
_AWAY = re.compile("08|57P0[123]")


def is_outage(error: BaseException | None) -> bool:
    """Whether an error is caused by an unreachable database, rather than by the query."""
    return any(
        isinstance(each, psycopg.OperationalError) and (not each.sqlstate or _AWAY.match(each.sqlstate))
        for each in _chain(error)
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


class OncePerMinute(logging.Filter):
    """A filter that passes a fault's first line, and then one a minute with the number of those left out.

    Two lines are the same fault when they differ in numbers only, or have the same traceback. An outage of the database
    is one fault, logged without a traceback, since it isn't caused by our code.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[object, tuple[float, int]] = {}  # fault: (when logged, how many were left out)
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if is_outage(error):
            record.msg, record.args, record.exc_info = f"连不上数据库：{_root(error)}", (), None
            fault: object = "outage"
        else:
            fault = _fault(record, error)
        left_out = self._left_out(fault)
        if left_out:
            record.msg, record.args = f"{record.getMessage()}（此前同样的 {left_out} 条没有写出）", ()
        return left_out is not None

    def _left_out(self, fault: object) -> int | None:
        """The number of lines left out before this one; None when it is left out itself."""
        now = monotonic()
        with self._lock:
            logged_at, left_out = self._seen.get(fault, (-QUIET_SECONDS, 0))
            if now - logged_at < QUIET_SECONDS:
                self._seen[fault] = logged_at, left_out + 1
                return None
            if len(self._seen) >= REMEMBERED_FAULTS:
                self._seen.clear()
            self._seen[fault] = now, 0
            return left_out


def _fault(record: logging.LogRecord, error: BaseException | None) -> object:
    if error:
        frames = traceback.walk_tb(error.__traceback__)
        return type(error), *((frame.f_code.co_filename, line) for frame, line in frames)
    return record.name, record.levelno, re.sub(r"\d+", "#", str(record.msg))


def _root(error: BaseException | None) -> str:
    """The database library's message, on one line."""
    [*_, said] = [each for each in _chain(error) if isinstance(each, psycopg.OperationalError)]
    return " ".join(str(said).split())

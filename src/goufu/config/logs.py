"""Log lines: at most one a minute for each fault, however many people meet it; without secrets; as JSON by a setting."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
import traceback
from collections.abc import Iterator
from datetime import datetime
from time import monotonic

import psycopg
from django.core.exceptions import DisallowedHost, SuspiciousOperation

QUIET_SECONDS = 60
REMEMBERED_FAULTS = 1000
LONGEST_REFUSAL = 150  # characters; what it repeats comes from outside
# What a message of a library may repeat: a row that the database refuses, an address, a form. Numbers of people and phones
# are told by their form, the rest by the word before it.
_SECRETS = (
    (re.compile(r"(DETAIL:\s*)(Failing row contains|Key) .*"), r"\1…"),
    (re.compile(r"(://[^\s:/@]*:)[^\s@/]+@"), r"\1…@"),
    (re.compile(r"\bgf_[\w-]{8,}"), "gf_…"),
    (re.compile(r"(?i)(\bBearer\s+)[\w.~+/=-]+"), r"\1…"),
    (
        re.compile(
            r"(?i)([\w-]*(?:password|passwd|passphrase|secret|token|sessionid|口令|密码|令牌)[\w-]*[\"']?\s*[=:：]\s*)"
            r"(\"[^\"]*\"|'[^']*'|[^\s,;&]+)"
        ),
        r"\1…",
    ),
    (re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?![0-9A-Za-z])"), "（身份证号码）"),
    (re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])"), "（手机号码）"),
)
# Classes and codes of SQLSTATE: connection exception; the server ends, crashed, or begins.
_AWAY = re.compile("08|57P0[123]")


class Lines(logging.Formatter):
    """Lines for people, without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, where, what, and the traceback of a fault; without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            said["traceback"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def formatter() -> logging.Formatter:
    """The formatter that GOUFU_LOG chooses: json, else lines for people."""
    return JsonLines() if os.environ.get("GOUFU_LOG") == "json" else Lines()


def without_secrets(text: str) -> str:
    """The text without passwords, tokens and numbers of people, as far as they can be told."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def is_outage(error: BaseException | None) -> bool:
    """Whether an error is caused by an unreachable database, rather than by the query."""
    return any(_tells_of_outage(each) for each in _chain(error))


def _tells_of_outage(error: BaseException) -> bool:
    """A connection that breaks within a query is told by libpq, not by the server: with neither a class nor a code."""
    if isinstance(error, psycopg.OperationalError) or type(error) is psycopg.DatabaseError:
        return not error.sqlstate or bool(_AWAY.match(error.sqlstate))
    return False


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


class OncePerMinute(logging.Filter):
    """A filter that passes a fault's first line, and then one a minute with the number of those left out.

    Two lines are the same fault when they differ in numbers only, or have the same traceback. An outage of the database
    is one fault, logged without a traceback, since it isn't caused by our code; so is a request under a wrong name, and
    each kind of request that Django refuses as suspicious.
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
        elif isinstance(error, SuspiciousOperation):
            record.msg, record.args, record.exc_info = _refused(error), (), None
            fault = type(error)
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


def _refused(error: SuspiciousOperation) -> str:
    """The refusal of a request on one short line, without control characters."""
    said = "".join(letter if letter.isprintable() else "…" for letter in str(error))[:LONGEST_REFUSAL]
    if isinstance(error, DisallowedHost):
        return f"拒绝了一个请求：它的主机名不在 GOUFU_HOSTS 里。{said}"
    return f"拒绝了一个请求：{type(error).__name__} {said}"


def _root(error: BaseException | None) -> str:
    """The database library's message, on one line."""
    [*_, said] = filter(_tells_of_outage, _chain(error))
    return " ".join(str(said).split())

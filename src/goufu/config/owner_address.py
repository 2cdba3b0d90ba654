"""The address of the role that owns the tables: only who prepares the database has it in its memory.

All processes are forked from the launcher, which is given the address in its environment. So it begins anew, as a program that
was given a pipe instead, from which the process that prepares the database reads the address.
"""

from __future__ import annotations

import os
import sys

GIVEN, PIPE = "GOUFU_MIGRATION_URL", "GOUFU_MIGRATION_PIPE"


def keep_out_of_memory() -> None:
    """Begins this program anew, with its arguments, where an address was given; returns where none was, or it has begun anew."""
    address = os.environ.get(GIVEN)
    if not address or not os.environ.get("DATABASE_URL"):  # which is refused
        return
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        pipe.write(address)
    os.set_inheritable(reading, True)
    del os.environ[GIVEN]
    os.environ[PIPE] = str(reading)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606, our own arguments


def forget() -> None:
    """Closes the pipe unread, for a program that prepares no database: what lies in it could be read through /proc."""
    if (number := os.environ.pop(PIPE, None)) is not None:
        os.close(int(number))


def from_pipe() -> str | None:
    """The address, which can be read once; None where none was given."""
    number = os.environ.pop(PIPE, None)
    if number is None:
        return None
    with os.fdopen(int(number), encoding="utf-8") as pipe:
        return pipe.read()

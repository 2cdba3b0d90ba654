"""Commands as an office without a network runs them: by a plain user, where nothing but this machine can be reached."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

NOBODY = "65534"
# The machine's own, since a plain user may not be able to enter our virtual environment.
PYTHON = shutil.which("python3.11", path="/usr/local/bin:/usr/bin") or os.path.realpath(sys.executable)
# Within a network of its own a process may switch loopback on, and then gives up the right to do so.
_LOOPBACK = """
import fcntl, os, socket, struct, sys
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
os.execvp("setpriv", ["setpriv", "--ambient-caps=-all", "--inh-caps=-all", *sys.argv[1:]])
"""


def by_a_plain_user(command: Sequence[str]) -> list[str]:
    """The command as nobody runs it; as whoever we are, unless we are root."""
    if os.geteuid() != 0:
        return [*command]
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]


def without_network(command: Sequence[str]) -> list[str]:
    """The command as a plain user runs it without a network; with it where the system allows nobody a network of his own."""
    if not can_be_without_network():
        return by_a_plain_user(command)
    return _alone(command)


@cache
def can_be_without_network() -> bool:
    return subprocess.run(_alone(["true"]), capture_output=True, check=False).returncode == 0


def _alone(command: Sequence[str]) -> list[str]:
    apart = ["unshare", "--net", "--map-current-user", "--keep-caps", PYTHON, "-I", "-c", _LOOPBACK, *command]
    return by_a_plain_user(apart)

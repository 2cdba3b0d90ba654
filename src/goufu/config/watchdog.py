"""A watchdog: each process says every second that its event loop still runs, and one that falls silent hangs.

It speaks systemd's protocol: `WATCHDOG=1` as a datagram to the Unix socket at the path NOTIFY_SOCKET. The kernel adds which
process sent it.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from random import uniform
from select import select
from tempfile import TemporaryDirectory
from time import monotonic

from goufu.config.processes import StartError
from goufu.files.limited import is_stopped

SAYS_EVERY_SECONDS = (
    1  # on average: of many that keep step, all frozen and awake at once, the same find the queue full
)
MOST_SIGNS_A_LOOK = 100  # a process of ours that runs wild keeps the supervisor from nothing
_SIGN = b"WATCHDOG=1"
_CREDENTIALS = struct.Struct("3i")  # process, user, group
_ANCILLARY_BYTES = socket.CMSG_SPACE(_CREDENTIALS.size)


class Watchdog:
    """The listener to the signs of life of our processes.

    Silence is counted in looks, not by the clock: on a machine that is overloaded, or was asleep, looks are late too.
    The socket is in a folder that no other account may enter: a flood would fill its short queue, and the signs of
    processes that live would be lost. It isn't in the data folder, whose path may be longer than a socket's may be.
    """

    def __init__(self, patience_looks: int) -> None:
        self.patience_looks = patience_looks
        self._silent: dict[int, int] = {}  # process: looks since its last sign
        self._stopped: dict[int, int] = {}  # first process of a group: looks since it was stopped
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._folder = TemporaryDirectory(prefix="goufu-")  # with mode 0700
        try:
            self._socket.bind(self._address)
        except OSError as error:
            self.close()
            raise StartError(
                f"不能在临时文件夹里建立套接字（{error}）。请用 TMPDIR 指出一个路径短、能写的文件夹。"
            ) from error

    def close(self) -> None:
        self._socket.close()
        self._folder.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        """The environment by which a process finds us."""
        return {"NOTIFY_SOCKET": self._address}

    @property
    def _address(self) -> str:
        return f"{self._folder.name}/watchdog"

    def watch(self, group: int) -> None:
        """Watches the first process of a group, which need not speak: it hangs when it stays stopped (SIGSTOP)."""
        self._stopped[group] = 0

    def listen(self, seconds: float) -> None:
        """Takes in what is said for so long, as it is said: the socket's queue holds some ten signs only."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0:
            if select([self._socket], [], [], left)[0]:
                self._heard()

    def look(self) -> None:
        """Counts who has been silent since the last look, and who is stopped."""
        self._silent = {process: looks + 1 for process, looks in self._silent.items() if _group(process)}
        self._heard()
        self._stopped = {
            process: looks + 1 if is_stopped(process) else 0
            for process, looks in self._stopped.items()
            if _group(process)
        }

    def hangs(self, group: int) -> bool:
        """Whether a process of that group hangs. One that has not spoken yet is still starting."""
        silent = (looks for process, looks in self._silent.items() if _group(process) == group)
        return max(*silent, self._stopped.get(group, 0), 0) > self.patience_looks

    def _heard(self) -> None:
        self._silent |= dict.fromkeys(self._speakers(), 0)

    def _speakers(self) -> Iterator[int]:
        with suppress(BlockingIOError):
            for _ in range(MOST_SIGNS_A_LOOK):
                said, ancillary, _, _ = self._socket.recvmsg(len(_SIGN), _ANCILLARY_BYTES)
                if said == _SIGN and ancillary:
                    process, _, _ = _CREDENTIALS.unpack(ancillary[0][2])
                    yield process


async def give_signs_of_life() -> None:
    """Says every second that this process's event loop runs, until it is cancelled; nothing when nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as speaker:
        while True:
            with suppress(OSError):  # the listener is busy, and reads what others said, or has ended
                speaker.sendto(_SIGN, address)
            await asyncio.sleep(uniform(0.5, 1.5) * SAYS_EVERY_SECONDS)  # noqa: S311, no secret


def _group(process: int) -> int | None:
    """The process group; None when the process has ended."""
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return None

"""Programs of ours as processes of their own, each forked from one that has loaded its libraries.

Such a process has its own environment, files and limits, and may be killed; only the half second in which Python loads
libraries is spent once for all of them. What says something of starting is started as a person starts it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from goufu.files.tests.processes import PATIENCE_SECONDS

LONGEST_ORDER = 1 << 20  # bytes


class Forked:
    """A command that was started, with the methods of subprocess.Popen that tests need.

    Raises ChildProcessError, as `wait` does, where the process that forks, or the one that waits for the command, has died.
    """

    def __init__(self, telling: socket.socket) -> None:
        self._telling = telling
        self.pid = self._told()

    def wait(self) -> int:
        """The exit code, or the signal as a negative number. Raises TimeoutError, ChildProcessError."""
        with self._telling:
            return self._told()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def _told(self) -> int:
        self._telling.settimeout(PATIENCE_SECONDS)
        said = self._telling.recv(100)
        if not said:
            self._telling.close()
            raise ChildProcessError("the process that forks, or the one that waits for the command, has died")
        return int(said)


class Forks:
    """The process from which commands are forked, by its socket."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders

    def start(
        self,
        arguments: Sequence[str | Path],
        environment: Mapping[str, str],
        files: Sequence[IO[bytes]],
        most_bytes: int = resource.RLIM_INFINITY,
    ) -> Forked:
        """Starts a command. files: its input, output and errors. most_bytes: the longest file that it may write."""
        telling, told = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = json.dumps([[str(each) for each in arguments], dict(environment), most_bytes]).encode()
        with told, suppress(BrokenPipeError):  # nobody is there: nothing will be told
            handles = [told.fileno(), *(file.fileno() for file in files)]
            socket.send_fds(self._orders, [order], handles)
        return Forked(telling)

    def run(
        self,
        arguments: Sequence[str | Path],
        environment: Mapping[str, str],
        most_bytes: int = resource.RLIM_INFINITY,
    ) -> subprocess.CompletedProcess[str]:
        """What a command said and how it ended; one that takes too long is killed. Raises as `wait`."""
        with TemporaryFile() as nothing, TemporaryFile() as output, TemporaryFile() as errors:
            process = self.start(arguments, environment, (nothing, output, errors), most_bytes)
            try:
                code = process.wait()
            except TimeoutError:
                process.kill()
                raise
            said = []
            for file in (output, errors):
                file.seek(0)
                said.append(file.read().decode())
        return subprocess.CompletedProcess(arguments, code, *said)


@contextmanager
def forking_from(main: str, libraries: Sequence[str], getting_ready: str = "") -> Iterator[Forks]:
    """A context with a process that forks, and ends with the context, at the latest with this process.

    main: the function (`module:function`) that a forked process calls. libraries: what is loaded before.
    getting_ready: a function that is called once, before the first fork; it may start no thread.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", __name__, str(theirs.fileno()), main, getting_ready, *libraries]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
    with process, ours:
        yield Forks(ours)


def _function(name: str) -> Callable[[], None]:
    module, _, function = name.partition(":")
    found: Callable[[], None] = getattr(import_module(module), function)
    return found


def _fork_for(orders: socket.socket, main: Callable[[], None]) -> None:
    """Forks for each order a process that starts the command and tells its number and, later, its exit code."""
    while True:
        order, handles, _, _ = socket.recv_fds(orders, LONGEST_ORDER, 4)
        if not order:
            break
        if not os.fork():
            orders.close()
            _start(main, *json.loads(order), *handles)
            break
        for each in handles:
            os.close(each)
        with suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


def _start(
    main: Callable[[], None],
    arguments: list[str],
    environment: dict[str, str],
    most_bytes: int,
    telling: int,
    *files: int,
) -> None:
    if process := os.fork():
        with socket.socket(fileno=telling) as told:
            told.send(str(process).encode())
            _, status = os.waitpid(process, 0)
            told.send(str(os.waitstatus_to_exitcode(status)).encode())
        return
    os.close(telling)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    sys.argv = ["goufu", *arguments]
    main()


if __name__ == "__main__":
    number, main, getting_ready, *libraries = sys.argv[1:]
    for library in libraries:
        import_module(library)
    if getting_ready:
        _function(getting_ready)()
    with socket.socket(fileno=int(number)) as orders:
        _fork_for(orders, _function(main))

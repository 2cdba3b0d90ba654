"""Reading in a process of its own, with limits on memory and time.

No file, however hostile, takes the server down: at worst the process that reads it dies, and the person reads a sentence.
The process is `python -m goufu.files.limited MODULE:FUNCTION PATH GIVEN LIMITS`; it loads nothing of Django.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from goufu.files.errors import ListError

REFUSED = 3  # how the process ends when it has said why
_SMALLER = "请删去用不着的行、列和工作表，或者分成几个文件"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may take: address space, processor time, time on the clock, size of its answer."""

    memory_mb: int = 1536
    cpu_seconds: int = 60
    wall_seconds: int = 90
    answer_mb: int = 256

    def hold(self) -> None:
        """Limits this process in memory and processor time, from now on and for good."""
        _limit(resource.RLIMIT_AS, self.memory_mb << 20)
        _limit(resource.RLIMIT_CPU, self.cpu_seconds)
        os.nice(5)


IMPORT = Limits()


@contextmanager
def answers_of(
    reader: Callable[..., Iterable[Any]], path: Path, *given: Any, limits: Limits = IMPORT
) -> Iterator[IO[bytes]]:
    """What a function says of a file, each value a line of JSON, in a temporary file that may be read more than once.

    Args:
        reader: of a module that doesn't import Django; called with the path and what is given, which JSON can write.

    Raises:
        ListError: the reader's own; or the process died, took too long, or had too much to say.
    """
    name = f"{reader.__module__}:{reader.__qualname__}"
    order = [name, str(path), json.dumps(given), json.dumps(asdict(limits))]
    with tempfile.TemporaryFile() as answers:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "goufu.files.limited", *order],
                stdin=subprocess.DEVNULL,
                stdout=answers,
                stderr=subprocess.PIPE,
                timeout=limits.wall_seconds,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _too_long(path) from None
        answers.seek(0)
        if done.returncode == REFUSED:
            raise ListError(*json.load(answers))
        if done.returncode:
            raise _died(path, done)
        yield answers


def is_stopped(process: int) -> bool:
    """Whether the process with that number is stopped (SIGSTOP): it neither works nor ends. One that has ended is not."""
    try:
        said = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return said.rpartition(") ")[2].startswith("T")


def _died(path: Path, done: subprocess.CompletedProcess[bytes]) -> ListError:
    said = " ".join(done.stderr.decode("utf-8", "replace").split())[-500:]
    _log.warning("The process that read %s ended with %s: %s", path, done.returncode, said)
    if -done.returncode in (signal.SIGXCPU, signal.SIGKILL):
        return _too_long(path)
    if -done.returncode == signal.SIGABRT:  # how the reader of workbooks ends when it gets no memory
        return _too_much_memory(path)
    return ListError(
        "读这个文件的程序中途停止了，文件可能已经损坏", path.name, "请用 Excel 或 WPS 打开后另存一份再试"
    )


def _too_long(path: Path) -> ListError:
    return ListError("读这个文件要的时间太长", path.name, _SMALLER)


def _too_much_memory(path: Path) -> ListError:
    return ListError("读这个文件要的内存太多", path.name, _SMALLER)


def _limit(what: int, value: int) -> None:
    _, most = resource.getrlimit(what)  # the machine's own limit may be tighter, and may not be raised
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(what, (value, value))


def main() -> None:
    """Calls the function and writes what it says; a refusal takes the place of what was written before it."""
    name, place, given, limits = sys.argv[1:]
    path, held = Path(place), Limits(**json.loads(limits))
    held.hold()
    _limit(resource.RLIMIT_FSIZE, held.answer_mb << 20)
    module, _, function = name.partition(":")
    out = sys.stdout.buffer
    try:
        for value in getattr(import_module(module), function)(path, *json.loads(given)):
            out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        out.flush()
    except ListError as error:
        _refuse(error)
    except MemoryError:
        _refuse(_too_much_memory(path))
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        _refuse(ListError("表里的内容太多", path.name, _SMALLER))


def _refuse(error: ListError) -> None:
    """Ends the process. Nothing that is still buffered may follow."""
    said = json.dumps([error.what, error.where, error.remedy]).encode()
    os.ftruncate(1, 0)
    os.pwrite(1, said, 0)
    os._exit(REFUSED)


if __name__ == "__main__":
    main()

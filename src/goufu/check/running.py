"""The process that works on an uploaded list, started and waited for.

It is one of its own, within limits, so that no file, however hostile, takes down who starts it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import sys

from goufu.check.uploaded_list import UploadedList
from goufu.files.environment import whole_number
from goufu.files.limited import Limits, is_stopped

MEMORY_MB = 6144
CPU_SECONDS = 1800
WALL_SECONDS = 3600
SMALLER = "文件可能太大或已损坏；请拆分成几份，或另存为 CSV 后重试"

LOOKS_EVERY_SECONDS = 1.0
PATIENCE_LOOKS = 10

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """The process was stopped (SIGSTOP), stayed so, and was ended: another may begin again."""


def limits() -> Limits:
    return Limits(
        memory_mb=whole_number("GOUFU_CHECK_MEMORY_MB", MEMORY_MB),
        cpu_seconds=whole_number("GOUFU_CHECK_CPU_SECONDS", CPU_SECONDS),
        wall_seconds=whole_number("GOUFU_CHECK_WALL_SECONDS", WALL_SECONDS),
    )


async def work_on(uploaded: UploadedList) -> None:
    """Checks the list in a process of its own, which ends with us; what becomes of it stands in the list's state.

    Cancelled, it ends the process and leaves the state as it is, so that the list can be begun again; so it does when the
    process stays stopped, and raises Stopped.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "goufu.check.worker", str(uploaded.folder), str(os.getpid())),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    said = b""
    try:
        async with asyncio.timeout(limits().wall_seconds):
            said = await _output(process)
    except TimeoutError:
        pass
    finally:
        if process.returncode is None:
            process.kill()
        ended = await process.wait()
    _tell_end(uploaded, ended, said)


async def _output(process: asyncio.subprocess.Process) -> bytes:
    """What the process writes to its standard error until it ends. Raises Stopped."""
    output = asyncio.ensure_future(process.communicate())
    looks = 0
    try:
        while not (await asyncio.wait({output}, timeout=LOOKS_EVERY_SECONDS))[0]:
            looks = looks + 1 if is_stopped(process.pid) else 0
            if looks > PATIENCE_LOOKS:
                raise Stopped
        return output.result()[1]
    finally:
        output.cancel()


def _tell_end(uploaded: UploadedList, ended: int, said: bytes) -> None:
    """Refuses a list whose process died without a word. One that was deleted meanwhile wants none.

    A process that ended well has said its word, even when the list waits again: a person was quicker than its end.
    """
    try:
        if ended == 0 or not uploaded.state().is_working:
            return
        uploaded.refuse(_why(ended), SMALLER)
        shutil.rmtree(uploaded.work_folder, ignore_errors=True)
    except FileNotFoundError:
        return
    words = " ".join(said.decode(errors="replace").split())[-500:]
    _log.warning("The process that checked a list ended with %s: %s", ended, words)


def _why(ended: int) -> str:
    if -ended in (signal.SIGXCPU, signal.SIGKILL):
        return "检查这份清单的程序中途停止了：要的时间太长，或者内存不够"
    return "检查这份清单的程序中途停止了"

"""The web server, granian in front of Django, and the worker for the jobs: started, watched and stopped."""

from __future__ import annotations

import http.client
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from goufu.config.processes import ends_with_us

START_SECONDS = 60
STOP_SECONDS = 30
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# In each process: granian wants no more than two a processor and one; each holds a database connection.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


class ServeError(Exception):
    """The server cannot run; the text tells people why and what to do."""


def refuse_taken_port(host: str, port: int) -> None:
    """Raises ServeError when something else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServeError(
                f"不能使用 {host}:{port}（{error.strerror}）。换一个端口再启动，如 PORT={port + 1} make run。"
            ) from error


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Ctrl+C, being told to end, or losing the terminal leaves the block; from then on they are not heard twice."""

    def leave(number: int, frame: FrameType | None) -> None:
        for ending in ENDING:
            signal.signal(ending, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {ending: signal.signal(ending, leave) for ending in ENDING}
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def prepare(database_url: str) -> None:
    """Brings tables, places, static files and the central catalogue up to date; the address is kept for the web processes."""
    os.environ["DATABASE_URL"] = database_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    call_command("load_central", verbosity=0)


def first_steps() -> str:
    """What to do first where nobody is enrolled yet, else nothing."""
    from django.contrib.auth import get_user_model

    if get_user_model()._default_manager.exists():
        return ""
    return (
        "还没有人员：另开一个终端，用 goufu people setup 登记三位管理员；只想试用，用 goufu people example。"
    )


def serve(host: str, port: int, workers: int, say: Callable[[str], None], more: str = "") -> None:
    """Serves until we are told to end; says the address once it answers, and what more there is to say.

    Raises ServeError when a process ends.
    """
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"]
    command += ["--host", host, "--port", str(port), "--workers", str(workers), "--no-ws"]
    command += ["--blocking-threads", str(THREADS), "--backpressure", str(THREADS)]
    command += ["goufu.config.wsgi:application"]
    server = _start(command)
    worker = _start([sys.executable, "-m", "goufu.config.worker"])
    try:
        _wait_for(server, host, port)
        say(f"购服已启动：http://{_address(host)}:{port}/  按 Ctrl+C 停止。")
        if more:
            say(more)
        ended = _first_to_end(server, worker)
        name = "网页服务" if ended is server else "后台任务"
        raise ServeError(f"{name}意外停止（{ended.returncode}），原因见上。")
    finally:
        _stop(server, worker)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, start_new_session=True, preexec_fn=ends_with_us(signal.SIGTERM))


def _first_to_end(*processes: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    ended: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()

    def watch(process: subprocess.Popen[bytes]) -> None:
        process.wait()
        ended.put(process)

    for process in processes:
        threading.Thread(target=watch, args=[process], daemon=True).start()
    return ended.get()


def _stop(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    pause = threading.Event()
    for _ in range(START_SECONDS * 10):
        if server.poll() is not None:
            break
        if _is_healthy(host, port):
            return
        pause.wait(0.1)
    raise ServeError("网页服务没有启动，原因见上。")


def _is_healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_address(host).strip("[]"), port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _address(host: str) -> str:
    """The host as this machine's browser reaches it."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104, compared with, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host

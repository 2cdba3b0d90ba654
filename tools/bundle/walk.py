"""The walk of an office through a bundle: unpack, install, start, use, upgrade, go back. Run by `make bundle-check`.

Only the standard library: it runs with the machine's own Python, as a plain user, without a network.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

STARTED = "购服已启动"
PERSON = "from goufu.registry.models import Person; "
FIRST_PAGE_SECONDS = 60


def walk(bundle: Path, home: Path) -> None:
    with told("解开"):
        subprocess.run(["tar", "-xf", bundle, "-C", home], check=True)
        [unpacked] = home.glob("goufu-*")
    with told("安装"):
        install(unpacked, home)
    program = home / ".local/share/goufu-program"
    print(f"  装好的程序 {size(program) >> 20} MB")
    with told("第一次启动，打开一页"), running(program / "goufu", home) as address:
        assert b"</html>" in urlopen(address).read()  # noqa: S310, our own
    enrol = PERSON + "Person.objects.create(username='walker', name='走一遍')"
    goufu(program / "goufu", home, "manage", "shell", "-c", enrol)
    keys = (home / ".local/share/goufu/personal_keys").read_bytes()
    newer = unpacked.with_name("newer")
    make_newer(unpacked, newer)
    with told("升级"):
        install(newer, home)
    assert (program / "current").readlink().name.startswith("9.0.0-")
    with told("升级以后启动，打开一页"), running(program / "goufu", home) as address:
        assert b"</html>" in urlopen(address).read()  # noqa: S310, our own
    count = PERSON + "print('人', Person.objects.filter(username='walker').count())"
    assert "人 1" in goufu(program / "goufu", home, "manage", "shell", "-c", count)
    assert (home / ".local/share/goufu/personal_keys").read_bytes() == keys
    back = run(["sh", unpacked / "install.sh", "--no-start"], home)
    assert back.returncode == 1 and "比这份安装包的" in back.stderr, back
    print("旧的安装包被拒绝了，数据还在。")


def run(command: list[str | Path], home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=surroundings(home), capture_output=True, text=True, check=False)


def surroundings(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


def install(bundle: Path, home: Path) -> None:
    done = run(["sh", bundle / "install.sh", "--no-start"], home)
    assert done.returncode == 0, done.stderr


def goufu(command: Path, home: Path, *arguments: str) -> str:
    done = run([command, *arguments], home)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(command: Path, home: Path) -> Iterator[str]:
    """The address of the program, which runs within the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    more = {"GOUFU_PORT": port, "GOUFU_WORKERS": "1", "GOUFU_POSTGRES": "wheel"}
    with subprocess.Popen(
        [command, "run"], env=surroundings(home) | more, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            assert any(STARTED in line for line in process.stdout), "it ended before it had started"
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def make_newer(bundle: Path, to: Path) -> None:
    """The same program as a bundle of a later version."""
    subprocess.run(["cp", "--archive", bundle, to], check=True)
    manifest = json.loads((to / "manifest.json").read_text())
    (to / "manifest.json").write_text(json.dumps(manifest | {"version": "9.0.0"}, indent=2))
    names = [line.partition("  ")[2] for line in (to / "SHA256SUMS").read_text().splitlines()]
    sums = (f"{hashlib.sha256((to / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (to / "SHA256SUMS").write_text("".join(sums))


def size(folder: Path) -> int:
    return sum(file.lstat().st_size for file in folder.rglob("*"))


@contextmanager
def told(what: str) -> Iterator[None]:
    before = time.monotonic()
    yield
    print(f"{what}：{time.monotonic() - before:.0f} 秒", flush=True)


def refuse_network() -> None:
    """Raises SystemExit where another machine can be reached: documentation addresses (RFC 5737) have no route."""
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1).close()
    except OSError as error:
        if error.errno == 101:  # ENETUNREACH
            return
    raise SystemExit("这里有网络。")


if __name__ == "__main__":
    assert os.geteuid() != 0, "a plain user walks"
    if "--with-network" not in sys.argv:
        refuse_network()
    walk(Path(sys.argv[1]), Path(sys.argv[2]))

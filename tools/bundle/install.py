"""The installer in a bundle: `sh install.sh` runs it with the machine's Python, which needs no pip and no network.

A version gets a folder of its own below `programs/`; `current` is a link to the one in use, changed in one step once all of
it is there, so that an installation that was interrupted leaves the one before as it was. Data lie elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

BUNDLE = Path(__file__).resolve().parent
UNITS = Path("/etc/systemd/system")
ACCOUNT = "goufu"  # under which the service runs, as goufu.service says
DATA = Path("/var/lib/goufu")  # of the service, likewise
OURS = {"programs", "current", "goufu", "current.draft", "goufu.draft"}
VERSION = re.compile(r"\d[^/]*-[0-9a-f]{8}")  # of a version's folder
DONE = "installed"  # a file in a version's folder that is complete
COMMAND = "/opt/goufu/goufu"  # in the unit, unless it is installed elsewhere


class Refused(Exception):
    """The bundle is not installed; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 1 after a refusal, in which case nothing that was installed has changed."""
    asked = _parser().parse_args(arguments)
    is_root = os.geteuid() == 0
    folder = asked.to.expanduser().absolute() if asked.to else _usual_folder(is_root)
    try:
        manifest = _checked_bundle()
        _check_machine(manifest)
        _check_folder(folder, manifest)
        command = _install(folder, manifest)
        print(f"购服 {manifest['version']} 已装在 {folder}，命令是 {command}。", flush=True)
        if is_root:
            _serve(command, is_started=asked.start)
        elif asked.start:
            os.execv(command, [str(command), "run"])  # noqa: S606, nothing is left to do here
        else:
            print(f"启动：{command} run", flush=True)
    except (Refused, OSError) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sh install.sh", description="安装或者升级购服，然后启动。不用联网。", add_help=False
    )
    parser.add_argument("--help", action="help", help="显示这些说明")
    parser.add_argument(
        "--to",
        type=Path,
        metavar="文件夹",
        help="装在哪里：普通用户通常是 ~/.local/share/goufu-program，root 是 /opt/goufu",
    )
    parser.add_argument("--no-start", dest="start", action="store_false", help="只安装，不启动")
    return parser


def _usual_folder(is_root: bool) -> Path:
    return Path("/opt/goufu") if is_root else Path.home() / ".local/share/goufu-program"


def _checked_bundle() -> dict[str, Any]:
    """The manifest of a bundle of which every file is as it was made. Raises Refused."""
    again = "请重新拷贝一份安装包，再解开"
    try:
        lines = (BUNDLE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused(f"安装包不完整，缺 SHA256SUMS。{again}。") from None
    damaged = []
    for line in lines:
        digest, _, name = line.partition("  ")
        file = BUNDLE / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            damaged.append(name)
    if damaged or not lines:
        raise Refused(f"安装包里有损坏的或者缺少的文件：{'、'.join(damaged) or 'SHA256SUMS'}。{again}。")
    found: dict[str, Any] = json.loads((BUNDLE / "manifest.json").read_text(encoding="utf-8"))
    return found


def _check_machine(manifest: dict[str, Any]) -> None:
    """Raises Refused for a machine on which the bundle's programs don't run."""
    machine, python = platform.machine(), "{}.{}".format(*sys.version_info)
    if machine != manifest["architecture"]:
        raise Refused(
            f"这份安装包是给 {manifest['architecture']} 的，这台机器是 {machine}。请换用 {machine} 的安装包。"
        )
    if python != manifest["python"] or sys.implementation.name != "cpython":
        raise Refused(
            f"这份安装包要用 Python {manifest['python']}，现在是 {python}。请用 PYTHON=… 指出它在哪里。"
        )
    library, version = platform.libc_ver()
    if library != "glibc" or _numbers(version) < _numbers(manifest["glibc"]):
        raise Refused(
            f"系统要有 glibc {manifest['glibc']} 或者更新的版本，现在是 {library or '别的库'} {version}。"
            "请换用较新的操作系统。"
        )


def _check_folder(folder: Path, manifest: dict[str, Any]) -> None:
    """Raises Refused for a folder of other things, a newer version in it, or too little room for this one."""
    if not _is_ours(folder):
        raise Refused(f"{folder} 里有别的文件。请用 --to 另选一个文件夹。")
    installed = _installed(folder)
    if installed and _numbers(installed) > _numbers(manifest["version"]):
        raise Refused(
            f"{folder} 里装的是 {installed}，比这份安装包的 {manifest['version']} 新。"
            "数据已经升级过，较旧的版本打不开。请用较新的安装包。"
        )
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free >> 20
    if free < manifest["megabytes"]:
        raise Refused(
            f"磁盘空间不够：{there} 还有 {free} MB，安装要 {manifest['megabytes']} MB。请腾出空间，或者用 --to 另选一个文件夹。"
        )


def _is_ours(folder: Path) -> bool:
    """Whether nothing is there but what this installer has made: of anything else it would remove or replace some."""
    if not folder.exists():
        return True
    programs = folder / "programs"
    versions = programs.iterdir() if programs.is_dir() else ()
    return {each.name for each in folder.iterdir()} <= OURS and all(
        VERSION.fullmatch(each.name) for each in versions
    )


def _installed(folder: Path) -> str:
    """The version in use; "" where there is none."""
    link = folder / "current"
    return link.readlink().name.rpartition("-")[0] if link.is_symlink() else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def _install(folder: Path, manifest: dict[str, Any]) -> Path:
    """Puts the version into its folder, makes it the one in use, and returns its command."""
    digest = hashlib.sha256((BUNDLE / "SHA256SUMS").read_bytes()).hexdigest()
    program = folder / "programs" / f"{manifest['version']}-{digest[:8]}"
    before = (folder / "current").resolve()
    if not (program / DONE).exists():
        shutil.rmtree(program, ignore_errors=True)  # of an installation that was interrupted
        print(f"正在安装购服 {manifest['version']}，约需一分钟……", flush=True)
        _fill(program)
        (program / DONE).touch()
    for link, target in (("current", Path("programs", program.name)), ("goufu", Path("current/bin/goufu"))):
        draft = folder / f"{link}.draft"
        draft.unlink(missing_ok=True)
        draft.symlink_to(target)
        draft.replace(folder / link)
    for each in (folder / "programs").iterdir():
        if each not in (program, before):  # the one before may still be running
            shutil.rmtree(each)
    return folder / "goufu"


def _fill(program: Path) -> None:
    """Makes a virtual environment with the bundle's wheels, each held to its digest. Raises Refused."""
    venv.EnvBuilder(symlinks=True).create(program)
    [pip] = (BUNDLE / "wheels").glob("pip-*.whl")
    done = subprocess.run(
        [
            program / "bin/python", "-I", pip / "pip", "--isolated", "--quiet", "--disable-pip-version-check",
            "--no-input", "--no-cache-dir", "install", "--no-index", "--find-links", BUNDLE / "wheels", "--require-hashes",
            "--requirement", BUNDLE / "requirements.txt",
        ],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(program)
        raise Refused(f"没有装成，原来的没有动。pip 说：\n{done.stderr.strip()}")
    shutil.copytree(BUNDLE / "docs", program / "docs")


def _serve(command: Path, *, is_started: bool) -> None:
    """Writes the systemd unit; where systemd runs, the service is enabled and started anew."""
    if subprocess.run(["id", ACCOUNT], capture_output=True, check=False).returncode:
        nobody_enters = ["--home-dir", str(DATA), "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run(["useradd", "--system", "--user-group", *nobody_enters, ACCOUNT], check=True)
    UNITS.mkdir(parents=True, exist_ok=True)
    unit = UNITS / "goufu.service"
    usual = (BUNDLE / unit.name).read_text(encoding="utf-8")
    unit.write_text(usual.replace(COMMAND, str(command)), encoding="utf-8")
    print(f"服务写在 {unit}，以用户 {ACCOUNT} 运行，数据在 {DATA}。", flush=True)
    if not Path("/run/systemd/system").is_dir():
        subprocess.run(["install", "--directory", "--owner", ACCOUNT, DATA], check=True)
        said = f"runuser -u {ACCOUNT} -- env GOUFU_DATA={DATA} {command} run"
        print(f"这台机器没有用 systemd。启动：{said}", flush=True)
    elif is_started:
        for step in (["daemon-reload"], ["enable", "goufu"], ["restart", "goufu"]):
            subprocess.run(["systemctl", *step], check=True)
        print("已经启动。看它说了什么、网址是什么：journalctl -u goufu", flush=True)
    else:
        print("启动：systemctl enable --now goufu", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

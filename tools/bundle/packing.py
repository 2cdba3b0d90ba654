"""Packing a bundle: wheels, documentation, installer, manifest and digests, as one tar file."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from tools.bundle.wheels import PYTHON, normal

HERE = Path(__file__).parent
INSTALLER = ("install.sh", "install.py", "goufu.service")
ROOM_FOR_COMPILED = 1.5  # of what is unpacked, for the installed files' compiled form and the bundle's leeway


def pack(wheels: Path, docs: Path, architecture: str, target: Path, moment: int) -> Path:
    """Writes goufu-<version>-<architecture>.tar of a folder of wheels into the target folder.

    moment: of the files in it, in seconds, so that the same files give the same bundle.
    """
    files = sorted(wheels.glob("*.whl"))
    [version] = [file.name.split("-")[1] for file in files if file.name.startswith("goufu-")]
    name = f"goufu-{version}-{architecture}"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / name
        shutil.copytree(docs, folder / "docs")
        (folder / "wheels").mkdir()
        for file in files:
            shutil.copy(file, folder / "wheels")
        for file_name in INSTALLER:
            shutil.copy(HERE / file_name, folder)
        installed = (file for file in files if not file.name.startswith("pip-"))  # pip runs out of its wheel
        (folder / "requirements.txt").write_text("".join(map(_requirement, installed)))
        manifest = {
            "version": version,
            "architecture": architecture,
            "python": PYTHON,
            "glibc": _glibc(files),
            "megabytes": round(sum(map(_unpacked, files)) * ROOM_FOR_COMPILED) >> 20,
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        write_digests(folder)
        return _tar(folder, target / f"{name}.tar", moment)


def write_digests(folder: Path) -> None:
    """Writes SHA256SUMS, the digests of all other files of the folder, as sha256sum reads them."""
    sums = folder / "SHA256SUMS"
    sums.unlink(missing_ok=True)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    sums.write_text("".join(f"{_sha256(file)}  {file.relative_to(folder)}\n" for file in files))


def _requirement(file: Path) -> str:
    package, version = file.name.split("-")[:2]
    return f"{normal(package)}=={version} --hash=sha256:{_sha256(file)}\n"


def _glibc(files: Iterable[Path]) -> str:
    """The oldest glibc on which all of them run: a wheel names each that it runs on."""
    least = (2, 17)
    for file in files:
        versions = [tuple(map(int, found)) for found in re.findall(r"manylinux_(\d+)_(\d+)", file.name)]
        if versions:
            least = max(least, min(versions))
    return "{}.{}".format(*least)


def _unpacked(file: Path) -> int:
    with ZipFile(file) as archive:
        return sum(each.file_size for each in archive.infolist())


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _tar(folder: Path, target: Path, moment: int) -> Path:
    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = moment
        entry.mode = 0o755 if entry.isdir() or entry.name.endswith(".sh") else 0o644
        return entry

    draft = target.with_suffix(".draft")
    with tarfile.open(draft, "w") as archive:
        archive.add(folder, folder.name, filter=plain)
    return draft.replace(target)

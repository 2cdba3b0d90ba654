"""Makes the bundle: `python -m tools.bundle aarch64` writes dist/goufu-<version>-aarch64.tar; without a name, for this machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

from tools.bundle.packing import pack
from tools.bundle.wheels import ARCHITECTURES, ROOT, pip, platform_options, run_time_wheels

# Made by `make`, not by Git: a wheel without them would start, and serve bare pages.
MUST_HAVE = (
    "goufu/ui/static/vendor/age.js",
    "goufu/ui/static/vendor/bootstrap.min.css",
    "goufu/ui/locale/en/LC_MESSAGES/django.mo",
    "goufu/compiled.json",
)


def main(architecture: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        wheels = Path(made)
        moment = _committed_at()
        os.environ["SOURCE_DATE_EPOCH"] = str(moment)  # for the program's own wheel
        _fetch(architecture, wheels)
        _build(wheels)
        target = ROOT / "dist"
        target.mkdir(exist_ok=True)
        bundle = pack(wheels, ROOT / "docs", architecture, target, moment)
    print(f"{bundle.relative_to(ROOT)}：{bundle.stat().st_size >> 20} MB。拷到没有网络的机器上：")
    print(f"  tar xf {bundle.name} && sh {bundle.stem}/install.sh")


def _fetch(architecture: str, folder: Path) -> None:
    """Fetches the wheels of the table, each held to its digest."""
    wanted = folder / "wanted.txt"
    with wanted.open("w") as file:
        for wheel in run_time_wheels(architecture):
            version = wheel.file.split("-")[1]
            file.write(f"{wheel.package}=={version} --hash=sha256:{wheel.sha256}\n")
    pip(
        "download", "--no-deps", "--require-hashes", "--requirement", str(wanted), "--dest", str(folder),
        *platform_options(architecture),
    )  # fmt: skip
    wanted.unlink()


def _build(folder: Path) -> None:
    """Builds the program's own wheel. Raises SystemExit where it lacks what make makes."""
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(ROOT))
    [wheel] = folder.glob("goufu-*.whl")
    with ZipFile(wheel) as archive:
        missing = set(MUST_HAVE) - set(archive.namelist())
    if missing:
        raise SystemExit(f"缺 {'、'.join(sorted(missing))}。请用 make bundle。")


def _committed_at() -> int:
    """The moment of the commit, as seconds: the same sources give the same bundle."""
    said = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return int(said.stdout or os.environ.get("SOURCE_DATE_EPOCH", "0"))


if __name__ == "__main__":
    os.umask(0o022)
    asked = sys.argv[1] if len(sys.argv) > 1 else platform.machine()
    if asked not in ARCHITECTURES:
        raise SystemExit(f"没有 {asked} 的安装包。可以做的有：{'、'.join(ARCHITECTURES)}。")
    main(asked)

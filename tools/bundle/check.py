"""Walks through a bundle without a network, as a plain user: `python -m tools.bundle.check dist/goufu-0.1.0-x86_64.tar`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.bundle.offline import NOBODY, PYTHON, can_be_without_network, without_network


def main(bundle: Path) -> int:
    """The exit code of the walk, which has a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="goufu-walk-") as made:
        folder = Path(made)
        for file in (bundle, Path(__file__).with_name("walk.py")):
            shutil.copy(file, folder)
        home = folder / "home"
        home.mkdir()
        folder.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(home, int(NOBODY), int(NOBODY))
        command = [PYTHON, "-I", str(folder / "walk.py"), str(folder / bundle.name), str(home)]
        if not can_be_without_network():
            print("这台机器不许建立没有网络的环境，只好带着网络试。")
            command.append("--with-network")
        return subprocess.run(without_network(command), cwd=home, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

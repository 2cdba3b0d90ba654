from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import Settings


@pytest.fixture
def desks(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for lists of its own; whoever starts a worker waits for its end."""

    def run(command: list[str], **options: Any) -> None:
        del options["start_new_session"]
        subprocess.run(command, check=True, **options)

    monkeypatch.setattr(
        "goufu.check.desk.subprocess", SimpleNamespace(Popen=run, DEVNULL=subprocess.DEVNULL)
    )
    settings.DATA = tmp_path
    return tmp_path / "lists"

"""How many test processes there are."""

from __future__ import annotations

import pytest

ASKED = "PYTEST_XDIST_AUTO_NUM_WORKERS"


def processes(config: pytest.Config) -> int:
    """Of `-n auto`."""
    found: int = config.hook.pytest_xdist_auto_num_workers(config=config)
    return found


def test_there_are_as_many_as_somebody_asks_for(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ASKED, "5")
    assert processes(pytestconfig) == 5
    monkeypatch.delenv(ASKED)
    monkeypatch.setattr("psutil.cpu_count", lambda **_: 2)
    assert processes(pytestconfig) == 3

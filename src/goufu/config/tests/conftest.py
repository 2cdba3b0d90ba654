"""The made-up county, for the tests of what holds the rooms together, and an installation to start from."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from goufu.config.cluster import Cluster
from goufu.config.processes import User
from goufu.config.programs import find_programs
from goufu.config.tests.running import copy, data_folder, goufu, running
from goufu.journal.tests.conftest import days, write
from goufu.registry.tests.conftest import newcomer
from goufu.registry.tests.county import county, signed_in

__all__ = ["county", "days", "newcomer", "signed_in", "write"]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """The data folder of a `goufu run` that has started once and ended, to be copied; the test processes share it.

    Its tables were made before by another command, where nothing had run yet: see `prepared`.
    """
    shared = tmp_path_factory.getbasetemp()
    if hasattr(pytestconfig, "workerinput"):
        shared = shared.parent
    made = shared / "installation"
    with (shared / "installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with data_folder() as folder:
                done = goufu(folder, "people", "list")
                assert (done.returncode, done.stdout) == (0, ""), done.stderr
                copy(folder, made.with_name("prepared"))
                with running(folder) as program:
                    assert program.said
                copy(folder, made)
    return made


@pytest.fixture(scope="session")
def prepared(installation: Path) -> Path:
    """The data folder of a `goufu people` that has run once, where nothing had run yet; to be copied."""
    return installation.with_name("prepared")


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that the database's user can enter."""
    with data_folder() as folder:
        yield folder


@pytest.fixture
def cluster(place: Path) -> Cluster:
    """A cluster that is made when it is started for the first time."""
    return cluster_in(place)


def cluster_in(place: Path) -> Cluster:
    user = User.unprivileged() if os.geteuid() == 0 else User.of(os.geteuid())
    return Cluster(place / "postgres", find_programs("").for_user(user, place), user, ("fsync=off",))

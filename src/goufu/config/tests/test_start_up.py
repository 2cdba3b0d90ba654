"""What the web processes and workers load when they start."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

from goufu import compiled
from goufu.config.tests.running import data_folder, environment

HEAVY = {"arro3", "duckdb", "numpy", "openpyxl", "pandas", "polars", "pyspark", "rjieba"}
OF_SIGN_IN = {"jwt", "requests"}  # for bodies with a sign-in of their own, and always in the web process
LOADED = "; print(*{name.split('.')[0] for name in sys.modules})"
STARTS = {
    "web": "import sys, goufu.config.loading as loading; loading.load_pages(); import goufu.config.asgi",
    "worker": "import sys, goufu.config.serve, goufu.config.loading as loading; loading.load_jobs()",
}


@cache
def loaded_by(start: str) -> set[str]:
    """The packages that the start has loaded."""
    with data_folder() as folder:
        done = subprocess.run(
            [sys.executable, "-c", STARTS[start] + LOADED],
            env=environment(folder, DJANGO_SETTINGS_MODULE="goufu.config.settings"),
            capture_output=True,
            text=True,
            check=True,
        )
    return set(done.stdout.split())


@pytest.mark.parametrize("start", STARTS)
def test_a_start_loads_no_library_for_large_tables(start: str) -> None:
    loaded = loaded_by(start)
    assert "goufu" in loaded
    assert not HEAVY & loaded


def test_without_a_body_s_own_sign_in_nothing_is_loaded_for_it_in_workers() -> None:
    assert not OF_SIGN_IN & loaded_by("worker")


@cache
def left_by_loading() -> dict[str, list[str]]:
    """What everything loaded leaves in a process that is about to be forked."""
    code = """
import gc, json, os
from goufu.config.loading import load_pages

def files():
    found = (f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd"))
    return {os.readlink(each) for each in found if os.path.exists(each)}

before = files()
load_pages()
from django.db import connections
from whitenoise.middleware import WhiteNoiseMiddleware
print(json.dumps({
    "middleware": [repr(each) for each in gc.get_objects() if isinstance(each, WhiteNoiseMiddleware)],
    "threads": [each for each in os.listdir("/proc/self/task") if int(each) != os.getpid()],
    "files": sorted(files() - before),
    "connections": [repr(each) for each in connections.all(initialized_only=True) if each.connection],
}))
"""
    with data_folder() as folder:
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment(folder), capture_output=True, text=True, check=True
        )
    left: dict[str, list[str]] = json.loads(done.stdout)
    return left


def test_what_lists_the_static_files_is_not_made_before_they_are_there() -> None:
    assert left_by_loading()["middleware"] == []


@pytest.mark.parametrize("what", ["threads", "connections"])
def test_loading_leaves_nothing_that_a_fork_would_break(what: str) -> None:
    assert left_by_loading()[what] == []


def test_of_what_loading_leaves_open_forks_need_what_is_mapped_only() -> None:
    """Theirs is closed, which a file that is mapped into memory bears."""
    assert set(left_by_loading()["files"]) <= {str(compiled.FILE)}

"""What the launcher loads when it starts, for all processes that are forked from it."""

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
LOADS = {"web": "load_pages", "worker": "load_jobs"}
CODE = """
import gc, json, os, sys
import goufu.config.serve
from goufu.config import loading

def files():
    found = (f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd"))
    return {os.readlink(each) for each in found if os.path.exists(each)}

before = files()
getattr(loading, sys.argv[1])()
from django.db import connections
from whitenoise.middleware import WhiteNoiseMiddleware
left = {
    "middleware": [repr(each) for each in gc.get_objects() if isinstance(each, WhiteNoiseMiddleware)],
    "threads": [each for each in os.listdir("/proc/self/task") if int(each) != os.getpid()],
    "files": sorted(files() - before),
    "connections": [repr(each) for each in connections.all(initialized_only=True) if each.connection],
}
if sys.argv[1] == "load_pages":
    import goufu.config.asgi
left["packages"] = list({name.split(".")[0] for name in sys.modules})
print(json.dumps(left))
"""


@cache
def left_by(start: str) -> dict[str, list[str]]:
    """What loading leaves in a process that is about to be forked; and the packages that it has loaded then."""
    with data_folder() as folder:
        done = subprocess.run(
            [sys.executable, "-c", CODE, LOADS[start]],
            env=environment(folder),
            capture_output=True,
            text=True,
            check=True,
        )
    left: dict[str, list[str]] = json.loads(done.stdout)
    return left


@pytest.mark.parametrize("start", LOADS)
def test_a_start_loads_no_library_for_large_tables(start: str) -> None:
    loaded = left_by(start)["packages"]
    assert "goufu" in loaded
    assert not HEAVY & {*loaded}


def test_without_a_body_s_own_sign_in_nothing_is_loaded_for_it_in_workers() -> None:
    assert not OF_SIGN_IN & {*left_by("worker")["packages"]}


def test_what_lists_the_static_files_is_not_made_before_they_are_there() -> None:
    assert left_by("web")["middleware"] == []


@pytest.mark.parametrize("start", LOADS)
@pytest.mark.parametrize("what", ["threads", "connections"])
def test_loading_leaves_nothing_that_a_fork_would_break(start: str, what: str) -> None:
    assert left_by(start)[what] == []


@pytest.mark.parametrize("start", LOADS)
def test_of_what_loading_leaves_open_forks_need_what_is_mapped_only(start: str) -> None:
    """Theirs is closed, which a file that is mapped into memory bears."""
    assert {*left_by(start)["files"]} <= {str(compiled.FILE)}

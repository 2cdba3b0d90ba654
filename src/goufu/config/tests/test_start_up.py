"""What the web processes and workers load when they start."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from goufu.config.tests.running import data_folder, environment

HEAVY = {"arro3", "duckdb", "numpy", "openpyxl", "pandas", "polars", "pyspark", "rjieba"}
OF_SIGN_IN = {"jwt", "requests"}  # for bodies with a sign-in of their own, and always in the web process
LOADED = "; print(*{name.split('.')[0] for name in sys.modules})"
STARTS = {
    "web": "import sys, goufu.config.asgi, goufu.config.urls",
    "worker": (
        "import sys, goufu.config.worker, django; django.setup();"
        " from procrastinate.contrib.django import app; app.perform_import_paths()"
    ),
    "launcher": (
        "import sys, goufu.config.serve, django; django.setup();"
        " from goufu.core.fact_views import facts_of_stage; facts_of_stage('plan')"
    ),
}


def listening(folder: Path, gate: bytes) -> subprocess.CompletedProcess[bytes]:
    """The web server, whose settings can't be loaded, after `gate` was written to its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "goufu.config.granian", "goufu.config.asgi:application"],
        env=environment(folder) | {"DJANGO_SETTINGS_MODULE": "no.such.settings"},
        input=gate,
        capture_output=True,
        check=False,
    )


def test_a_web_server_that_is_never_opened_ends_without_a_word(tmp_path: Path) -> None:
    ended = listening(tmp_path, b"")
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, b"")


def test_a_web_server_that_is_opened_says_why_it_fails(tmp_path: Path) -> None:
    ended = listening(tmp_path, b"\n")
    assert ended.returncode == 1
    assert b"No module named 'no'" in ended.stderr


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


@pytest.mark.parametrize("start", ["worker", "launcher"])
def test_without_a_body_s_own_sign_in_nothing_is_loaded_for_it(start: str) -> None:
    assert not OF_SIGN_IN & loaded_by(start)


def test_what_lists_the_static_files_is_not_made_before_they_are_there(tmp_path: Path) -> None:
    code = """
import gc, os
os.environ["DJANGO_SETTINGS_MODULE"] = "goufu.config.settings"
from goufu.config.granian import warm
warm()
from whitenoise.middleware import WhiteNoiseMiddleware
print(sum(isinstance(each, WhiteNoiseMiddleware) for each in gc.get_objects()))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stdout == "0\n"

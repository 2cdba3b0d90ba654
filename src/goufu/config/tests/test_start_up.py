"""What the web processes and workers load when they start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from goufu.config.tests.running import environment

HEAVY = {"duckdb", "numpy", "openpyxl", "pandas", "polars", "pyarrow", "pyspark", "rjieba"}
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


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_a_start_loads_no_library_for_large_tables(start: str, tmp_path: Path) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", start + LOADED],
        env=environment(tmp_path, DJANGO_SETTINGS_MODULE="goufu.config.settings"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "goufu" in loaded
    assert not HEAVY & set(loaded)

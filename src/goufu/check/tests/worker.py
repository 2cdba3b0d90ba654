"""The process that checks an uploaded list, as tests fork it: `jobs` gives it the list's folder."""

from __future__ import annotations

import gc
import os
import sys

from goufu import reader
from goufu.check import worker
from goufu.check.terms import STAGE
from goufu.law.dialects import DUCKDB
from goufu.law.load import load_rulebook
from goufu.law.sql import Question


def get_ready() -> None:
    """Reads the rules and their conditions, which every list is asked, and makes the patterns by which titles are read."""
    Question(load_rulebook(), STAGE, DUCKDB).record("facts", "TRUE")
    reader.read("失能老人上门护理服务")
    gc.collect()
    gc.freeze()


def main() -> None:
    sys.argv.append(str(os.getppid()))
    worker.main()
    os._exit(0)  # nothing that was loaded needs to be taken down

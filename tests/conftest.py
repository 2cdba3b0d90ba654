from __future__ import annotations

import pytest
from roles import visitors

__all__ = ["visitors"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--propose-permissions",
        action="store_true",
        help="write what each address answers now to tests/permissions.proposed.csv, for a person to read",
    )

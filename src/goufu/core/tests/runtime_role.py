"""What a test does as the role that the program runs as, in a database that the tests' administrator owns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from goufu.core.table_rights import renew_rights

ROLE = "goufu_of_tests"
MADE = f"""
    CREATE ROLE {ROLE};
    GRANT USAGE ON SCHEMA public TO {ROLE};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {ROLE}"""


@pytest.fixture
def runtime_role(db: None) -> None:
    """A run-time role, granted what it should have, as which the test does its work.

    It is made in the test's transaction and gone with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(MADE)
        renew_rights("default")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


@contextmanager
def as_owner() -> Iterator[Callable[..., None]]:
    """Within the block the owner is at work again."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield cursor.execute
        cursor.execute(f"SET LOCAL ROLE {ROLE}")

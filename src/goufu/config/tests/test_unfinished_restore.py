"""Whether a database has tables is asked of the schema in which the program makes its own."""

from __future__ import annotations

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from goufu.config.backup.unfinished import has_tables


@pytest.mark.django_db
def test_another_schema_s_tables_are_none_of_ours() -> None:
    connection.ensure_connection()
    info = connection.connection.info
    url = make_conninfo(info.dsn, password=info.password or None)
    assert has_tables(url)
    assert not has_tables(make_conninfo(url, options="-c search_path=of_another"))

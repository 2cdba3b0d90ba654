"""The wall clock of the database (goufu.wall_clock). A demonstration replaces `core_now` by a clock of its own."""

from __future__ import annotations

from django.db import migrations

NOW = "CREATE FUNCTION core_now() RETURNS timestamptz LANGUAGE sql STABLE RETURN now()"
TODAY = """
    CREATE FUNCTION core_today() RETURNS date LANGUAGE sql STABLE
    RETURN (core_now() AT TIME ZONE 'Asia/Shanghai')::date
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(NOW, "DROP FUNCTION core_now"),
        migrations.RunSQL(TODAY, "DROP FUNCTION core_today"),
    ]

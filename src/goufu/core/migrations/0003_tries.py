"""The table in which all processes count tries (goufu.core.limits)."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0002_wall_clock")]
    operations = [
        migrations.RunSQL(
            # A count of tries needs no write-ahead log.
            'CREATE UNLOGGED TABLE core_tries ("limit" text, subject text, place text, tries integer NOT NULL,'
            ' until timestamptz NOT NULL, PRIMARY KEY ("limit", subject, place));'
            " CREATE INDEX core_tries_until ON core_tries (until)",
            "DROP TABLE core_tries",
        ),
    ]

"""The table in which all processes count failures of sign-in, as Django's `createcachetable` makes it."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            # A count of failures needs no write-ahead log.
            "CREATE UNLOGGED TABLE accounts_cache"
            " (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);"
            " CREATE INDEX accounts_cache_expires ON accounts_cache (expires)",
            "DROP TABLE accounts_cache",
        ),
    ]

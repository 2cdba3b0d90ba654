"""Sign-in: sessions that can be ended, names in lower case, and the table in which all processes count failures."""

from __future__ import annotations

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="sessions_ended",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="结束登录的次数"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                name="person_username_lower",
                violation_error_message="登录名里的字母用小写。",
            ),
        ),
        migrations.RunSQL(
            # As Django's `createcachetable` makes it; a count of failures needs no write-ahead log.
            "CREATE UNLOGGED TABLE registry_cache"
            " (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);"
            " CREATE INDEX registry_cache_expires ON registry_cache (expires)",
            "DROP TABLE registry_cache",
        ),
    ]

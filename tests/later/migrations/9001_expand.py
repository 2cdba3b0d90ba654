from __future__ import annotations

from django.db import migrations, models

from goufu.core.fact_view_changes import ReplacingFactViews
from later.migrations import LAST


class Migration(migrations.Migration):
    dependencies = [("planning", LAST)]
    operations = [
        ReplacingFactViews(
            [
                migrations.AddField("project", "is_reviewed", models.BooleanField(null=True)),
                migrations.AlterField("project", "title", models.CharField(max_length=300)),
            ]
        ),
    ]

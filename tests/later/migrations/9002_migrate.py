from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("planning", "9001_expand")]
    operations = [
        migrations.RunSQL("UPDATE planning_project SET is_reviewed = TRUE WHERE state = 'approved'"),
    ]

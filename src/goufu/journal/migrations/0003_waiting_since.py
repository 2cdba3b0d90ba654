"""The queue says since when an entry waits for its seal."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_chains")]

    operations = [
        migrations.AddField("waiting", "since", models.DateTimeField(db_default=Now())),
    ]

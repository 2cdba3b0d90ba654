from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0015_counter")]

    operations = [
        migrations.AddField(
            "copurchaser", "joined_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
    ]

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models

import goufu.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("series", models.CharField(max_length=50)),
                ("place", models.CharField(max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "place", "year"), name="counter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField()),
                ("person", models.BigIntegerField()),
                ("action", models.CharField(max_length=100)),
                ("object_type", models.CharField(max_length=50)),
                ("object_id", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=goufu.wall_clock.now, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="form_token_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("token", "person", "action"), name="form_token_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HeardMessage",
            fields=[
                ("number", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=goufu.wall_clock.now, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="heard_message_at")],
            },
        ),
    ]

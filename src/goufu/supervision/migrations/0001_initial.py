import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import goufu.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=goufu.wall_clock.now, editable=False, verbose_name="发起时间"
                    ),
                ),
                ("after_day", models.DateField(blank=True, null=True, verbose_name="从哪一天之后")),
                ("progress_at", models.DateTimeField(blank=True, null=True, verbose_name="最近进展")),
                ("seals_to_do", models.PositiveBigIntegerField(default=0, verbose_name="存证总数")),
                ("seals", models.PositiveBigIntegerField(default=0, verbose_name="已核验存证")),
                ("entries", models.PositiveBigIntegerField(default=0, verbose_name="已核验条数")),
                ("days", models.PositiveIntegerField(default=0, verbose_name="已核验天数")),
                ("waiting", models.PositiveBigIntegerField(default=0, verbose_name="等候存证")),
                ("fault_count", models.PositiveBigIntegerField(default=0, verbose_name="不符")),
                ("faults", models.JSONField(blank=True, default=list, verbose_name="不符之处")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="最后一天")),
                ("last_root", models.CharField(blank=True, max_length=64, verbose_name="日根")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.body",
                        verbose_name="单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at", None), ("progress_at__isnull", False), _connector="OR"
                        ),
                        name="verification_begins_before_it_ends",
                        violation_error_message="核验还没有开始，不能完成。",
                    )
                ],
            },
        ),
    ]

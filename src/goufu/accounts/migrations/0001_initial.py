import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="用途")),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("issued_on", models.DateField(verbose_name="新建日期")),
                ("expires_on", models.DateField(verbose_name="到期日")),
                ("last_used_on", models.DateField(blank=True, null=True, verbose_name="最近使用")),
                ("is_revoked", models.BooleanField(default=False, verbose_name="已停用")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="registry.body",
                        verbose_name="单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "ordering": ["-issued_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("digest",),
                        name="token_digest_once",
                        violation_error_message="这个令牌已经登记过。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__gte", models.F("issued_on")),
                            (
                                "expires_on__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("issued_on"), "+", models.Value(datetime.timedelta(days=365))
                                ),
                            ),
                        ),
                        name="token_ends_within_a_year",
                        violation_error_message="令牌的到期日不能早于今天，最长一年。",
                    ),
                ],
            },
        ),
    ]

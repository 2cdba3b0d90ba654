"""Who bid for what ran elsewhere, and who was awarded it: of what was entered before, the winner."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0033_applications"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="供应商")),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="报价",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名次")),
                ("is_awarded", models.BooleanField(verbose_name="中标、成交")),
                (
                    "lot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_offers",
                        to="procurement.lot",
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_offers",
                        to="procurement.procurement",
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_offer",
                        to="procurement.response",
                    ),
                ),
            ],
            options={
                "ordering": ["lot", "-is_awarded", "rank", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_awarded", False),
                            models.Q(("price__isnull", False), ("response__isnull", False)),
                            _connector="OR",
                        ),
                        name="past_award_whole",
                        violation_error_message="中标、成交的要有单位库里的供应商和金额。",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pastoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '补录的记录只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="eae73f5dd774a969d891c82715052881fa99112e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7b472",
                    table="procurement_pastoffer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pastoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '补录的记录只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="172031035b4a090fcde4c4a91a229508770a4397",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_41452",
                    table="procurement_pastoffer",
                    when="BEFORE",
                ),
            ),
        ),
        # Of what ran elsewhere only winners had a response.
        migrations.RunSQL(
            """
            INSERT INTO procurement_pastoffer (procurement_id, lot_id, name, response_id, price, rank, is_awarded)
            SELECT r.procurement_id, r.lot_id, b.name, r.id, r.price, NULL, TRUE
            FROM procurement_response r JOIN procurement_pastentry e ON e.procurement_id = r.procurement_id
            JOIN registry_body b ON b.id = r.bidder_id
            WHERE r.came_by = 'entered' AND r.price IS NOT NULL ORDER BY r.id
            """,
            migrations.RunSQL.noop,
        ),
    ]

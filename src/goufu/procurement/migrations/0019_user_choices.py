from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0005_what_was_read"),
        ("procurement", "0018_second_typist"),
        ("registry", "0008_agencies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChoiceMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("persons", models.PositiveIntegerField(editable=False, verbose_name="人数")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=2, editable=False, max_digits=12, verbose_name="数量"),
                ),
                ("day", models.DateField(editable=False, verbose_name="选择的日子")),
                (
                    "reason",
                    models.CharField(blank=True, editable=False, max_length=1000, verbose_name="理由"),
                ),
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="UserChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(editable=False, max_length=200, verbose_name="要什么服务")),
                ("persons", models.PositiveIntegerField(editable=False, verbose_name="服务对象人数")),
                (
                    "per_person",
                    models.DecimalField(
                        decimal_places=2,
                        editable=False,
                        max_digits=12,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01"), "数量要大于零。")
                        ],
                        verbose_name="每人的数量",
                    ),
                ),
                ("starts_on", models.DateField(editable=False, verbose_name="服务期的第一天")),
                ("ends_on", models.DateField(editable=False, verbose_name="服务期的最后一天")),
                ("opened_at", models.DateTimeField(editable=False)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="calloff",
            name="call_off_amounts_positive",
        ),
        migrations.AddField(
            model_name="calloff",
            name="persons",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="人数"),
        ),
        migrations.AlterField(
            model_name="calloff",
            name="quantity",
            field=models.DecimalField(
                decimal_places=2,
                max_digits=12,
                validators=[django.core.validators.MinValueValidator(Decimal("0"), "数量不能小于零。")],
                verbose_name="数量",
            ),
        ),
        migrations.AddField(
            model_name="choicemove",
            name="person",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="choicemove",
            name="source",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves_out",
                to="procurement.calloff",
            ),
        ),
        migrations.AddField(
            model_name="choicemove",
            name="target",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves_in",
                to="procurement.calloff",
            ),
        ),
        migrations.AddField(
            model_name="userchoice",
            name="framework",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="user_choices",
                to="procurement.framework",
                verbose_name="框架协议",
            ),
        ),
        migrations.AddField(
            model_name="userchoice",
            name="opened_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="userchoice",
            name="project",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="planning.project",
                verbose_name="项目",
            ),
        ),
        migrations.AddField(
            model_name="userchoice",
            name="purchaser",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.body",
                verbose_name="采购人",
            ),
        ),
        migrations.AddField(
            model_name="calloff",
            name="choice",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="call_offs",
                to="procurement.userchoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="calloff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("quantity__gt", 0)),
                    models.Q(
                        ("amount__gte", 0),
                        ("choice__isnull", False),
                        ("quantity__gte", 0),
                        ("state", "agreed"),
                    ),
                    _connector="OR",
                ),
                name="call_off_amounts_positive",
                violation_error_message="数量、金额要大于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="calloff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice", None), ("persons", None)),
                    models.Q(("choice__isnull", False), ("persons__isnull", False)),
                    _connector="OR",
                ),
                name="call_off_persons_of_a_choice",
                violation_error_message="由服务对象选择的，要写明人数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="choicemove",
            constraint=models.CheckConstraint(
                condition=models.Q(("persons__gt", 0), ("quantity__gt", 0)),
                name="choice_move_numbers_positive",
                violation_error_message="人数和数量要大于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="choicemove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="choice_move_changed_with_reason",
                violation_error_message="改选要写明理由。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="choicemove",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '服务对象的选择只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="3355adbb9bd30aaeaeab6321720fe753d332581b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1a4f5",
                    table="procurement_choicemove",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="choicemove",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '服务对象的选择只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="b7980f93288e93703f2928ff63d6104b3b99b6c1",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_aed80",
                    table="procurement_choicemove",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="userchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_person__gt", 0), ("persons__gt", 0)),
                name="user_choice_numbers_positive",
                violation_error_message="服务对象人数和每人的数量要大于零。",
            ),
        ),
        migrations.AddConstraint(
            model_name="userchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="user_choice_ends_after_it_starts",
                violation_error_message="服务期的最后一天不能早于第一天。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="userchoice",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '服务对象选择的服务期只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="f4b9c21c5ea1a60541db493c38ab2fb463b8b54b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d1675",
                    table="procurement_userchoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="userchoice",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '服务对象选择的服务期只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="0be45a77f6f3ae45b0fc0e7bdf22e3c9211013cc",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_d4b1b",
                    table="procurement_userchoice",
                    when="BEFORE",
                ),
            ),
        ),
    ]

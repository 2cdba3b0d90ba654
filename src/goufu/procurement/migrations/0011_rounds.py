import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0010_counter")]

    operations = [
        migrations.AddField(
            model_name="reviewreport",
            name="round",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="award",
            name="round",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.RemoveConstraint(model_name="award", name="award_once"),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                fields=["procurement", "lot", "round"],
                name="award_once",
                nulls_distinct=False,
                violation_error_message="已经确定了中标、成交供应商。",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="response",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="procurement.response",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=["award", "response"],
                name="letter_once",
                violation_error_message="通知书已经发过。",
            ),
        ),
    ]

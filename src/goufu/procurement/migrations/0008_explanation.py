import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0007_files"),
        ("procurement", "0007_what_openings_hold"),
    ]

    operations = [
        migrations.AlterField(
            model_name="explanation",
            name="decided_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="explanation",
            name="member",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="procurement.panelmember",
            ),
        ),
        migrations.AlterField(
            model_name="explanation",
            name="response",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="explanation",
                to="procurement.response",
            ),
        ),
    ]

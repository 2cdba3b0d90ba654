"""A verification may compare the tables with the journal too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="verification",
            name="covers_tables",
            field=models.BooleanField(default=False, db_default=False, verbose_name="连同各张表"),
        ),
        migrations.AddField(
            model_name="verification",
            name="rows",
            field=models.PositiveBigIntegerField(default=0, db_default=0, verbose_name="已核对行数"),
        ),
        migrations.AddField(
            model_name="verification",
            name="untold_rows",
            field=models.PositiveBigIntegerField(default=0, db_default=0, verbose_name="日志没有记全的行数"),
        ),
    ]

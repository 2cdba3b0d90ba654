from django.db import migrations

import goufu.core.model_fields


class Migration(migrations.Migration):
    dependencies = [("procurement", "0017_framework_over")]
    operations = [
        migrations.AddField(
            model_name="readingcheck",
            name="price_in_words",
            field=goufu.core.model_fields.MoneyField(
                blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="核对的大写金额"
            ),
        ),
    ]

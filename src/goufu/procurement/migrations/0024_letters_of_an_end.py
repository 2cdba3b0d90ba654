"""Letters of talks that end without a supplier: of neither an award nor a report."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0023_reviewed_again")]
    operations = [
        migrations.RemoveConstraint(model_name="letter", name="letter_of_award_or_failure"),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("award", None), ("report", None)),
                fields=("response",),
                name="letter_of_end_once",
                violation_error_message="通知书已经发过。",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("award__isnull", False), ("report", None)),
                    models.Q(("award", None), ("is_award", False)),
                    _connector="OR",
                ),
                name="letter_of_award_or_none",
                violation_error_message="通知书说的或者是定标，或者是没有成交。",
            ),
        ),
    ]

"""Letters on what a decision on a complaint means for a procurement; suspensions are found by their last day."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procurement", "0030_revised_delegations"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_of_end_once",
        ),
        migrations.AddField(
            model_name="letter",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="procurement.complaintdecision",
            ),
        ),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(
                condition=models.Q(("until__isnull", False)), fields=["until"], name="case_step_until"
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("award", None), ("decision", None), ("report", None)),
                fields=("response",),
                name="letter_of_end_once",
                violation_error_message="通知书已经发过。",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("decision", "response"),
                name="letter_of_decision_once",
                violation_error_message="告知书已经发过。",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decision", None), models.Q(("award", None), ("report", None)), _connector="OR"
                ),
                name="letter_of_decision_alone",
                violation_error_message="告知书说的是投诉处理决定，不是定标。",
            ),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

_FIELDS = ("procurement", "lot", "bidder", "kind", "sequence")


class Migration(migrations.Migration):
    dependencies = [("procurement", "0009_explanation")]

    operations = [
        migrations.RemoveConstraint(model_name="bid", name="bid_sequence_once"),
        # Without a default: no release has withdrawals of before, and none may be given a bid by guess.
        migrations.AddField(
            model_name="bidwithdrawal",
            name="last_bid",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="procurement.bid",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                condition=models.Q(is_late=False) & ~models.Q(way="stick"),
                fields=_FIELDS,
                name="bid_sequence_once",
                nulls_distinct=False,
                violation_error_message="这一份已经收到过。",
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                condition=models.Q(is_late=False, way="stick"),
                fields=_FIELDS,
                name="bid_stick_sequence_once",
                nulls_distinct=False,
                violation_error_message="这一份已经收到过。",
            ),
        ),
    ]

from django.db import migrations, models

# A share holds its money until the agreements of all lots, with the shortlist that counts now, have ended.
HELD = """
CREATE OR REPLACE FUNCTION procurement_held(asked bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT COALESCE(sum(GREATEST(COALESCE(shared.amount, 0), COALESCE(called.amount, 0))), 0)
    FROM (
        SELECT s.procurement_id, sum(s.amount) AS amount
        FROM procurement_share s JOIN procurement_procurement p ON p.id = s.procurement_id
        WHERE s.project_id = asked AND p.state NOT IN ('terminated', 'withdrawn') AND NOT (
            EXISTS (SELECT FROM procurement_framework f WHERE f.procurement_id = p.id)
            AND (
                SELECT count(*) FROM procurement_framework f
                WHERE f.procurement_id = p.id AND f.state = 'ended' AND f.round = 1 + (
                    SELECT count(*) FROM procurement_occurrence o
                    WHERE o.procurement_id = p.id AND o.event IN ('review_voided', 'award_voided')
                )
            ) >= COALESCE(NULLIF((
                SELECT count(DISTINCT COALESCE(a.lot_id, 0)) FROM procurement_award a
                WHERE a.procurement_id = p.id AND a.is_shared AND a.round = 1 + (
                    SELECT count(*) FROM procurement_occurrence o
                    WHERE o.procurement_id = p.id AND o.event IN ('review_voided', 'award_voided')
                )
            ), 0), GREATEST((SELECT count(*) FROM procurement_lot l WHERE l.procurement_id = p.id), 1))
        )
        GROUP BY s.procurement_id
    ) shared
    FULL JOIN (
        SELECT f.procurement_id, sum(c.amount) AS amount
        FROM procurement_calloff c JOIN procurement_framework f ON f.id = c.framework_id
        WHERE c.project_id = asked AND c.state <> 'cancelled'
        GROUP BY f.procurement_id
    ) called USING (procurement_id)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("procurement", "0009_waivers")]

    operations = [
        migrations.RemoveConstraint(model_name="framework", name="framework_once"),
        migrations.AddField(
            model_name="framework",
            name="round",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.UniqueConstraint(
                fields=("procurement", "lot", "round"),
                name="framework_once",
                nulls_distinct=False,
                violation_error_message="已经签订了框架协议。",
            ),
        ),
        migrations.AddField(
            model_name="calloff",
            name="quotes_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
    ]

"""What each submission asks of the database, asked in less time.

What 0002 holds is asked twice when the transaction ends: whom a body follows is asked only where a line is not of the body
itself now, since that function is planned by each call. The projects of a purchaser that count in a year have an index.
"""

from __future__ import annotations

from django.db import migrations, models

HELD = """
CREATE OR REPLACE FUNCTION planning_money_is_held(number bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    asked record;
    found record;
BEGIN
    SELECT title, state, year, purchaser_id, COALESCE(first_year, amount) AS needed INTO asked
        FROM planning_project WHERE id = number;
    IF asked.state = 'withdrawn' THEN
        IF EXISTS (
            SELECT FROM funds_ledgerentry WHERE project = number AND kind IN ('reservation', 'commitment')
            GROUP BY line_id HAVING SUM(amount) <> 0
        ) THEN
            RAISE EXCEPTION '“%”已经撤回，不占用预算', asked.title USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF asked.state = 'returned' THEN
        IF EXISTS (
            SELECT FROM funds_ledgerentry WHERE project = number AND kind = 'reservation'
            GROUP BY line_id HAVING SUM(amount) <> 0
        ) THEN
            RAISE EXCEPTION '“%”已经退回，不占用预算，只保留退回以前合同承诺的金额', asked.title
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF asked.state IS NULL OR asked.state NOT IN ('submitted', 'approved') OR asked.needed <= 0 THEN
        RETURN;
    END IF;
    SELECT COALESCE(SUM(wanted.amount), 0) AS amount, bool_or(wanted.amount IS DISTINCT FROM held.amount) AS is_other,
        bool_or(l.year <> asked.year OR l.body_id <> asked.purchaser_id) AS is_elsewhere INTO found
    FROM (SELECT line_id, amount FROM planning_funding WHERE project_id = number) wanted
    FULL JOIN (
        SELECT line_id, SUM(amount) AS amount FROM funds_ledgerentry
        WHERE project = number AND kind IN ('reservation', 'commitment')
        GROUP BY line_id HAVING SUM(amount) <> 0
    ) held USING (line_id)
    LEFT JOIN funds_budgetline l ON l.id = wanted.line_id;
    IF found.is_elsewhere THEN
        IF EXISTS (
            SELECT FROM planning_funding f JOIN funds_budgetline l ON l.id = f.line_id
            WHERE f.project_id = number AND (l.year <> asked.year OR l.body_id NOT IN (
                -- A successor takes over open projects of years whose lines stay with the body that it follows.
                SELECT registry_with_predecessors(asked.purchaser_id, core_today())
            ))
        ) THEN
            RAISE EXCEPTION '“%”的资金来源必须是本单位、本年度的预算指标', asked.title
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF asked.needed <> found.amount OR found.is_other THEN
        RAISE EXCEPTION '“%”占用的预算与资金来源不符：提交和批准的项目，当年需要的金额必须逐条占用', asked.title
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
"""


GRANTED = "CASE WHEN state IN ('returned', 'adjusting') THEN granted END"
COUNTED_YEAR = models.Func(
    template=f"CASE WHEN {GRANTED} IS NULL THEN year ELSE ({GRANTED} ->> 'budget_year')::bigint END",
    output_field=models.BigIntegerField(),
)


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_facts_as_granted"), ("registry", "0002_predecessors")]
    operations = [
        # Backwards nothing: the older program holds the same by it.
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
        migrations.AddIndex(
            "project", models.Index(models.F("purchaser_words"), COUNTED_YEAR, name="project_counted_in_year")
        ),
        migrations.RemoveIndex("project", "project_of_year"),
        migrations.RemoveIndex("project", "project_of_office_state"),
        migrations.AddIndex(
            "project",
            models.Index(
                fields=["office", "state", "-id"], include=["amount"], name="project_of_office_state"
            ),
        ),
        migrations.RemoveIndex("project", "project_state"),
        migrations.AddIndex(
            "project", models.Index(fields=["state", "-id"], include=["amount"], name="project_state")
        ),
        migrations.AddIndex(
            "project",
            models.Index(
                fields=["state", "place_code"],
                include=["amount"],
                name="project_of_place_state",
                opclasses=["text_ops", "text_pattern_ops"],
            ),
        ),
    ]

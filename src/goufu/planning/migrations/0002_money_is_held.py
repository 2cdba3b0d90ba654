"""What the database itself holds: the money of a project that is submitted or approved is held, line by line.

The lines are of its year and body. What is withdrawn holds nothing; what is returned holds what its contract had committed.
"""

from __future__ import annotations

from django.db import migrations

# Asked when the transaction ends, of what is stored by then. What a contract has committed is held as well.
HELD = """
CREATE FUNCTION planning_money_is_held(number bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    asked record;
BEGIN
    SELECT title, state, year, purchaser_id, COALESCE(first_year, amount) AS needed INTO asked
        FROM planning_project WHERE id = number;
    IF asked.state = 'withdrawn' AND EXISTS (
        SELECT FROM funds_ledgerentry WHERE project = number AND kind IN ('reservation', 'commitment')
        GROUP BY line_id HAVING SUM(amount) <> 0
    ) THEN
        RAISE EXCEPTION '“%”已经撤回，不占用预算', asked.title USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF asked.state = 'returned' AND EXISTS (
        SELECT FROM funds_ledgerentry WHERE project = number AND kind = 'reservation'
        GROUP BY line_id HAVING SUM(amount) <> 0
    ) THEN
        RAISE EXCEPTION '“%”已经退回，不占用预算，只保留退回以前合同承诺的金额', asked.title
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF asked.state IS NULL OR asked.state NOT IN ('submitted', 'approved') OR asked.needed <= 0 THEN
        RETURN;
    END IF;
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
    IF asked.needed <> (SELECT COALESCE(SUM(amount), 0) FROM planning_funding WHERE project_id = number)
        OR EXISTS (
            SELECT FROM (SELECT line_id, amount FROM planning_funding WHERE project_id = number) wanted
            FULL JOIN (
                SELECT line_id, SUM(amount) AS amount FROM funds_ledgerentry
                WHERE project = number AND kind IN ('reservation', 'commitment')
                GROUP BY line_id HAVING SUM(amount) <> 0
            ) held USING (line_id)
            WHERE wanted.amount IS DISTINCT FROM held.amount
        ) THEN
        RAISE EXCEPTION '“%”占用的预算与资金来源不符：提交和批准的项目，当年需要的金额必须逐条占用', asked.title
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
"""
# Asked at once: what was committed before the return stays, in whatever transaction. The line is locked by both, so that
# a commitment waits for a return under way, and is then seen to come after it.
COMMITS_NO_MORE = """
CREATE FUNCTION planning_returned_commits_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    returned text;
BEGIN
    SELECT title INTO returned FROM planning_project WHERE id = NEW.project AND state = 'returned';
    IF returned IS NOT NULL THEN
        RAISE EXCEPTION '“%”已经退回，不占用预算，只保留退回以前合同承诺的金额', returned
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER returned_commits_no_more AFTER INSERT ON funds_ledgerentry FOR EACH ROW
    WHEN (NEW.kind = 'commitment' AND NEW.amount > 0) EXECUTE FUNCTION planning_returned_commits_no_more();
"""
# (table, the events, the project's number)
WATCHED = (
    ("planning_project", "INSERT OR UPDATE", "NEW.id"),
    ("planning_funding", "INSERT OR UPDATE OR DELETE", "COALESCE(NEW.project_id, OLD.project_id)"),
    ("funds_ledgerentry", "INSERT", "NEW.project"),
)


def _watch(table: str, events: str, number: str) -> str:
    return f"""
CREATE FUNCTION planning_watch_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM planning_money_is_held({number});
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER money_is_held AFTER {events} ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION planning_watch_{table}();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_wall_clock"),
        ("planning", "0001_initial"),
        ("funds", "0001_initial"),
        ("registry", "0002_predecessors"),
    ]
    operations = [
        migrations.RunSQL(HELD, "DROP FUNCTION planning_money_is_held"),
        migrations.RunSQL(COMMITS_NO_MORE, "DROP FUNCTION planning_returned_commits_no_more CASCADE"),
        *(
            migrations.RunSQL(_watch(*each), f"DROP FUNCTION planning_watch_{each[0]} CASCADE")
            for each in WATCHED
        ),
    ]

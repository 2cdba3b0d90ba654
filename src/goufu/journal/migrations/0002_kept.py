"""What the database itself holds: nothing is changed or deleted, and no entry forgets to wait for its seal."""

from __future__ import annotations

from django.db import migrations

KEPT = ("journal_entry", "journal_seal", "journal_leaf", "journal_day")

REFUSE = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '存证日志只能添加，不能修改、删除（%）', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
WAIT = """
CREATE FUNCTION journal_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal_waiting (entry) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER waits AFTER INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_wait();
"""


def _kept(table: str) -> str:
    return f"""
    CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION journal_refuse();
    CREATE TRIGGER kept_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
    """


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION journal_refuse CASCADE"),
        migrations.RunSQL(WAIT, "DROP FUNCTION journal_wait CASCADE"),
        *(migrations.RunSQL(_kept(table), migrations.RunSQL.noop) for table in KEPT),
    ]

"""What the database itself holds: a published edition stays as it is, and every entry's parent is an entry."""

from __future__ import annotations

from django.db import migrations

REFUSE = """
CREATE FUNCTION catalogue_refuse(edition bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已公布的目录不能修改（%）', edition USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
# A successor may end a published edition; all else of it stays.
EDITION = """
CREATE FUNCTION catalogue_keep_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending text[] := ARRAY['state', 'valid_until', 'version'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM catalogue_refuse(OLD.id);
    ELSIF OLD.state = 'superseded' OR NEW.state <> 'superseded'
        OR to_jsonb(NEW) - ending <> to_jsonb(OLD) - ending THEN
        PERFORM catalogue_refuse(OLD.id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON catalogue_edition FOR EACH ROW
    WHEN (OLD.state IN ('published', 'superseded')) EXECUTE FUNCTION catalogue_keep_edition();
"""
PARTS = """
CREATE FUNCTION catalogue_keep_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalogue_refuse(id) FROM catalogue_edition
        WHERE id IN (OLD.edition_id, NEW.edition_id) AND state IN ('published', 'superseded');
    RETURN COALESCE(NEW, OLD);
END $$;
"""
PARENT = """
ALTER TABLE catalogue_editionentry ADD CONSTRAINT entry_has_its_parent FOREIGN KEY (edition_id, parent)
    REFERENCES catalogue_editionentry (edition_id, code) DEFERRABLE INITIALLY DEFERRED;
"""


def _guard(table: str) -> str:
    return (
        f"CREATE TRIGGER published_stays BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION catalogue_keep_part();"
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION catalogue_refuse CASCADE"),
        migrations.RunSQL(EDITION, "DROP FUNCTION catalogue_keep_edition CASCADE"),
        migrations.RunSQL(PARTS, "DROP FUNCTION catalogue_keep_part CASCADE"),
        *(
            migrations.RunSQL(_guard(f"catalogue_{table}"), migrations.RunSQL.noop)
            for table in ("editionentry", "comment", "expertreview")
        ),
        migrations.RunSQL(PARENT, "ALTER TABLE catalogue_editionentry DROP CONSTRAINT entry_has_its_parent"),
    ]

"""Which edition applies to a body on a day: the function of 0003, in a language of which PostgreSQL keeps the plans.

One in SQL is planned again by each statement that calls it, and to plan this takes ten times as long as to answer it: a
project's page and a submission ask it again and again.
"""

from __future__ import annotations

from django.db import migrations

EDITION_FOR = """
CREATE OR REPLACE FUNCTION catalogue_edition_for(body bigint, day date, is_base boolean DEFAULT FALSE) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (
    WITH bought AS (
        SELECT b.office_id, string_to_array(trim(BOTH '/' FROM b.path), '/')::bigint[] AS above,
            ARRAY[p.code, up.code, top.code, '100000'] AS places
        FROM registry_body b
        JOIN registry_body payer ON payer.id = COALESCE(b.office_id, b.id)
        JOIN registry_place p ON p.id = payer.place_id
        LEFT JOIN registry_place up ON up.id = p.parent_id
        LEFT JOIN registry_place top ON top.id = up.parent_id
        WHERE b.id = $1
    ), near AS (
        SELECT e.id, 0 AS kind, -array_position(above, e.owner_id) AS far, FALSE AS is_other, e.owner_id
        FROM bought JOIN catalogue_edition e ON e.owner_id = ANY (above)
        WHERE NOT $3 AND e.kind = 'department' AND e.state IN ('published', 'superseded')
            AND $2 BETWEEN e.valid_from AND COALESCE(e.valid_until, 'infinity')
        UNION ALL
        SELECT e.id, 1, array_position(places, p.code), e.owner_id IS DISTINCT FROM bought.office_id, e.owner_id
        FROM bought JOIN registry_place p ON p.code = ANY (places)
        JOIN registry_body o ON o.place_id = p.id
        JOIN catalogue_edition e ON e.owner_id = o.id
        WHERE e.kind = 'level' AND e.state IN ('published', 'superseded')
            AND $2 BETWEEN e.valid_from AND COALESCE(e.valid_until, 'infinity')
    )
    SELECT id FROM near ORDER BY kind, far, is_other, owner_id LIMIT 1
); END $$
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_applied")]
    # Backwards nothing: the older program can use it as well.
    operations = [migrations.RunSQL(EDITION_FOR, migrations.RunSQL.noop)]

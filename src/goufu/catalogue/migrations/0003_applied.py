"""Which edition applies to a body on a day: one function for this room's queries and for the fact views of others."""

from __future__ import annotations

from django.db import migrations

# The nearest: the body's own, else that of the nearest body above it; else that of the level which pays for it, else that of
# the nearest place above, the central one last. `is_base`: as if no department had one.
EDITION_FOR = """
CREATE FUNCTION catalogue_edition_for(body bigint, day date, is_base boolean DEFAULT FALSE) RETURNS bigint
LANGUAGE sql STABLE AS $$
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
$$
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_what_is_published_stays"), ("registry", "0001_initial")]
    operations = [
        migrations.RunSQL(EDITION_FOR, "DROP FUNCTION catalogue_edition_for(bigint, date, boolean)")
    ]

"""A body and all that had gone into it by a day: queries and the fact views of other rooms ask the same function."""

from __future__ import annotations

from django.db import migrations

WITH_PREDECESSORS = """
CREATE FUNCTION registry_with_predecessors(body bigint, day date) RETURNS SETOF bigint
LANGUAGE sql STABLE ROWS 2 AS $$
    WITH RECURSIVE line (part) AS (
        SELECT body
        UNION
        SELECT s.ended_id FROM line JOIN registry_succession s ON s.successor_id = line.part AND s.day <= $2
    )
    SELECT part FROM line WHERE part IS NOT NULL
$$
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.RunSQL(WITH_PREDECESSORS, "DROP FUNCTION registry_with_predecessors(bigint, date)")
    ]

"""What a provider's file says against it on a day: the fact views of other rooms and eligibility ask the same function."""

from __future__ import annotations

from django.db import migrations

# What a predecessor did follows its successor; both days of an entry are included.
PROVIDER_FILE = """
CREATE FUNCTION registry_provider_file(body bigint, day date)
RETURNS TABLE (is_debarred boolean, is_dishonest boolean, is_tax_violator boolean, violation_on date)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT
        COALESCE(bool_or(listed.as_what IN ('debarred', 'procurement_violator')), FALSE),
        COALESCE(bool_or(listed.as_what = 'dishonest_debtor'), FALSE),
        COALESCE(bool_or(listed.as_what = 'tax_violator'), FALSE),
        max(listed.since) FILTER (WHERE listed.as_what = 'violation')
    FROM registry_with_predecessors($1, $2) part
    CROSS JOIN LATERAL (
        SELECT 'debarred' AS as_what, d.starts_on AS since FROM registry_debarment d
        WHERE d.body_id = part AND d.struck = '' AND $2 BETWEEN d.starts_on AND COALESCE(d.ends_on, 'infinity')
        UNION ALL
        SELECT c.listed_in, c.starts_on FROM registry_creditlisting c
        WHERE c.body_id = part AND c.struck = '' AND $2 BETWEEN c.starts_on AND COALESCE(c.ends_on, 'infinity')
        UNION ALL
        SELECT 'violation', v.decided_on FROM registry_violation v
        WHERE v.body_id = part AND v.struck = '' AND v.decided_on <= $2
    ) listed
$$
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_predecessors")]
    operations = [migrations.RunSQL(PROVIDER_FILE, "DROP FUNCTION registry_provider_file(bigint, date)")]

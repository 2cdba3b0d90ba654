"""The clock of the demonstration takes the place of the machine's, in the database as well."""

from __future__ import annotations

from django.db import migrations, models

CLOCK = """
    CREATE OR REPLACE FUNCTION core_now() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN COALESCE(
        (SELECT LEAST(moment + GREATEST(now() - set_at, '0'), until) FROM public.demo_democlock), now()
    )
"""

# A database that somebody works with never becomes a demonstration.
NOBODY_IS_HERE = """
    DO $$ BEGIN
        IF to_regclass('public.registry_person') IS NOT NULL THEN
            IF EXISTS (SELECT FROM public.registry_person) THEN
                RAISE EXCEPTION '这个数据库里已经有人员，不能用来放示例。';
            END IF;
        END IF;
    END $$
"""
# What is made with the tables, such as the state's list of places, is of the first day as well.
FIRST_MOMENT = """
    INSERT INTO demo_democlock (id, moment, set_at, until)
    VALUES (1, '2024-09-02 08:00+08', now(), '2024-09-02 23:59:59+08')
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_wall_clock")]
    operations = [
        migrations.RunSQL(NOBODY_IS_HERE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="DemoClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("moment", models.DateTimeField()),
                ("set_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="demo_clock_only_one")
                ]
            },
        ),
        migrations.RunSQL(FIRST_MOMENT, migrations.RunSQL.noop),
        migrations.RunSQL(CLOCK, migrations.RunSQL.noop),
    ]

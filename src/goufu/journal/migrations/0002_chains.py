"""Entries are linked to the one before as they are written, in the chain of the database process that writes them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("length", models.BigIntegerField()),
                ("head", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.AddField(
            model_name="entry",
            name="chain",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="digest",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="place",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="previous",
            field=models.BinaryField(max_length=32, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="takes_its_place",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE so_far text;",
                    func="\n    IF NEW.digest IS NULL THEN\n        NEW.chain = NULL; NEW.place = NULL; NEW.previous = NULL;\n        RETURN NEW;\n    END IF;\n    NEW.chain = pg_backend_pid();\n    so_far = current_setting('goufu.chain', true);\n    IF so_far <> '' THEN\n        NEW.place = split_part(so_far, ' ', 1)::bigint; NEW.previous = decode(split_part(so_far, ' ', 2), 'hex');\n    ELSE\n        SELECT length, head INTO NEW.place, NEW.previous FROM journal_chain WHERE number = NEW.chain;\n    END IF;\n    NEW.place = COALESCE(NEW.place, 0) + 1;\n    NEW.previous = COALESCE(NEW.previous, decode(repeat('00', 32), 'hex'));\n    PERFORM set_config('goufu.chain', NEW.place || ' ' || encode(sha256(NEW.previous || int8send(NEW.chain)\n        || int8send(NEW.place) || int8send(NEW.id) || NEW.digest), 'hex'), true);\n    RETURN NEW;\n",
                    hash="4036cc09e1c3e98a29fd2b5dd95a6caf71cf7d6f",
                    operation="INSERT",
                    pgid="pgtrigger_takes_its_place_8fcb0",
                    table="journal_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="ends_the_chain",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE so_far text;",
                    func="\n    so_far = current_setting('goufu.chain', true);\n    IF so_far <> '' THEN\n        INSERT INTO journal_chain (number, length, head) VALUES (pg_backend_pid(),\n            split_part(so_far, ' ', 1)::bigint, decode(split_part(so_far, ' ', 2), 'hex'))\n            ON CONFLICT (number) DO UPDATE SET length = excluded.length, head = excluded.head;\n        PERFORM set_config('goufu.chain', '', true);\n    END IF;\n    RETURN NULL;\n",
                    hash="a4e20f12d4477aaef1ee8243fdc27750aaf5b835",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_ends_the_chain_638b8",
                    table="journal_entry",
                    when="AFTER",
                ),
            ),
        ),
    ]

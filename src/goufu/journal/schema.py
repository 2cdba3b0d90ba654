"""The database's functions, triggers, constraints and tables against what the migrations make.

`schema.csv` has a line for each: its kind, its name, the digest of its definition in a database that was just migrated,
and the one after that was dumped and restored, where PostgreSQL then writes the same condition differently. The file comes
with the program, so that whoever owns the database can't change both. `tools/schema.py` writes it. A room that isn't always
installed, such as the demonstration with its clock, has a file of its own with what it adds or changes.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

FILE = Path(__file__).with_name("schema.csv")
DIGEST_LETTERS = 32

Definition = tuple[str, str]  # kind and name
Digests = dict[Definition, str]

FUNCTION, TRIGGER, CONSTRAINT, INDEX = "function", "trigger", "constraint", "index"
TABLE, VIEW = "table", "view"
TITLES = {
    FUNCTION: "函数",
    TRIGGER: "触发器",
    CONSTRAINT: "约束",
    INDEX: "唯一索引",
    TABLE: "表",
    VIEW: "视图",
}
_INSTALL_AGAIN = "查明是谁改的，再执行 goufu manage pgtrigger install，装回程序的触发器和它们的函数"
_RESTORE = "查明是谁改的，再把备份恢复到空的库里"

# Kind, name and definition of all that is ours: nothing that belongs to an extension.
_OF_EXTENSIONS = "SELECT objid FROM pg_depend WHERE deptype = 'e' AND classid = 'pg_proc'::regclass"
_DEFINITIONS = f"""
    WITH ours AS (SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
    SELECT kind, name, replace(definition, quote_ident(current_schema()) || '.', '') FROM (
        SELECT '{FUNCTION}' AS kind, proname || '(' || pg_get_function_identity_arguments(oid) || ')' AS name,
            pg_get_functiondef(oid) AS definition
        FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prokind IN ('f', 'p')
            AND oid NOT IN ({_OF_EXTENSIONS})
        UNION ALL
        SELECT '{TRIGGER}', ours.relname || '.' || tgname, concat(tgenabled, ' ', pg_get_triggerdef(t.oid))
        FROM pg_trigger t JOIN ours ON ours.oid = tgrelid WHERE NOT tgisinternal
        UNION ALL
        SELECT '{CONSTRAINT}', ours.relname || '.' || conname, concat(convalidated, ' ', pg_get_constraintdef(c.oid))
        FROM pg_constraint c JOIN ours ON ours.oid = conrelid WHERE contype IN ('c', 'f', 'p', 'u', 'x')
        UNION ALL
        SELECT '{INDEX}', i.relname, concat(indisvalid, indisready, ' ', pg_get_indexdef(indexrelid))
        FROM pg_index JOIN ours i ON i.oid = indexrelid WHERE indisunique
        UNION ALL
        SELECT '{TABLE}', ours.relname, concat(relrowsecurity, ' ', string_agg(concat_ws(' ', attname,
            format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, pg_get_expr(adbin, adrelid)),
            '; ' ORDER BY attname))
        FROM ours JOIN pg_class USING (oid) JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
            LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE ours.relkind = 'r' GROUP BY ours.relname, relrowsecurity
        UNION ALL
        SELECT '{VIEW}', relname, pg_get_viewdef(oid) FROM ours WHERE relkind = 'v'
    ) found ORDER BY 1, 2"""  # noqa: S608, our own names
# What turns writing off or elsewhere without a trigger of its own. A schema with a role's name comes first for that role.
_BESIDE = """
    WITH before_ours AS (SELECT oid FROM pg_namespace WHERE nspname <> current_schema()
        AND nspname IN (SELECT rolname FROM pg_roles UNION SELECT unnest(current_schemas(false))))
    SELECT format('表 %%s 上有规则 %%s，能把写入变成别的', ev_class::regclass, rulename) FROM pg_rewrite
        JOIN pg_class c ON c.oid = ev_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT DISTINCT format('表 %%s 的外键触发器停用了', tgrelid::regclass) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
        WHERE tgisinternal AND tgenabled <> 'O' AND relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT format('数据库或者角色 %%s 设了 %%s', coalesce(nullif(setrole, 0)::regrole::text, current_database()), setting)
        FROM pg_db_role_setting, unnest(setconfig) setting
        WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND (setting ~ '^session_replication_role=' OR setting ~ '^search_path='
                AND setting !~ ('^search_path="?' || current_schema() || '"?(,|$)'))
    UNION ALL
    SELECT format('函数 %%s 与程序的同名，会被当作它', p.oid::regprocedure) FROM pg_proc p
        WHERE pronamespace IN (SELECT oid FROM before_ours UNION SELECT current_schema()::regnamespace)
            AND proname = ANY(%(names)s) AND p.oid::regprocedure <> ALL(
                SELECT own.oid::regprocedure FROM pg_proc own WHERE own.pronamespace = current_schema()::regnamespace
                AND own.proname || '(' || pg_get_function_identity_arguments(own.oid) || ')' = ANY(%(functions)s))
    UNION ALL
    SELECT format('表 %%s.%%s 与程序的同名，会被当作它', relnamespace::regnamespace, relname) FROM pg_class
        WHERE relnamespace IN (SELECT oid FROM before_ours) AND relname = ANY(%(tables)s)
    UNION ALL
    SELECT format('表 %%s 的索引 %%s 用到不是程序带来的函数 %%s，写入时会执行它', indrelid::regclass, indexrelid::regclass,
            p.oid::regprocedure)
        FROM pg_index JOIN pg_class c ON c.oid = indrelid AND relnamespace = current_schema()::regnamespace
        JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = indexrelid
            AND d.refclassid = 'pg_proc'::regclass JOIN pg_proc p ON p.oid = d.refobjid
        WHERE relname = ANY(%(tables)s) AND (pronamespace <> current_schema()::regnamespace
            OR proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' <> ALL(%(functions)s))
    UNION ALL
    SELECT format('表 %%s 有子表 %%s，里面的行会被当作它的', inhparent::regclass, inhrelid::regclass) FROM pg_inherits
        JOIN pg_class c ON c.oid = inhparent AND relnamespace = current_schema()::regnamespace
        WHERE relname = ANY(%(tables)s)
    UNION ALL
    SELECT format('数据库有事件触发器 %%s，会执行函数 %%s', evtname, evtfoid::regprocedure) FROM pg_event_trigger e
        WHERE NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e')
    UNION ALL
    SELECT format('数据库服务器设了 %%s=%%s', name, setting) FROM pg_settings
        WHERE name = 'session_replication_role' AND setting <> 'origin'
    ORDER BY 1"""


def faults() -> Iterator[str]:
    """What is not as the migrations make it, in sentences that name it and say what to do."""
    if not _is_migrated():
        yield "数据库的表不是这一版的，函数和触发器没有核对：先执行一次 goufu run 或者 goufu manage migrate"
        return
    wanted, found = expected(), present()
    for definition, digests in wanted.items():
        if found.get(definition) not in digests:
            what = "不见了：被删去" if definition not in found else "与程序带来的不同：被改过、停用或者换过"
            yield f"{_named(definition)}{what}。{_remedy(definition)}"
    for definition in found.keys() - wanted.keys():
        if definition[0] in (TRIGGER, CONSTRAINT) and (TABLE, definition[1].partition(".")[0]) in wanted:
            yield f"{_named(definition)}不是程序带来的，是谁添上的。查明是谁添的，再删去它"
    for said in _beside(wanted):
        yield f"{said}。查明是谁改的，再改回去"


def present() -> Digests:
    """The digests of what is in the database."""
    with connection.cursor() as cursor:
        cursor.execute(_DEFINITIONS)
        return {
            (kind, name): hashlib.sha256(definition.encode()).hexdigest()[:DIGEST_LETTERS]
            for kind, name, definition in cursor.fetchall()
        }


@cache
def expected() -> dict[Definition, list[str]]:
    """The digests that came with the program: as migrated, and as restored where that is another."""
    rooms = (Path(app.path) / FILE.name for app in apps.get_app_configs())
    beside = [file for file in rooms if file != FILE and file.exists()]
    return {definition: digests for file in (FILE, *beside) for definition, digests in read(file).items()}


def read(path: Path) -> dict[Definition, list[str]]:
    """The digests in a file of the program."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(kind, name): digests for kind, name, *digests in csv.reader(file)}


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _beside(wanted: Collection[Definition]) -> Iterator[str]:
    functions = [name for kind, name in wanted if kind == FUNCTION]
    values = {
        "functions": functions,
        "names": [name.partition("(")[0] for name in functions],
        "tables": [name for kind, name in wanted if kind == TABLE],
    }
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, values)
        yield from (said for (said,) in cursor.fetchall())


def _named(definition: Definition) -> str:
    kind, name = definition
    if kind in (TRIGGER, CONSTRAINT):
        table, _, own = name.partition(".")
        return f"表 {table} 的{TITLES[kind]} {own} "
    return f"{TITLES[kind]} {name} "


def _remedy(definition: Definition) -> str:
    return _INSTALL_AGAIN if "pgtrigger_" in definition[1] else _RESTORE

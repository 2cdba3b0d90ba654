"""Privileges of the run-time role on each table, granted by the owner of the tables after each migration.

A run-time role is one to which the owner's default privileges give new tables: `goufu database roles` prints how. It
reads and writes rows; on append-only tables it only reads and inserts; on tables that only migrations write it only
reads. It owns nothing, so it can't alter a table or disable a trigger. See docs/decisions/0017-database-roles.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from django.apps import apps
from django.db import connection, connections, transaction

from goufu.journal.append_only import is_append_only

_ROWS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
_APPEND_ONLY = frozenset({"SELECT", "INSERT"})
_READ_ONLY = frozenset({"SELECT"})
_OF_MIGRATIONS = ("django_migrations", "gf_calendar", "gf_workday_list")

_RUNTIME_ROLES = """
    SELECT DISTINCT given.grantee::regrole::text FROM pg_default_acl, aclexplode(defaclacl) given
    WHERE defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND defaclobjtype = 'r'
      AND defaclnamespace = current_schema()::regnamespace AND given.grantee NOT IN (0, defaclrole)"""
# our tables, views and sequences with the privileges granted to the role
_GRANTED = """
    SELECT relname, relkind, ARRAY(SELECT privilege_type FROM aclexplode(relacl) WHERE grantee = %s::regrole)
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
      AND relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"""
_MAY_CHANGE_TABLES = """
    SELECT has_schema_privilege(current_schema(), 'CREATE') AND NOT EXISTS (
        SELECT FROM pg_class WHERE oid = to_regclass('django_migrations') AND NOT pg_has_role(relowner, 'USAGE'))"""
_MAY_WORK = """
    SELECT count(*) = 0 FROM unnest(%s::text[]) name, to_regclass(name) seen
    WHERE seen IS NULL OR NOT has_table_privilege(seen, 'SELECT') OR NOT has_table_privilege(seen, 'INSERT')"""
_OWNS_OR_CHANGES = """
    SELECT current_user FROM pg_class WHERE oid = ANY(%s::regclass[]) AND (
        has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') OR pg_has_role(relowner, 'MEMBER'))
    LIMIT 1"""

# What run-time roles may do beside: those to which an owner's default privileges give new tables, and the current role
# where it isn't the owner itself.
_BESIDE = """
    WITH tables AS (
        SELECT oid, relname::text, relowner FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    ), runtime AS (
        SELECT oid, rolname, rolsuper, rolcreaterole FROM pg_roles
        WHERE rolname = current_user AND oid <> (SELECT relowner FROM tables WHERE relname = 'journal_entry') OR oid IN (
            SELECT given.grantee FROM pg_default_acl, aclexplode(defaclacl) given
            WHERE defaclobjtype = 'r' AND defaclnamespace = current_schema()::regnamespace
                AND given.privilege_type = 'INSERT' AND given.grantee <> defaclrole)
    ), powerful AS (
        SELECT oid, rolname FROM pg_roles WHERE rolsuper OR oid IN (SELECT relowner FROM tables)
            OR oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
            OR rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program')
    )
    SELECT format('运行时的角色 %%s 是超级用户', rolname) FROM runtime WHERE rolsuper
    UNION ALL
    SELECT format('运行时的角色 %%s 能建角色', rolname) FROM runtime WHERE rolcreaterole
    UNION ALL
    SELECT format('运行时的角色 %%s 能以 %%s 的身份办事', runtime.rolname, powerful.rolname)
        FROM runtime JOIN powerful ON powerful.oid <> runtime.oid AND pg_has_role(runtime.oid, powerful.oid, 'MEMBER')
        WHERE NOT rolsuper
    UNION ALL
    SELECT format('运行时的角色 %%s 拥有 %%s 等 %%s 张表', rolname, min(relname), count(*))
        FROM runtime JOIN tables ON relowner = runtime.oid GROUP BY rolname
    UNION ALL
    SELECT format('运行时的角色 %%s 能改动或者删除只能添加的 %%s', rolname, string_agg(relname, '、' ORDER BY relname))
        FROM runtime JOIN tables ON relname = ANY(%s) AND NOT pg_has_role(runtime.oid, relowner, 'MEMBER') AND (
            has_table_privilege(runtime.oid, tables.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
            OR has_any_column_privilege(runtime.oid, tables.oid, 'UPDATE'))
        GROUP BY rolname
    ORDER BY 1"""


class Cursor(Protocol):
    """The part of a psycopg or Django cursor that is used."""

    def execute(self, query: Any, params: Any = ..., /) -> Any: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...


def renew_rights(using: str) -> None:
    """Grants each run-time role its privileges and revokes others; runs at the end of `migrate`, as the owner."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(_RUNTIME_ROLES)
        for [role] in cursor.fetchall():
            for statement in list(_changes(cursor, role)):
                cursor.execute(statement)


def may_change_tables(using: str) -> bool:
    """Whether the connection's role can migrate the database."""
    with connections[using].cursor() as cursor:
        cursor.execute(_MAY_CHANGE_TABLES)
        return bool(cursor.fetchall()[0][0])


def may_work(cursor: Cursor) -> bool:
    """Whether the cursor's role may read and insert on the append-only tables."""
    cursor.execute(_MAY_WORK, [append_only_tables()])
    return bool(cursor.fetchall()[0][0])


def unprotected(cursor: Cursor) -> str:
    """A warning for the operator when the cursor's role could alter append-only tables; '' when it could not."""
    cursor.execute(_OWNS_OR_CHANGES, [append_only_tables()])
    found = cursor.fetchall()
    if not found:
        return ""
    return (
        f"请注意：程序以数据库角色 {found[0][0]} 运行，表归它所有，或者它是超级用户。数据库拦不住这个角色停用触发器、"
        "改动或删除存证日志、资金台账和其他只能添加的记录；日志被改，只有 goufu journal verify 看得出来。"
        "要让数据库来拦，请数据库管理员执行 goufu database roles 打印的 SQL，办法见 docs/operations.md。"
    )


def rights_beside() -> list[str]:
    """What run-time roles may do beside what they should, in sentences; nothing where one role owns everything."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, [append_only_tables()])
        return [f"{said}。查明是谁给的，再收回" for (said,) in cursor.fetchall()]


def append_only_tables() -> list[str]:
    """The names of the append-only tables."""
    return sorted(model._meta.db_table for model in apps.get_models() if is_append_only(model))


def _changes(cursor: Cursor, role: str) -> Iterator[str]:
    append_only = append_only_tables()
    cursor.execute(_GRANTED, [role])
    for name, kind, granted in cursor.fetchall():
        if kind == "S":
            thing, wanted = "SEQUENCE", frozenset({"USAGE"})
        else:
            thing, wanted = "TABLE", _ROWS
            if name in append_only:
                wanted = _APPEND_ONLY
            elif name in _OF_MIGRATIONS:
                wanted = _READ_ONLY
        if set(granted) != wanted:
            yield f'REVOKE ALL ON {thing} "{name}" FROM {role}'
            yield f'GRANT {", ".join(sorted(wanted))} ON {thing} "{name}" TO {role}'

"""`goufu journal verify --business` names what whoever owns the database did to its functions, triggers and calendar."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django.db import connection

from goufu.config.cli import main
from goufu.journal import schema
from goufu.journal.told_entries import begin_proof

pytestmark = pytest.mark.django_db

_TODAY = "CREATE OR REPLACE FUNCTION core_today() RETURNS date LANGUAGE sql STABLE AS $$ SELECT date '2020-01-01' $$"
_APPEND_ONLY = "pgtrigger_append_only_6d2d9"
TAMPERING = {
    "a function replaced": (_TODAY, "函数 core_today() 与程序带来的不同"),
    "another body of its edition": (
        "ALTER FUNCTION catalogue_edition_for RENAME TO of_before;"
        " CREATE FUNCTION catalogue_edition_for({of_edition}) RETURNS {gives} LANGUAGE sql AS $$ {nothing} $$",
        "函数 catalogue_edition_for({of_edition}) 与程序带来的不同",
    ),
    "a function runs as its owner": (
        "ALTER FUNCTION core_today() SECURITY DEFINER",
        "函数 core_today() 与程序带来的不同",
    ),
    "a trigger's function does nothing": (
        f"CREATE OR REPLACE FUNCTION {_APPEND_ONLY}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        f"函数 {_APPEND_ONLY}() 与程序带来的不同：被改过、停用或者换过。查明是谁改的，再执行 goufu manage pgtrigger install",
    ),
    "a trigger dropped": (
        f"DROP TRIGGER {_APPEND_ONLY} ON journal_entry",
        f"表 journal_entry 的触发器 {_APPEND_ONLY} 不见了：被删去",
    ),
    "a trigger switched off": (
        f"ALTER TABLE journal_entry DISABLE TRIGGER {_APPEND_ONLY}",
        f"表 journal_entry 的触发器 {_APPEND_ONLY} 与程序带来的不同",
    ),
    "foreign keys switched off": (
        "ALTER TABLE planning_funding DISABLE TRIGGER ALL",
        "表 planning_funding 的外键触发器停用了",
    ),
    "a trigger added": (
        "CREATE TRIGGER of_mine BEFORE INSERT ON funds_budgetline FOR EACH ROW"
        f" EXECUTE FUNCTION {_APPEND_ONLY}()",
        "表 funds_budgetline 的触发器 of_mine 不是程序带来的",
    ),
    "a rule added": (
        "CREATE RULE of_mine AS ON INSERT TO journal_waiting DO INSTEAD NOTHING",
        "表 journal_waiting 上有规则 of_mine",
    ),
    "a constraint dropped": (
        "ALTER TABLE journal_cosignature DROP CONSTRAINT cosignature_once_each_witness",
        "表 journal_cosignature 的约束 cosignature_once_each_witness 不见了",
    ),
    "a constraint added, which may call anything": (
        "ALTER TABLE funds_budgetline ADD CONSTRAINT of_mine CHECK (id <> 0)",
        "表 funds_budgetline 的约束 of_mine 不是程序带来的",
    ),
    "an index that calls a function": (
        "CREATE FUNCTION of_mine(bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS $$ SELECT $1 $$;"
        " CREATE INDEX by_mine ON funds_budgetline (of_mine(id))",
        "表 funds_budgetline 的索引 by_mine 用到不是程序带来的函数 of_mine(bigint)",
    ),
    "a table inside another": (
        "CREATE TABLE of_mine () INHERITS (core_heardmessage)",
        "表 core_heardmessage 有子表 of_mine",
    ),
    "triggers off for everybody": (
        "SET LOCAL session_replication_role = replica",
        "数据库服务器设了 session_replication_role=replica",
    ),
    "a trigger on events": (
        "CREATE FUNCTION of_mine() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;"
        " CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION of_mine()",
        "数据库有事件触发器 watching，会执行函数 of_mine()",
    ),
    "rights of a run-time role": (
        "CREATE ROLE clerk SUPERUSER; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT ON TABLES TO clerk",
        "运行时的角色 clerk 是超级用户",
    ),
    "a column may be empty": (
        "ALTER TABLE journal_entry ALTER COLUMN person_name DROP NOT NULL",
        "表 journal_entry 与程序带来的不同",
    ),
    "a view replaced": (
        "CREATE OR REPLACE VIEW planning_plan_facts AS SELECT * FROM ({view}) v WHERE id > 0",
        "视图 planning_plan_facts 与程序带来的不同",
    ),
    "a function before ours": (
        "CREATE ROLE clerk; CREATE SCHEMA clerk;"
        " CREATE FUNCTION clerk.core_today() RETURNS date LANGUAGE sql AS $$ SELECT date '2020-01-01' $$",
        "函数 clerk.core_today() 与程序的同名",
    ),
    "a table before ours": (
        "CREATE ROLE clerk; CREATE SCHEMA clerk; CREATE TABLE clerk.journal_entry ()",
        "表 clerk.journal_entry 与程序的同名",
    ),
    "another function of the same name": (
        "CREATE FUNCTION core_today(integer) RETURNS date LANGUAGE sql AS $$ SELECT date '2020-01-01' $$",
        "函数 core_today(integer) 与程序的同名",
    ),
    "another schema first": (
        "ALTER DATABASE {database} SET search_path = of_mine, public",
        "设了 search_path=of_mine, public",
    ),
    "triggers off for a role": (
        "ALTER DATABASE {database} SET session_replication_role = replica",
        "设了 session_replication_role=replica",
    ),
    "a holiday deleted": (
        "DELETE FROM gf_calendar WHERE day = '2026-10-01'",
        "工作日历（gf_calendar）里 2026-10-01 与程序的不同，共 1 处。执行一次 goufu manage migrate",
    ),
    "a working day more": (
        "UPDATE gf_calendar SET workdays = workdays + 1 WHERE day >= '2026-10-01'",
        "工作日历（gf_calendar）里 2026-10-01 与程序的不同",
    ),
    "the last working day deleted": (
        "DELETE FROM gf_workday_list WHERE number = (SELECT max(number) FROM gf_workday_list)",
        "工作日历（gf_workday_list）里",
    ),
}


def business() -> tuple[int, str]:
    result = CliRunner().invoke(main, ["journal", "verify", "--business"])
    return result.exit_code, result.output


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def asked(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def filled_in(text: str) -> str:
    """With what this database has of it."""
    if "{of_edition}" in text:
        oid = asked("SELECT oid FROM pg_proc WHERE proname = 'catalogue_edition_for'")
        gives = asked(f"SELECT pg_get_function_result({oid})")
        return (
            text.replace("{of_edition}", asked(f"SELECT pg_get_function_identity_arguments({oid})"))
            .replace("{gives}", gives)
            .replace("{nothing}", f"SELECT NULL::{gives.removeprefix('SETOF ')}")
        )
    if "{view}" in text:
        return text.replace(
            "{view}", asked("SELECT pg_get_viewdef('planning_plan_facts'::regclass)").rstrip(";")
        )
    return text.replace("{database}", connection.settings_dict["NAME"])


def test_a_database_that_was_just_migrated_is_as_made() -> None:
    """Else a migration was added: `python tools/schema.py` writes what is expected anew.

    Another test may have migrated this process's database back and forth: PostgreSQL then writes some conditions as restored.
    """
    begin_proof()
    present, expected = schema.present(), schema.expected()
    assert present.keys() == expected.keys()
    assert [each for each, digest in present.items() if digest not in expected[each]] == []
    assert business()[0] == 0


@pytest.mark.parametrize(("statement", "said"), TAMPERING.values(), ids=TAMPERING)
def test_what_was_done_to_it_is_named(statement: str, said: str) -> None:
    begin_proof()
    execute(filled_in(statement))
    code, output = business()
    assert code == 1, output
    assert f"不符：{filled_in(said)}" in output or filled_in(said) in output


def test_another_program_in_a_schema_of_its_own_is_no_fault() -> None:
    begin_proof()
    execute("CREATE SCHEMA of_another; CREATE TABLE of_another.django_migrations ()")
    execute(filled_in("ALTER DATABASE {database} SET search_path = public, of_another"))
    assert business()[0] == 0


def test_migrating_puts_the_calendar_back() -> None:
    begin_proof()
    execute("DELETE FROM gf_calendar WHERE day = '2026-10-01'")
    call_command("migrate", verbosity=0)
    assert business()[0] == 0


def test_triggers_are_put_back_as_the_sentence_says() -> None:
    begin_proof()
    execute(f"DROP FUNCTION {_APPEND_ONLY} CASCADE")
    assert business()[0] == 1
    call_command("pgtrigger", "install", verbosity=0)
    assert business() == (0, business()[1])


def test_a_database_that_is_not_migrated_is_not_compared() -> None:
    begin_proof()
    execute("DELETE FROM django_migrations WHERE app = 'journal' AND name = '0005_rulebooks'")
    code, output = business()
    assert code == 1 and "数据库的表不是这一版的" in output and output.count("不符：") == 1

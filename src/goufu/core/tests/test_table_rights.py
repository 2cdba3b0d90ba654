"""The run-time role reads and writes rows, adds to what is append-only, and changes no table."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from goufu.core.status import database_roles
from goufu.core.table_rights import may_work, renew_rights, rights_beside, unprotected
from goufu.core.tests.runtime_role import ROLE, as_owner, runtime_role

__all__ = ["runtime_role"]
pytestmark = pytest.mark.usefixtures("runtime_role")

APPEND_ONLY = [
    "catalogue_centrallist",
    "catalogue_centrallistitem",
    "documents_document",
    "funds_budgetadjustment",
    "funds_budgetlineevent",
    "funds_ledgerentry",
    "journal_checkpoint",
    "journal_cosignature",
    "journal_day",
    "journal_entry",
    "journal_leaf",
    "journal_rulebook",
    "journal_seal",
    "journal_tile",
    "planning_waiver",
    "procurement_abuselisting",
    "procurement_applicationexamination",
    "procurement_applicationletter",
    "procurement_award",
    "procurement_bid",
    "procurement_bidwithdrawal",
    "procurement_calledbidder",
    "procurement_casestep",
    "procurement_caution",
    "procurement_challengeanswer",
    "procurement_choicemove",
    "procurement_complaintdecision",
    "procurement_consortiummember",
    "procurement_creditquery",
    "procurement_examination",
    "procurement_expert",
    "procurement_expertlist",
    "procurement_filedownload",
    "procurement_givenpeel",
    "procurement_handback",
    "procurement_invitation",
    "procurement_invitationcandidate",
    "procurement_invitationlist",
    "procurement_laneeffect",
    "procurement_lanerecord",
    "procurement_latedecision",
    "procurement_letter",
    "procurement_letterservice",
    "procurement_memberdecline",
    "procurement_methoddecision",
    "procurement_minute",
    "procurement_occurrence",
    "procurement_paperreading",
    "procurement_participationmember",
    "procurement_pastentry",
    "procurement_pastoffer",
    "procurement_placing",
    "procurement_presence",
    "procurement_quotationcall",
    "procurement_quote",
    "procurement_readingcheck",
    "procurement_rehearsal",
    "procurement_rehearsalanswer",
    "procurement_reportsignature",
    "procurement_rereview",
    "procurement_response",
    "procurement_reviewreport",
    "procurement_rulewaiver",
    "procurement_scancheck",
    "procurement_score",
    "procurement_tick",
    "procurement_unopenedletter",
    "procurement_userchoice",
    "registry_designation",
    "registry_succession",
]
GUARDED = """
    SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger\\_append\\_only\\_%' GROUP BY 1 ORDER BY 1"""
RIGHTS = """
    SELECT string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM pg_class, aclexplode(relacl)
    WHERE oid = %s::regclass AND grantee = %s::regrole"""


def test_the_tables_here_are_all_that_have_a_trigger_against_changes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        assert [table for [table] in cursor.fetchall()] == APPEND_ONLY


def rights(table: str) -> str:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(RIGHTS, [table, ROLE])
        return str(cursor.fetchone()[0])


def refused(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert isinstance(error.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET {} = {}",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "CREATE TRIGGER mine BEFORE INSERT ON {} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "DROP TABLE {}",
    ],
)
def test_what_is_append_only_is_refused_by_the_server(table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        [column, *_] = connection.introspection.get_table_description(cursor, table)
    refused(statement.format(table, column.name, column.name))


def test_past_the_triggers_it_is_refused_as_well() -> None:
    """pgtrigger.ignore is a setting that anybody may make: the triggers alone hold nobody who means it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{journal_entry:append_only}'")
    refused("UPDATE journal_entry SET person_name = '李四'")


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (n int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE planning_project DISABLE TRIGGER USER",
        "TRUNCATE planning_project CASCADE",
        "DROP VIEW planning_plan_facts",
        "CREATE OR REPLACE FUNCTION planning_money_is_held(number bigint) RETURNS void LANGUAGE sql AS ''",
        "DELETE FROM django_migrations",
        "DELETE FROM gf_calendar",
    ],
)
def test_nothing_that_holds_the_rows_is_changed(statement: str) -> None:
    refused(statement)


def test_the_owner_grants_again_what_has_come_to_differ_and_leaves_the_rest_alone() -> None:
    with as_owner() as execute:
        execute("CREATE TABLE added (number serial)")
        execute(f"GRANT UPDATE, TRUNCATE ON journal_entry TO {ROLE}")
        execute(f"REVOKE INSERT ON planning_project FROM {ROLE}")
        renew_rights("default")
    assert rights("added") == rights("planning_project") == "DELETE INSERT SELECT UPDATE"
    assert rights("added_number_seq") == "USAGE"
    assert rights("journal_entry") == rights("funds_ledgerentry") == "INSERT SELECT"
    assert rights("django_migrations") == rights("gf_calendar") == "SELECT"
    with as_owner(), connection.execute_wrapper(_only_asks):
        renew_rights("default")


def test_what_is_not_protected_is_said_of_an_owner_only() -> None:
    with connection.cursor() as cursor:
        assert may_work(cursor)
        assert unprotected(cursor) == ""
    with as_owner(), connection.cursor() as cursor:
        assert may_work(cursor)
        assert "goufu database roles" in unprotected(cursor)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"GRANT {{owner}} TO {ROLE}", f"角色 {ROLE} 能以 {{owner}} 的身份办事"),
        (f"CREATE ROLE between; GRANT pg_write_all_data TO between; GRANT between TO {ROLE}", "pg_write_all_data"),
        (f"ALTER ROLE {ROLE} SUPERUSER", f"角色 {ROLE} 是超级用户"),
        (f"ALTER ROLE {ROLE} CREATEROLE", f"角色 {ROLE} 能建角色"),
        (f"GRANT UPDATE (person_name) ON journal_entry TO {ROLE}", f"角色 {ROLE} 能改动或者删除只能添加的 journal_entry"),
        ("GRANT DELETE ON funds_ledgerentry TO PUBLIC", f"角色 {ROLE} 能改动或者删除只能添加的 funds_ledgerentry"),
        (f"ALTER TABLE journal_entry OWNER TO {ROLE}", f"角色 {ROLE} 拥有 journal_entry 等 1 张表"),
    ],
)  # fmt: skip
def test_rights_that_the_run_time_role_was_given_beside_are_named(statement: str, said: str) -> None:
    assert rights_beside() == []
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        cursor.execute(statement.replace("{owner}", owner))
    found = rights_beside()
    assert found and any(said.replace("{owner}", owner) in each for each in found), found
    with as_owner():
        assert {*found} <= {*rights_beside()}  # whoever asks
    [finding] = database_roles()
    assert found[0] in finding.wrong


def test_of_one_role_that_owns_everything_nothing_is_told() -> None:
    with as_owner() as execute:
        execute(f"DROP OWNED BY {ROLE}")
        assert not rights_beside() and not [*database_roles()]


def test_a_role_without_rights_may_not_work() -> None:
    with as_owner() as execute:
        execute(f"REVOKE INSERT ON journal_entry FROM {ROLE}")
    with connection.cursor() as cursor:
        assert not may_work(cursor)


def test_migrations_are_the_owner_s() -> None:
    call_command("migrate", verbosity=0)  # nothing to do: another machine has done it
    with pytest.raises(CommandError, match="GOUFU_MIGRATION_URL"):
        call_command("migrate", "supervision", "zero", verbosity=0)
    with as_owner() as execute:
        execute("DELETE FROM django_migrations WHERE app = 'supervision'")
    with pytest.raises(CommandError, match="GOUFU_MIGRATION_URL"):
        call_command("migrate", verbosity=0)


def _only_asks(execute: object, sql: str, params: object, many: bool, context: object) -> object:
    assert not sql.startswith(("GRANT", "REVOKE"))
    return execute(sql, params, many, context)  # type: ignore[operator]

"""A million planned purchases in PostgreSQL: facts in their types, a key, and indexes for the scopes."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path

import duckdb
import psycopg

from bench import lists
from goufu.law.dialects import DUCKDB, POSTGRES
from goufu.law.engines import postgres
from goufu.law.load import load_rulebook
from goufu.law.model import Stage

TABLE = "bench_plan"
_METHODS = {
    "公开招标": "open_tender",
    "竞争性磋商": "consultation",
    "竞争性谈判": "negotiation",
    "单一来源采购": "single_source",
    "限额以下": "below_threshold",
    "框架协议采购": "framework_agreement",
}
_BRANCHES = " ".join(f"WHEN '{title}' THEN '{code}'" for title, code in _METHODS.items())
_WORK = "，包括方案制定、人员配备、组织实施、质量检查和成果移交，按合同约定考核后付款。"
# The facts of a planned purchase that most systems have; the others are NULL.
_KNOWN = {
    "on_date": "DATE '2026-06-01'",
    "place": "'370100'",
    "level": "'county'",
    "purchaser": "purchaser",
    "purchaser_kind": "CASE WHEN line % 9 > 0 THEN 'administrative' END",
    "title": "replace(replace(title, '（', '('), '）', ')')",
    "description": f"'为' || purchaser || '提供' || title || '{_WORK}'",
    "method": f"CASE method {_BRANCHES} END",
    "service_class": "CASE WHEN line % 2 = 0 THEN 'public' ELSE 'auxiliary' END",
    "budget_year": "year",
    "item_code": "item_code",
    "budget_line": "budget_line",
    "budget_line_yuan": "amount * 20",
    "amount_yuan": "amount",
    "year_amount_yuan": "CASE WHEN months <= 12 THEN amount ELSE amount / (months / 12) END",
    "term_months": "months",
    "is_budgeted": "TRUE",
    "is_gov_procurement": "method <> '限额以下'",
    "is_new": "line % 5 = 0",
    "fund_source": "'一般公共预算资金'",
    "department_economic_class": "'30227'",
    "catalogue_code": "'A0' || (1 + line % 9)",
    "is_in_catalogue": "line % 50 > 0",
    "duty_basis": "'县级部门职责规定第' || line % 12 || '条'",
    "started_on": "DATE '2026-07-15'",
    "intention_published_on": "DATE '2026-05-20' + (line % 30)::INTEGER",
    "is_sme_reserved": "line % 3 = 0",
    "is_demand_surveyed": "line % 4 > 0",
    "performance_target": "'服务对象满意度不低于百分之九十'",
    "last_grade": "CASE WHEN line % 7 = 0 THEN 'poor' END",
}


def known(table: str, facts: Collection[str]) -> str:
    """The query of the generated list as facts in their types, in its order; NULL for unknown facts."""
    stage = load_rulebook().stages["plan"]
    columns = [
        f"CAST({_KNOWN.get(name, 'NULL')} AS {DUCKDB.types[stage.facts[name].type]}) AS {name}"
        for name in facts
    ]
    return f"SELECT line, {', '.join(columns)} FROM {table} ORDER BY line"


def fill(connection: psycopg.Connection, stage: Stage, lines: int) -> None:
    """Creates the table in the connection's database and fills it."""
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder) / "plan.csv"
        made = duckdb.connect()
        lists.make(made, "list", lines)
        made.execute(f"COPY ({known('list', stage.facts)}) TO '{path}' (HEADER FALSE)")
        made.close()
        types = ", ".join(f"{name} {POSTGRES.types[fact.type]}" for name, fact in stage.facts.items())
        postgres.install(cursor)
        cursor.execute(f"CREATE TABLE {TABLE} (line bigint, {types})")
        with cursor.copy(f"COPY {TABLE} FROM STDIN (FORMAT csv)") as copy, path.open("rb") as file:
            while block := file.read(1 << 20):
                copy.write(block)
        cursor.execute(f"ALTER TABLE {TABLE} ADD PRIMARY KEY (line)")
        cursor.execute(f"CREATE INDEX ON {TABLE} (purchaser, budget_year)")
        cursor.execute(f"ANALYZE {TABLE}")

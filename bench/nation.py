"""A generated nation with projects in every county: bodies, budget lines, projects, their money and their log entries.

A body has 250 projects over three years and a county ten bodies, whatever the total: a million projects have 4,000
bodies in 400 counties, a thousand only the first four bodies. The bodies' projects are mixed, as over the years. Django
must be set up, and the database migrated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench.lists import ACTIONS, BODIES, ENDINGS, OBJECTS, SYLLABLES

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from goufu.registry.models import Body

OF_A_BODY = 250  # projects
OF_A_COUNTY = 10  # bodies, the first of which is the finance office
OF_A_PROVINCE = 20  # counties
FIRST_YEAR = 2026
RARE = "应急广播"  # in one title of 20,000
PURCHASER = "安清县教育局"  # the second body: its officer is one of the readers
_TABLES = [
    "journal_entry",
    "funds_budgetline",
    "planning_project",
    "planning_funding",
    "planning_target",
    "funds_ledgerentry",
]

# i: the project's number; spread: a reproducible pseudo-random number. Drafts are such that they can be submitted.
_PROJECTS = """
    WITH numbered AS (
        SELECT i, i %% %(bodies)s + 1 AS body, i / %(bodies)s %% 3 AS y, (i + i / %(bodies)s) %% 100 AS turn,
               hashint8(i)::bigint + 2147483648 AS spread, now() - make_interval(mins => (%(projects)s - i)::int) AS at
        FROM generate_series(1, %(projects)s::bigint) i
    ), drawn AS (
        SELECT *,
            CASE WHEN turn < 60 THEN 'approved' WHEN turn < 70 THEN 'submitted' WHEN turn < 85 THEN 'draft'
                 WHEN turn < 90 THEN 'returned' WHEN turn < 92 THEN 'adjusting' ELSE 'withdrawn' END AS state,
            CASE WHEN turn BETWEEN 70 AND 84 THEN 200 ELSE 30 + spread %% 12970 END AS price,
            CASE WHEN i %% 19997 = 1 THEN 0 ELSE 1 + spread / 7 %% (SELECT max(id) FROM bench_subject) END AS subject
        FROM numbered
    )
    INSERT INTO planning_project (
        id, title, purchaser_id, purchaser_words, office_id, place_code, level, year, law_day, need, duty_basis,
        service_class, entry_id, item_code, standard, beneficiaries, field, is_new, quantity, unit, unit_price, costing,
        amount, first_year, term_months, method, provider_kind, provider, facts, state, submitted_at, submitted_by_id,
        approved_at, approved_by_id, returned_at, returned_by_id, return_reason, withdrawn_at, withdrawn_by_id,
        withdrawal_reason, changed_at, words, version)
    SELECT i, w.place || s.title, b.id, b.name || '（' || b.id || '）', b.office_id, w.code, 'county', %(year)s + y,
        current_date, '为全县' || s.title || '，包括方案制定、人员配备、组织实施、质量检查和成果移交',
        '三定规定第三条：承担有关的公共服务工作', 'public', %(entry)s, '', '国家基本公共服务标准（2023年版）', '城乡居民',
        (%(fields)s::text[])[1 + spread %% array_length(%(fields)s::text[], 1)], FALSE, 300, '人', price,
        '每人每年 12 次，比照上年合同', 300 * price, 300 * price, 12,
        CASE WHEN price < 1000 THEN 'below_threshold' ELSE 'open_tender' END, 'social_service_organisation', '',
        %(facts)s, state, CASE WHEN state <> 'draft' THEN at END, CASE WHEN state <> 'draft' THEN 1 END,
        CASE WHEN state IN ('approved', 'adjusting') THEN at END, CASE WHEN state IN ('approved', 'adjusting') THEN 2 END,
        CASE WHEN state = 'returned' THEN at END, CASE WHEN state = 'returned' THEN 2 END,
        CASE WHEN state = 'returned' THEN '请写清绩效目标' ELSE '' END,
        CASE WHEN state = 'withdrawn' THEN at END, CASE WHEN state = 'withdrawn' THEN 1 END,
        CASE WHEN state = 'withdrawn' THEN '今年不再需要' ELSE '' END, at,
        w.words || ' ' || s.words, 1
    FROM drawn JOIN registry_body b ON b.id = body JOIN bench_body w ON w.id = body JOIN bench_subject s ON s.id = subject
"""
_LINES = """
    INSERT INTO funds_budgetline (
        id, year, body_id, office_id, place_code, code, name, category, function_class, government_economic_class,
        department_economic_class, fund_kind, is_gov_procurement, is_service_purchase, catalogue_code, item_code, approved,
        reserved, committed, paid, version)
    SELECT (b.id - 1) * 30 + y * 10 + k + 1, %(year)s + y, b.id, b.office_id, w.code, 'T' || lpad(k::text, 9, '0'),
        '社区服务', '3', '2081006', '50205', '30227', '111', FALSE, TRUE, '', '', 1000000000, 0, 0, 0, 1
    FROM registry_body b JOIN bench_body w USING (id), generate_series(0, 2) y, generate_series(0, 9) k
"""
_FUNDING = """
    INSERT INTO planning_funding (project_id, line_id, amount)
    SELECT id, (purchaser_id - 1) * 30 + (year - %(year)s) * 10 + id / 7 %% 10 + 1, amount FROM planning_project
"""
_TARGETS = """
    INSERT INTO planning_target (
        project_id, position, name, kind, operator, number, unit, text, counting_note, evidence, source)
    SELECT id, position, name, t.kind, operator, number, t.unit, '', note, proof, '上年实际' FROM planning_project, (VALUES
        (1, '服务人数', 'quantity', '≥', 300, '人', '期内至少接受一次服务的人，计 1 人', '服务单'),
        (2, '服务对象满意度', 'satisfaction', '≥', 90, '%%', '“满意”和“很满意”除以全部有效回答', '回访记录')
    ) t (position, name, kind, operator, number, unit, note, proof)
"""
_ENTRIES = """
    INSERT INTO journal_entry (
        id, at, action, person, person_name, body, body_name, object_type, object_id, facts, answers)
    SELECT p.id * 2 - 1 + step, changed_at, action, 1, '李经办', purchaser_id, b.name, 'project', p.id::text,
        jsonb_build_object('title', title, 'amount', amount::text), answers::jsonb
    FROM planning_project p JOIN registry_body b ON b.id = purchaser_id, (VALUES
        (0, 'planning.project.drafted', '[]'), (1, 'planning.project.submitted', %(answers)s)) t (step, action, answers)
    WHERE step = 0 OR p.state <> 'draft'
"""
_LEDGER = """
    INSERT INTO funds_ledgerentry (
        line_id, kind, amount, project, project_title, why, at, person, body, journal_entry_id)
    SELECT line_id, 'reservation', f.amount, p.id, p.title, '项目提交', changed_at, 1, purchaser_id, p.id * 2
    FROM planning_project p JOIN planning_funding f ON f.project_id = p.id
    WHERE state IN ('submitted', 'approved', 'adjusting')
"""
_TOTALS = """
    UPDATE funds_budgetline l SET reserved = held.amount
    FROM (SELECT line_id, sum(amount) AS amount FROM funds_ledgerentry GROUP BY line_id) held WHERE line_id = l.id
"""


def fill(projects: int) -> None:
    """Stores the nation with that many projects."""
    from django.db import connection

    from goufu.planning.kinds import ServiceField
    from goufu.planning.tests.writing import FACTS, published_entry
    from goufu.registry.models import Person

    bodies = max(projects // OF_A_BODY, 2)
    with connection.cursor() as cursor:
        _store_bodies(cursor, bodies)
        _store_subjects(cursor)
        Person.objects.create(username="li", name="李经办")
        Person.objects.create(username="chen", name="陈财政")
        entry = published_entry(_ministry(bodies + 1))
        said: dict[str, Any] = {
            "projects": projects,
            "bodies": bodies,
            "year": FIRST_YEAR,
            "entry": entry.pk,
            "fields": ServiceField.values,
            "facts": json.dumps(FACTS),
            "answers": json.dumps([{"stage": "plan", "rules": "0" * 64, "letters": "p" * 102}]),
        }
        with _in_bulk(cursor):
            for statement in (_PROJECTS, _LINES, _FUNDING, _TARGETS, _ENTRIES, _LEDGER, _TOTALS):
                cursor.execute(statement, said)
        for table in (*_TABLES, "registry_body", "registry_place"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
            cursor.execute(f"VACUUM ANALYZE {table}")


@contextmanager
def _in_bulk(cursor: CursorWrapper) -> Iterator[None]:
    """A context without triggers and indexes on the tables; the indexes are built again afterwards."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [_TABLES],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute("SET session_replication_role = replica")
    yield
    cursor.execute("SET session_replication_role = DEFAULT")
    cursor.execute("SET maintenance_work_mem = '256MB'")
    for _, definition in indexes:
        cursor.execute(definition)
    cursor.execute("RESET maintenance_work_mem")


def _ministry(number: int) -> Body:
    """The Ministry of Finance, whose catalogue applies everywhere."""
    from goufu.registry.models import Body, Place

    return Body.objects.create(
        pk=number, name="财政部", kind="state_organ", level="central", place=Place.objects.get(code="100000"),
        path=f"/{number}/", is_finance_office=True,
    )  # fmt: skip


def _store_bodies(cursor: CursorWrapper, bodies: int) -> None:
    """Stores places and bodies, numbered from 1, and for each body the texts that its projects use."""
    from goufu.planning.tokens import tokens
    from goufu.registry.models import Body, Place

    kinds = BODIES.replace("财政局 ", "").split()
    made: list[Body] = []
    words: list[tuple[Any, ...]] = []
    Place.objects.create(code="100000", name="中央", level="central", listed_from=1980)
    for number in range(bodies):
        county, at = divmod(number, OF_A_COUNTY)
        if at == 0:
            place = _county(county)
        name = place.name + ("财政局" if at == 0 else kinds[at])
        office = county * OF_A_COUNTY + 1
        made.append(
            Body(
                pk=number + 1,
                name=name,
                kind="state_organ",
                level="county",
                place=place,
                path=f"/{number + 1}/",
                office_id=office,
                is_finance_office=at == 0,
            )
        )
        words.append((number + 1, place.code, place.name, tokens(place.name, name)))
    Body.objects.bulk_create(made, batch_size=1_000)
    cursor.execute("CREATE TABLE bench_body (id bigint PRIMARY KEY, code text, place text, words text)")
    cursor.executemany("INSERT INTO bench_body VALUES (%s, %s, %s, %s)", words)


def _county(number: int) -> Any:
    """The county of that number; its province is created with its first county."""
    from goufu.registry.models import Place

    province, at = divmod(number, OF_A_PROVINCE)
    code = (11 + province) * 10_000
    if at == 0:
        Place.objects.create(
            code=str(code), name=f"{SYLLABLES[province]}省", level="province", listed_from=1980
        )
    name = SYLLABLES[number % len(SYLLABLES)] + SYLLABLES[number // len(SYLLABLES) + 7] + "县"
    return Place.objects.create(code=str(code + 121 + at), name=name, level="county", listed_from=1980)


def _store_subjects(cursor: CursorWrapper) -> None:
    """Stores the titles' parts after the place; number 0 is the rare one."""
    from goufu.planning.tokens import tokens

    endings = ENDINGS.split()
    titles = [f"{RARE}运行维护项目"]
    for thing in OBJECTS.split():
        titles += [f"{thing}{action}{endings[len(titles) % len(endings)]}" for action in ACTIONS.split()]
    cursor.execute("CREATE TABLE bench_subject (id bigint PRIMARY KEY, title text, words text)")
    subjects = [(number, title, tokens(title)) for number, title in enumerate(titles)]
    cursor.executemany("INSERT INTO bench_subject VALUES (%s, %s, %s)", subjects)

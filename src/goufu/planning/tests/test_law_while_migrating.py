"""The law is asked while the database is being migrated: every question is answered, and answered alike."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import Condition, Event, Thread
from time import monotonic
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import NotSupportedError, ProgrammingError, connection, models, transaction
from django.db.migrations import AddField, AlterField, RemoveField, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from goufu.core.composed_writes import update
from goufu.core.fact_view_changes import ReplacingFactViews
from goufu.core.fact_views import AddedFacts, facts_of_stage
from goufu.core.rows import locked
from goufu.core.tests.racing import TOO_LONG, at_once
from goufu.core.upgrade import retry_on_lock_timeout
from goufu.planning.facts import STAGE
from goufu.planning.law import opinion_on
from goufu.planning.models import Funding, Project

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Questions:
    """What came of a thread's questions."""

    answers: list[str] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    is_over: bool = False
    news: Condition = field(default_factory=Condition)

    def wait_for_more(self, more: int = 20) -> None:
        """Returns after so many further questions."""
        with self.news:
            enough = len(self.answers) + len(self.failures) + more
            assert self.news.wait_for(lambda: len(self.answers) + len(self.failures) >= enough, TOO_LONG)

    def ask(self, project: int) -> None:
        try:
            while not self.is_over:
                self._ask_once(project)
        finally:
            connection.close()

    def _ask_once(self, project: int) -> None:
        try:
            with transaction.atomic():  # as an action does: with the project's table in hand
                found = locked(Project.objects, project)
                assert found
                update(found, ["title", "amount"])
                opinion = opinion_on(project)
                assert opinion.answers
        except Exception as failure:
            self.failures.append(failure)
        else:
            self.answers.append(opinion.letters)
        with self.news:
            self.news.notify_all()


@contextmanager
def asked_all_the_while(project: Project, changes: int = 0) -> Iterator[Questions]:
    """Another thread asks the law of the project before, during and after the block; the answer changes so often."""
    questions = Questions()
    thread = Thread(target=questions.ask, args=[project.pk])
    thread.start()
    try:
        questions.wait_for_more()
        yield questions
        questions.wait_for_more()
    finally:
        questions.is_over = True
        thread.join(TOO_LONG)
    assert questions.failures == []
    assert sum(said != then for said, then in pairwise(questions.answers)) == changes


def one(query: str, *values: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchone()[0]


def length_of(column: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(character_maximum_length, numeric_precision) FROM information_schema.columns"
            " WHERE table_name = 'planning_project' AND column_name = %s",
            [column],
        )
        return cursor.fetchone()[0]


def migrate() -> None:
    call_command("migrate", verbosity=0)


REVIEWS = AddedFacts(Path())  # its query stands where the test is run
VIEW = "SELECT oid FROM pg_class WHERE relname = 'planning_plan_facts'"
COUNSEL = "SELECT is_contract_reviewed_by_counsel FROM planning_plan_facts"


@pytest.fixture
def known_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A later room that knows of each project whether counsel has reviewed its contract."""
    query = tmp_path / "facts.sql"
    query.write_text(
        "SELECT r.project_id AS id, bool_or(r.is_done) AS is_contract_reviewed_by_counsel FROM later_review r"
        " GROUP BY r.project_id"
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later_review (project_id bigint, is_done boolean)")
    monkeypatch.setattr(f"{__name__}.REVIEWS", AddedFacts(query))
    with monkeypatch.context() as patch:
        patch.setattr(
            apps.get_app_config("supervision"),
            "facts",
            {STAGE: [f"{__name__}.REVIEWS"]},
            raising=False,
        )
        facts_of_stage.cache_clear()
        yield
    facts_of_stage.cache_clear()
    migrate()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE later_review")


def test_with_nothing_to_do_nothing_is_touched(draft: Project) -> None:
    functions = (
        "SELECT string_agg(oid || ' ' || xmin, ',' ORDER BY oid) FROM pg_proc WHERE proname LIKE 'gf_%'"
    )
    before = one(VIEW), one(functions)
    with asked_all_the_while(draft):
        for _ in range(3):
            migrate()
    assert (one(VIEW), one(functions)) == before


def test_a_view_that_changes_is_replaced(draft: Project, known_elsewhere: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO later_review VALUES (%s, TRUE)", [draft.pk])
    before = one(VIEW)
    assert one(COUNSEL) is None
    with asked_all_the_while(draft, changes=1):
        migrate()
    assert one(VIEW) != before
    assert one(COUNSEL) is True


def test_what_a_later_room_knows_nobody_is_asked(draft: Project, known_elsewhere: None) -> None:
    assert "is_contract_reviewed_by_counsel" not in facts_of_stage(STAGE).stored
    migrate()
    assert one(COUNSEL) is None


def test_while_migrations_are_left_the_views_stay(draft: Project, known_elsewhere: None) -> None:
    before = one(VIEW)
    recorder = MigrationRecorder(connection)
    [last] = MigrationLoader(connection).graph.leaf_nodes("supervision")
    recorder.record_unapplied(*last)
    try:
        call_command("migrate", "catalogue", verbosity=0)
    finally:
        recorder.record_applied(*last)
    assert one(VIEW) == before


def test_the_functions_and_the_calendar_are_replaced_at_once(draft: Project) -> None:
    with asked_all_the_while(draft):
        for _ in range(3):
            with connection.cursor() as cursor:
                cursor.execute("COMMENT ON TABLE gf_calendar IS 'another version'")
            migrate()


def wait_for_one_who_waits_for(table: str) -> None:
    waiting = (
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database AND datname = current_database()"
        " WHERE NOT granted AND relation = %s::regclass"
    )
    pause, until = Event(), monotonic() + TOO_LONG
    while not one(waiting, table):
        assert monotonic() < until
        pause.wait(0.01)


@cache
def state_of_all() -> ProjectState:
    """What all migrations lead to, with its models."""
    state = MigrationLoader(connection).project_state()
    assert state.apps
    return state


def perform(operation: Operation, backwards: bool = False) -> None:
    """In a transaction, as `migrate` does it with a migration."""
    before = state_of_all()
    after = before.clone()
    operation.state_forwards("planning", after)

    def change() -> None:
        with connection.schema_editor(atomic=True) as editor:
            if backwards:
                operation.database_backwards("planning", editor, after, before)
            else:
                operation.database_forwards("planning", editor, before, after)

    retry_on_lock_timeout(connection.alias, change)


@pytest.mark.parametrize(
    ("column", "longer", "lengths"),
    [
        ("title", models.CharField(max_length=300), [200, 300]),
        ("amount", models.DecimalField(max_digits=22, decimal_places=2, null=True), [18, 22]),
    ],
)
def test_a_column_that_the_view_reads_is_altered(
    draft: Project, column: str, longer: models.Field[Any, Any], lengths: list[int]
) -> None:
    alter = AlterField("project", column, longer)
    with pytest.raises(NotSupportedError, match="used by a view"):
        perform(alter)
    with asked_all_the_while(draft):
        perform(ReplacingFactViews([alter]))
        altered = length_of(column)
        perform(ReplacingFactViews([alter]), backwards=True)
        assert [length_of(column), altered] == lengths
    before = one(VIEW)
    migrate()
    assert one(VIEW) == before


def test_a_view_that_would_read_what_is_gone_undoes_the_migration(draft: Project) -> None:
    with asked_all_the_while(draft), pytest.raises(ProgrammingError, match="need"):
        perform(ReplacingFactViews([RemoveField("project", "need")]))
    assert Project.objects.get(pk=draft.pk).need == draft.need


def test_who_holds_the_table_and_asks_the_law_is_answered(draft: Project) -> None:
    """Taken the other way round, the migration would hold the view and wait for the table: a circle."""
    longer = ReplacingFactViews([AlterField("project", "title", models.CharField(max_length=300))])
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            Project.objects.get(pk=draft.pk)
            migration = other.submit(at_once, [lambda: perform(longer)])
            wait_for_one_who_waits_for("planning_project")
            assert opinion_on(draft.pk).answers
        assert migration.result(TOO_LONG) == [None]
    assert length_of("title") == 300
    perform(longer, backwards=True)


def test_a_migration_that_holds_a_table_and_waits_for_another_gives_way(draft: Project) -> None:
    """PostgreSQL would take whoever asks for stuck, and end his question rather than the migration."""
    operations = [
        AddField(model, "added", models.BooleanField(null=True)) for model in ("project", "funding")
    ]
    expand = SeparateDatabaseAndState(operations, operations)
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            assert Funding.objects.get(project=draft).amount
            migration = other.submit(at_once, [lambda: perform(expand)])
            wait_for_one_who_waits_for("planning_funding")
            assert opinion_on(draft.pk).answers
        assert migration.result(TOO_LONG) == [None]
    perform(expand, backwards=True)


def test_the_views_are_set_aside_before_anything_is_altered(draft: Project) -> None:
    """Or the migration would wait for the views' tables with one in hand, for as long as Django thinks in between."""
    longer = AlterField("project", "title", models.CharField(max_length=300))
    operations = [AddField("project", "added", models.BooleanField(null=True)), ReplacingFactViews([longer])]
    with pytest.raises(ImproperlyConfigured, match="comes first"):
        perform(SeparateDatabaseAndState(operations, operations))
    assert length_of("title") == 200

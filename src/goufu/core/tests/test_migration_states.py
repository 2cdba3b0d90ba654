"""Migrations whose models are not all rendered again make the tables that Django's own executor makes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.operations import AddField, AddIndex, AlterField, CreateModel, RemoveIndex
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from goufu.core.migration_states import MigrationExecutor


def migration(name: str, *operations: Operation) -> Migration:
    made: type[Migration] = type(name, (Migration,), {"operations": operations})
    return made(name, "core")


class Look(Operation):
    """Whether the models that it is given belong together."""

    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None: ...

    def database_forwards(self, app_label: str, schema_editor: Any, *states: ProjectState) -> None:
        for state in states:
            place, body = (state.apps.get_model(app_label, name) for name in ("Place", "Body"))
            assert body._meta.get_field("place").related_model is place
            assert [each.name for each in place._meta.indexes] == ["by_name"]


PLACES = migration(
    "places",
    CreateModel("Place", [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]),
)
BODIES = migration(
    "bodies",
    CreateModel(
        "Body",
        [
            ("id", models.AutoField(primary_key=True)),
            ("place", models.ForeignKey("core.Place", models.CASCADE)),
        ],
    ),
    AddField("body", "name", models.TextField(default="")),
    AddIndex("body", models.Index(fields=["place", "name"], name="by_place")),
    AddIndex("place", models.Index(fields=["name"], name="by_name")),
)
LOOK = migration("look", Look())
WIDER = migration("wider", AlterField("place", "id", models.BigAutoField(primary_key=True)))
FEWER = migration("fewer", RemoveIndex("place", "by_name"))
LONGER = migration(
    "longer",
    AlterField("body", "name", models.CharField(max_length=9, default="")),
    AlterField("body", "place", models.OneToOneField("core.Place", models.CASCADE, null=True)),
)
BY_NAME = migration(
    "by_name",
    CreateModel(
        "Seat",
        [
            ("id", models.AutoField(primary_key=True)),
            ("body", models.ForeignKey("core.Body", models.CASCADE, to_field="place")),
        ],
    ),
    AlterField("body", "place", models.OneToOneField("core.Place", models.PROTECT)),
)


@pytest.fixture
def state() -> ProjectState:
    """No model yet, rendered."""
    empty = ProjectState()
    assert empty.apps
    return empty


def kinds() -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_name IN ('core_place', 'core_body')"
        )
        return {(table, column): kind for table, column, kind in cursor.fetchall()}


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname IN ('by_name', 'by_place')")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_what_does_not_only_add_finds_all_models_as_they_are_then(state: ProjectState) -> None:
    apply = MigrationExecutor(connection).apply_migration
    for each in (PLACES, BODIES):
        state = apply(state, each)
    assert kinds()["core_body", "place_id"] == "integer"
    assert kinds()["core_body", "name"] == "text" and indexes() == {"by_name", "by_place"}
    for each in (LOOK, WIDER):
        state = apply(state, each)
    assert kinds()["core_place", "id"] == kinds()["core_body", "place_id"] == "bigint"
    apply(state, FEWER)
    assert indexes() == {"by_place"}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that are rendered from now on."""
    rendered: list[str] = []
    render = ModelState.render

    def noted(model: ModelState, apps: Any) -> Any:
        rendered.append(model.name)
        return render(model, apps)

    monkeypatch.setattr(ModelState, "render", noted)
    return rendered


@pytest.mark.django_db
def test_what_is_added_renders_its_own_model_only(state: ProjectState, rendered: list[str]) -> None:
    apply = MigrationExecutor(connection).apply_migration
    for each in (PLACES, BODIES):
        state = apply(state, each)
    assert rendered == ["Place", "Body", "Body", "Body", "Place"]
    assert state.is_delayed  # whoever wants them all has them rendered anew


@pytest.mark.django_db
def test_what_is_altered_renders_its_own_model_only_unless_others_refer_to_it(
    state: ProjectState, rendered: list[str]
) -> None:
    apply = MigrationExecutor(connection).apply_migration
    for each in (PLACES, BODIES):
        state = apply(state, each)
    rendered.clear()
    state = apply(state, LONGER)
    assert rendered == ["Body", "Body"]
    assert kinds()["core_body", "name"] == "character varying" and indexes() == {"by_name", "by_place"}
    rendered.clear()
    state = apply(state, BY_NAME)  # whose own new model refers to what it alters
    assert {"Place", "Body", "Seat"} == set(rendered)
    rendered.clear()
    apply(state, WIDER)
    assert {"Place", "Body", "Seat"} == set(rendered)
    assert kinds()["core_place", "id"] == kinds()["core_body", "place_id"] == "bigint"

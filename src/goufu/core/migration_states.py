"""Migrations that only add render what they add, and not all that is related to it: half the time of the first start."""

from __future__ import annotations

from functools import partial

from django.db.migrations.executor import MigrationExecutor as DjangoExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations import AddField, CreateModel, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState

ADDING = (
    AddField,
    CreateModel,
    IndexOperation,
)  # IndexOperation: also constraints and triggers, added or removed


class MigrationExecutor(DjangoExecutor):
    """Django's, which after each operation renders its model and all models around it, most of the program.

    What adds a table, a column, an index, a constraint or a trigger looks at no model but its own. Whatever else a
    migration does may look at any, in both directions: before it all are rendered, as they are then.
    """

    _is_partial = False  # models are there whose neighbours were rendered before them

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if all(map(_only_adds, migration.operations)):
            self._is_partial = True
            state.reload_model = partial(_render_alone, state)  # type: ignore[method-assign]
            try:
                return super().apply_migration(state, migration, fake, fake_initial)
            finally:
                del state.reload_model  # the class has Django's
        if self._is_partial:
            vars(state).pop("apps", None)
            self._is_partial = False
        return super().apply_migration(state, migration, fake, fake_initial)


def _only_adds(operation: Operation) -> bool:
    return isinstance(operation, ADDING) or (isinstance(operation, RunSQL) and not operation.state_operations)


def _render_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """Renders the model again where models are rendered. What follows the last migration knows that others are older."""
    if "apps" in vars(state):
        state.is_delayed = True
        with state.apps.bulk_update():
            state.apps.unregister_model(app_label, model_name)
        state.apps.render_multiple([state.models[app_label, model_name]])

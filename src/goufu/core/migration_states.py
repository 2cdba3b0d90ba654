"""Migrations render what they add or alter, and not all that is related to it: most of the time of the first start."""

from __future__ import annotations

from functools import partial

from django.db.migrations.executor import MigrationExecutor as DjangoExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations import (
    AddField,
    AlterField,
    AlterModelManagers,
    AlterModelOptions,
    AlterUniqueTogether,
    CreateModel,
    RunSQL,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import field_is_referenced

# IndexOperation: also constraints and triggers, added or removed
ALONE = (AddField, AlterModelManagers, AlterModelOptions, AlterUniqueTogether, CreateModel, IndexOperation)


class MigrationExecutor(DjangoExecutor):
    """Django's, which after each operation renders its model and all models around it, most of the program.

    What adds a table, a column, an index, a constraint or a trigger, or alters a column that nothing refers to, looks at
    no model but its own. Whatever else a migration does may look at any, in both directions: before it all are rendered,
    as they are then.
    """

    _is_partial = False  # models are there whose neighbours were rendered before them

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if _looks_at_its_own_models_only(migration, state):
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


def _looks_at_its_own_models_only(migration: Migration, before: ProjectState) -> bool:
    altered = [each for each in migration.operations if isinstance(each, AlterField)]
    if not all(map(_is_alone, set(migration.operations).difference(altered))):
        return False
    if not altered:
        return True
    after = ProjectState(
        {key: model.clone() for key, model in before.models.items()}
    )  # without rendered models
    migration.mutate_state(after, preserve=False)
    return not any(
        _is_referred_to(state, (migration.app_label, each.model_name_lower), each.name)
        for each in altered
        for state in (before, after)
    )


def _is_alone(operation: Operation) -> bool:
    return isinstance(operation, ALONE) or (isinstance(operation, RunSQL) and not operation.state_operations)


def _is_referred_to(state: ProjectState, model: tuple[str, str], name: str) -> bool:
    """Whether relations of others may end at the field, or it has a table of its own."""
    field = state.models[model].fields.get(name) if model in state.models else None
    if field is None:
        return False
    return bool(field.primary_key or field.many_to_many or field_is_referenced(state, model, (name, field)))


def _render_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """Renders the model again where models are rendered. What follows the last migration knows that others are older."""
    if "apps" in vars(state):
        state.is_delayed = True
        with state.apps.bulk_update():
            state.apps.unregister_model(app_label, model_name)
        state.apps.render_multiple([state.models[app_label, model_name]])

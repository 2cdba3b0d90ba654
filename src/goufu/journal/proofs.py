"""How each table is proved. Each room declares its own in its `proved.py`.

    PROOFS = [
        Proof(Person, secret=["phone"], unproved={"last_login": "每次登录都变"}),
        Proof(BudgetLine, derived={"reserved": LEDGER_SUMS}),
    ]
    UNPROVED = {"django_session": "…"}     tables that are not proved, each with the reason
    CHECKS = [Derivation(…)]               what must agree between tables
    MADE = [function]                      what of the database must be as the program made it: gives faults in sentences

A column is told in the log unless it is named here as derived or unproved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Field, Model


@dataclass(frozen=True, slots=True)
class Derivation:
    """A rule by which the database computes what a column must hold.

    query: SQL that returns (number of the row, what it must be, what it is) of each row that doesn't agree.
    """

    table: str
    column: str
    query: str


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """The declaration of one table.

    Attributes:
        secret: columns that are told by a digest under the installation's key.
        derived: columns that are computed from others, each with its derivation's query.
        unproved: columns that anybody with the database may change unseen, each with the reason.
        is_whole: whether a row is told by one digest of all columns: its values are told elsewhere.
        trail: the label of the model into which a trigger writes each change of a row.
    """

    model: type[Model]
    secret: Collection[str] = ()
    derived: Mapping[str, str] = field(default_factory=dict)
    unproved: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = False
    trail: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def told_fields(self) -> list[Field[Any, Any]]:
        """The fields that entries tell; what the database generates itself nobody can write."""
        return [
            each
            for each in self.model._meta.concrete_fields
            if not (each.primary_key or each.generated) and each.column not in {*self.derived, *self.unproved}
        ]

    @property
    def trail_model(self) -> type[Model] | None:
        return apps.get_model(self.trail) if self.trail else None

    def derivations(self) -> Iterator[Derivation]:
        for column, query in self.derived.items():
            yield Derivation(self.table, column, query)


@cache
def proofs() -> tuple[Proof, ...]:
    """The proofs of all rooms, by the name of their table."""
    found = [proof for room in _rooms() for proof in getattr(room, "PROOFS", ())]
    return tuple(sorted(found, key=lambda proof: proof.table))


@cache
def unproved_tables() -> dict[str, str]:
    """The tables that are not proved, each with the reason."""
    return {table: why for room in _rooms() for table, why in getattr(room, "UNPROVED", {}).items()}


def derivations() -> list[Derivation]:
    """All derivations: of single columns, and those between tables."""
    of_columns = [each for proof in proofs() for each in proof.derivations()]
    return [*of_columns, *(each for room in _rooms() for each in getattr(room, "CHECKS", ()))]


def faults_of_what_is_made() -> Iterator[str]:
    """What isn't as the program made it, in sentences: functions, triggers, tables, and the data that come with it."""
    for room in _rooms():
        for faults in getattr(room, "MADE", ()):
            yield from faults()


def proof_of(model: type[Model]) -> Proof | None:
    return _by_model().get(model._meta.concrete_model or model)


@cache
def _by_model() -> dict[type[Model], Proof]:
    return {proof.model: proof for proof in proofs()}


@cache
def _rooms() -> tuple[Any, ...]:
    return tuple(
        import_module(f"{app.name}.proved")
        for app in apps.get_app_configs()
        if app.name.startswith("goufu.") and find_spec(f"{app.name}.proved")
    )

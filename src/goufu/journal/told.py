"""What log entries tell of the rows that an action changes: the columns' new values, from which tables are proved.

    told = ToldRows()
    told.changed(project, ["state", "approved_at"])
    entry.facts[ROWS] = told.facts()        # {"planning_project": {"12": {"state": "approved", …}}}

Short values (amounts, states, people, moments) are told as they are, longer text by a digest, personal data and secrets
by a digest under the installation's key. A row that was removed is told as None.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.ranges import RangeField
from django.db import models
from django.db.models import Field, Model, QuerySet

from goufu.files.cells import one_line
from goufu.journal.proofs import proof_of, proofs
from goufu.journal.tree import sm3

ROWS = "rows"  # the fact of an entry that holds what it tells of rows
ROWS_AN_ENTRY = 500
LONGEST = 27  # characters of text that are told as they are, such as a moment; a digest is not longer
DIGEST_BYTES = 16
VERSION = "version"
WHOLE = "*"  # stands for all columns of a row that is told by one digest

_ALWAYS_SHORT = (models.DecimalField, models.DateField, RangeField)

Value = str | int | bool | None
Columns = dict[str, Value]
Writers = dict[str, tuple[str, Callable[[Any], Value]]]
Rows = dict[str, dict[str, Columns | None]]


class ToldRows:
    """The rows that one action has created, changed and removed, by table and number."""

    def __init__(self) -> None:
        self._rows: Rows = {}

    def created(self, row: Model) -> None:
        if proof_of(row._meta.model):
            self._tell(row, columns_of(row))

    def changed(self, row: Model, names: Iterable[str]) -> None:
        """Tells the values that the row has in memory now of the fields with these names."""
        if proof_of(row._meta.model):
            self._tell(row, columns_of(row, names))

    def changed_all(self, rows: QuerySet[Any], names: Iterable[str]) -> None:
        """Tells the values of these fields as they are stored now; of the rows only these are read, or all fields of a
        row that is told whole."""
        if proof_of(rows.model):
            for row in rows.only("pk", *_writers_told(rows.model, names)):
                self._tell(row, columns_of(row, names))

    def removed(self, model: type[Model], numbers: Iterable[int]) -> None:
        if proof_of(model):
            table = self._rows.setdefault(model._meta.db_table, {})
            table |= {str(number): None for number in numbers}

    def __bool__(self) -> bool:
        return bool(self._rows)

    def facts(self) -> Rows:
        """What is told so far, with the rows that triggers have added to it (see `Proof.trail`)."""
        for table, rows in list(self._rows.items()):
            if trail := _trails().get(table):
                for row in _new_in_trail(trail, [int(number) for number in rows]):
                    self.created(row)
        return self._rows

    def _tell(self, row: Model, columns: Columns) -> None:
        table = self._rows.setdefault(row._meta.db_table, {})
        before = table.get(str(row.pk))
        table[str(row.pk)] = columns if before is None else before | columns


def in_parts(rows: Rows) -> Iterator[Rows]:
    """The rows in parts of at most ROWS_AN_ENTRY."""
    each = ((table, number, columns) for table, some in rows.items() for number, columns in some.items())
    while batch := list(islice(each, ROWS_AN_ENTRY)):
        part: Rows = {}
        for table, number, columns in batch:
            part.setdefault(table, {})[number] = columns
        yield part


def columns_of(row: Model, names: Iterable[str] | None = None) -> Columns:
    """The row's proved columns as they are told: all of them, or those of some fields and the version."""
    writers = _writers_told(row._meta.model, names)
    said = {column: write(getattr(row, attname)) for attname, (column, write) in writers.items()}
    return {WHOLE: short(_json(said))} if is_told_whole(row._meta.model) else said


def _writers_told(model: type[Model], names: Iterable[str] | None) -> Writers:
    """The writers of the columns that are told where these fields have changed."""
    writers = writers_of(model)
    if names is None or is_told_whole(model):
        return writers
    wanted = {model._meta.get_field(name).attname for name in names} | {VERSION}  # type: ignore[union-attr]
    return {attname: each for attname, each in writers.items() if attname in wanted}


@cache
def is_told_whole(model: type[Model]) -> bool:
    proof = proof_of(model)
    return bool(proof and proof.is_whole)


@cache
def writers_of(model: type[Model]) -> Writers:
    """The proved columns of a model by the name of their attribute, each with the function that writes a value."""
    proof = proof_of(model)
    if proof is None:
        return {}
    return {
        field.attname: (
            str(field.column),
            _secretly(field) if field.column in proof.secret else _openly(field),
        )
        for field in proof.told_fields()
    }


def _openly(field: Field[Any, Any]) -> Callable[[Any], Value]:
    """The function that writes a value of the field as entries tell it."""
    text = _as_text(field)
    if text is None:
        return lambda value: None if value is None else int(value) if not isinstance(value, bool) else value
    if isinstance(_stored(field), _ALWAYS_SHORT):
        return lambda value: None if value is None else text(value)
    return lambda value: None if value is None else short(text(value))


def _secretly(field: Field[Any, Any]) -> Callable[[Any], Value]:
    text = _as_text(field) or str
    return lambda value: value if value in (None, "") else keyed(text(value))


def _as_text(field: Field[Any, Any]) -> Callable[[Any], str] | None:
    """The function that writes a value as text, the same before it is stored as after it was read; None for numbers."""
    stored = _stored(field)
    match stored:
        case models.DecimalField():
            places = Decimal(1).scaleb(-stored.decimal_places)
            return lambda value: f"{Decimal(value).quantize(places):f}"
        case models.DateTimeField():
            return _moment
        case models.DateField():
            return date.isoformat
        case models.JSONField():
            return lambda value: _json(value, stored.encoder)
        case RangeField():
            return _range
        case ArrayField():
            return _json
        case models.BinaryField():
            return lambda value: bytes(value).hex()
        case models.IntegerField() | models.BooleanField() | models.AutoField():
            return None
        case _:
            return lambda value: str(stored.get_prep_value(value))


def _stored(field: Field[Any, Any]) -> Field[Any, Any]:
    """The field itself, or the key that it refers to."""
    return field.target_field if field.is_relation else field  # type: ignore[attr-defined]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _json(value: Any, encoder: Any = None) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=encoder)


def _range(value: Any) -> str:
    if value.isempty:
        return "empty"
    return f"{value._bounds[0]}{value.lower},{value.upper}{value._bounds[1]}"


def short(text: str) -> str:
    """The text itself, or its digest where that is shorter, or an entry would not keep the text as it is."""
    if len(text) <= LONGEST and text[:1] not in ("#", "*") and _is_kept(text):
        return text
    return "#" + _base64(sm3(text.encode()))


def _is_kept(text: str) -> bool:
    """Whether people see the text as it is: entries hold no control characters and the like."""
    return text.isalnum() or text == "\n".join(map(one_line, text.split("\n")))


def keyed(text: str, key: str | None = None) -> str:
    """The digest of a secret text under a key of the installation, by default the newest."""
    secret = urlsafe_b64decode(key or settings.PERSONAL_KEYS[0])
    return "*" + _base64(hmac.digest(secret, text.encode(), sha256))


def is_secret_as_told(field: Field[Any, Any], value: Any, told: Value) -> bool:
    """Whether an entry tells this secret value under any key: an older entry was written under an older one."""
    text = (_as_text(field) or str)(value)
    return told in [keyed(text, key) for key in settings.PERSONAL_KEYS]


def _base64(digest: bytes) -> str:
    return b64encode(digest[:DIGEST_BYTES]).decode().rstrip("=")


@cache
def _trails() -> Mapping[str, type[Model]]:
    return {proof.table: trail for proof in proofs() if (trail := proof.trail_model)}


def _new_in_trail(trail: type[Model], numbers: list[int]) -> Iterable[Model]:
    """The rows that triggers have written into the trail of these rows within this transaction."""
    query = (
        f"SELECT * FROM {trail._meta.db_table} WHERE pgh_obj_id = ANY(%s)"  # noqa: S608
        " AND age(xmin) <= age(pg_current_xact_id()::xid)"
    )
    return trail._default_manager.raw(query, [numbers])

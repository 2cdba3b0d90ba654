"""Names of bodies: stored as they are written, and compared without regard to spaces, width and case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import BinaryField, CharField, Func, Transform

from goufu.files.cells import tidy

_FOLDED = r"lower(regexp_replace(normalize({}, NFKC), '[\s\u00ad\u200b-\u200f\u2060\ufeff]+', '', 'g'))"


@CharField.register_lookup
class Folded(Transform):
    """A name as it is compared: in NFKC (so brackets have one width), without spaces, in lower case.

    Body.objects.filter(name__folded="云岭县民政局(示例)")  # also finds 云岭县民政局（示例）

    Both sides of a lookup are folded, by PostgreSQL, so that its indexes on this expression serve.
    """

    lookup_name = "folded"
    bilateral = True
    template = _FOLDED.format("%(expressions)s")
    output_field = CharField()


def folded(expression: str) -> str:
    """The SQL of a name as it is compared, given that of the name."""
    return _FOLDED.format(expression)


def folds(names: Iterable[str]) -> dict[str, str]:
    """The folded names, by name; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT name, {folded('name')} FROM unnest(%s::text[]) name",  # noqa: S608, a constant
            [list(set(names))],
        )
        return dict(cursor.fetchall())


def as_written(name: str) -> str:
    """The name as it is stored: without invisible characters and outer spaces, its brackets as written."""
    return tidy(name)


class PinyinOrder(Func):
    """The place of a name among others: digits and letters first, then Chinese by its reading.

    It is the order of the national character set, which each build of PostgreSQL knows (not each has ICU): the 3,755
    common characters by pinyin, rarer ones after them by radical. Indexes on it serve where it orders by `name, id`.
    """

    function = "registry_pinyin_order"
    arity = 1
    output_field = BinaryField()

"""Filters of a list, in the query string, so that a filtered list can be bookmarked and shared.

    class ProjectFilter(FilterSet):
        q = Contains(["title", "number"], label=_("名称或编号"))
        state = ChoiceFilter(label=_("状态"), choices=State.choices)
        since = Since("submitted_on", label=_("提交日期从"))

An invalid filter is reported at its field; the other filters are applied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from goufu.ui.fields import DateField
from goufu.ui.money_field import MoneyField

__all__ = [
    "ChoiceFilter",
    "Contains",
    "FilterSet",
    "ModelChoiceFilter",
    "Since",
    "SumFrom",
    "SumTo",
    "Until",
    "YesNoFilter",
]
ALL = _("全部")
IN_SIGHT = 4  # fields that are always shown; the others unfold
MOST_KEPT = 2_000  # fields
MOST_CHOICES = 100  # out of the database, of a field that is kept
_NOTHING: tuple[object, ...] = (None, "", [])
_kept: dict[tuple[object, ...], SafeString] = {}  # fields without a value, as HTML, by all that it depends on


class FilterForm(forms.Form):
    """The filters as a form, for components/filter.html; the fields are given, since each list has its own.

    of: the filter set, which says with the fields' names what the fields are.
    """

    def __init__(
        self, *given: Any, of: type[FilterSet], fields: Mapping[str, forms.Field], **more: Any
    ) -> None:
        super().__init__(*given, **more)
        self.of = of
        self.fields.update(fields)

    @property
    def in_sight(self) -> list[SafeString]:
        return [self._as_html(field) for field in self.visible_fields()[:IN_SIGHT]]

    @property
    def folded(self) -> list[SafeString]:
        return [self._as_html(field) for field in self.visible_fields()[IN_SIGHT:]]

    @property
    def is_unfolded(self) -> bool:
        """Whether a folded field has a value or an error."""
        return any(not _is_bare(field) for field in self.visible_fields()[IN_SIGHT:])

    def _as_html(self, field: forms.BoundField) -> SafeString:
        """The field as HTML. Most have no value: those are written once for all who read one language and have the same choices."""
        if not _is_bare(field):
            return field.as_field_group()
        # a word that is translated is the same for one value in one language, and takes long to be told
        choices = [
            (str(value), "" if isinstance(word, Promise) else str(word))
            for value, word in getattr(field.field, "choices", ())
        ]
        if len(choices) > MOST_CHOICES and isinstance(field.field, forms.ModelChoiceField):
            return field.as_field_group()
        key = (self.of, field.html_name, get_language(), *choices)
        html = _kept.get(key)
        if html is None:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            html = _kept[key] = field.as_field_group()
        return html


def _is_bare(field: forms.BoundField) -> bool:
    """Whether the field has neither a value nor an error."""
    return field.data in _NOTHING and not field.errors


class FilterSet(django_filters.FilterSet):
    """A filter set with FilterForm as its form."""

    @cached_property
    def form(self) -> FilterForm:
        fields = {name: each.field for name, each in self.filters.items()}
        return FilterForm(self.data, prefix=self.form_prefix, of=type(self), fields=fields)

    @property
    def qs(self) -> QuerySet[Any]:
        """The rows that the filters leave: the same query set where none is set."""
        rows: QuerySet[Any] = super().qs if self.count else self.queryset
        return rows

    @cached_property
    def count(self) -> int:
        """The number of filters that are set, valid or not."""
        return sum(field.data not in _NOTHING for field in self.form)


class Contains(django_filters.CharFilter):
    """A filter for rows that contain each of the words in one of the fields."""

    def __init__(self, fields: Sequence[str], *, label: Any, **more: Any) -> None:
        entry = forms.TextInput(attrs={"type": "search", "enterkeyhint": "search", "autocomplete": "off"})
        super().__init__(label=label, max_length=200, widget=entry, **more)
        self.fields = fields

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in (value or "").split():
            anywhere = Q()
            for field in self.fields:
                anywhere |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(anywhere)
        return rows


class ChoiceFilter(django_filters.ChoiceFilter):
    """A filter for one of the choices, or all."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"empty_label": ALL, "null_label": None} | more)


class _Choices(forms.models.ModelChoiceIterator):  # type: ignore[type-arg]
    """The rows to choose from, asked for once; Django's are streamed through a cursor, each time anew."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset)


class _ModelChoiceField(django_filters.fields.ModelChoiceField):
    iterator = _Choices


class ModelChoiceFilter(django_filters.ModelChoiceFilter):
    """A filter for one of the rows of the queryset, or all; the queryset must be limited to what the agent may see."""

    field_class = _ModelChoiceField

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"empty_label": ALL} | more)


class YesNoFilter(django_filters.TypedChoiceFilter):
    """A filter for a boolean field."""

    def __init__(self, *given: Any, **more: Any) -> None:
        choices = [("", ALL), ("yes", _("是")), ("no", _("否"))]
        super().__init__(*given, choices=choices, coerce=lambda chosen: chosen == "yes", **more)


class Since(django_filters.Filter):
    """A filter for days from this one on, inclusive; for moments use lookup_expr="date__gte"."""

    field_class = DateField

    def __init__(self, field_name: str, *, lookup_expr: str = "gte", **more: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr=lookup_expr, **more)


class Until(Since):
    """A filter for days up to this one, inclusive."""

    def __init__(self, field_name: str, *, lookup_expr: str = "lte", **more: Any) -> None:
        super().__init__(field_name, lookup_expr=lookup_expr, **more)


class SumFrom(django_filters.Filter):
    """A filter for amounts from this one up, inclusive; read by MoneyField."""

    field_class = MoneyField

    def __init__(self, field_name: str, *, lookup_expr: str = "gte", **more: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr=lookup_expr, **more)


class SumTo(SumFrom):
    """A filter for amounts up to this one, inclusive."""

    def __init__(self, field_name: str, *, lookup_expr: str = "lte", **more: Any) -> None:
        super().__init__(field_name, lookup_expr=lookup_expr, **more)

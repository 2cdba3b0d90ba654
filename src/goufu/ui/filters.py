"""Filters of a list, in the query string, so that a filtered list can be bookmarked and shared.

    class ProjectFilter(FilterSet):
        q = Contains(["title", "number"], label=_("名称或编号"))
        state = ChoiceFilter(label=_("状态"), choices=State.choices)
        since = Since("submitted_on", label=_("提交日期从"))

An invalid filter is reported at its field; the other filters are applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
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


class FilterSet(django_filters.FilterSet):
    """A filter set whose fields are written for components/filter.html, and whose form has those that are set."""

    @property
    def in_sight(self) -> list[SafeString]:
        return [self._as_html(name) for name in [*self.filters][:IN_SIGHT]]

    @property
    def folded(self) -> list[SafeString]:
        return [self._as_html(name) for name in [*self.filters][IN_SIGHT:]]

    @property
    def is_unfolded(self) -> bool:
        """Whether a folded field is set."""
        return any(self._is_set(name) for name in [*self.filters][IN_SIGHT:])

    @cached_property
    def form(self) -> forms.Form:
        return self._form_of(filter(self._is_set, self.filters))

    @property
    def qs(self) -> QuerySet[Any]:
        """The rows that the filters leave: the same query set where none is set."""
        rows: QuerySet[Any] = super().qs if self.count else self.queryset
        return rows

    @cached_property
    def count(self) -> int:
        """The number of filters that are set, valid or not."""
        return sum(map(self._is_set, self.filters))

    @cached_property
    def _language(self) -> str | None:
        return get_language()

    def _is_set(self, name: str) -> bool:
        return self.data.get(name) not in _NOTHING

    def _form_of(self, names: Iterable[str]) -> forms.Form:
        form = forms.Form(self.data)
        form.fields.update({name: self.filters[name].field for name in names})
        return form

    def _as_html(self, name: str) -> SafeString:
        """The field as HTML. Most are not set: those are written once for all who read one language and have the same choices."""
        if self._is_set(name):
            return self.form[name].as_field_group()
        choices = self._choices_of_this_page(name)
        if choices is None:
            return self._form_of([name])[name].as_field_group()
        key = (type(self), name, self._language, *choices)
        html = _kept.get(key)
        if html is None:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            html = _kept[key] = self._form_of([name])[name].as_field_group()
        return html

    def _choices_of_this_page(self, name: str) -> list[tuple[str, str]] | None:
        """The choices of a field where another page may have others; none of those that stand in the class, None of too many to keep."""
        own, of_all = self.filters[name].extra, self.base_filters[name].extra
        choices = own.get("choices", ())
        if "queryset" in own:
            choices = self.filters[name].field.choices
        elif callable(choices):
            choices = choices()
        elif choices is of_all.get("choices", ()):
            return []
        # a word that is translated is the same for one value in one language, and takes long to be told
        told = [(str(value), "" if isinstance(word, Promise) else str(word)) for value, word in choices]
        return None if "queryset" in own and len(told) > MOST_CHOICES else told


class _Shared(django_filters.Filter):
    """A filter whose copies, one for each page, share the choices and the fields that it was declared with."""

    def __deepcopy__(self, _memo: object) -> _Shared:
        copied = copy(self)
        copied.extra = {**self.extra}
        copied.method = self.method  # which is looked for in the filter set of the copy
        return copied


class Contains(_Shared, django_filters.CharFilter):
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


class ChoiceFilter(_Shared, django_filters.ChoiceFilter):
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


class ModelChoiceFilter(_Shared, django_filters.ModelChoiceFilter):
    """A filter for one of the rows of the queryset, or all; the queryset must be limited to what the agent may see."""

    field_class = _ModelChoiceField

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"empty_label": ALL} | more)


class YesNoFilter(_Shared, django_filters.TypedChoiceFilter):
    """A filter for a boolean field."""

    def __init__(self, *given: Any, **more: Any) -> None:
        choices = [("", ALL), ("yes", _("是")), ("no", _("否"))]
        super().__init__(*given, choices=choices, coerce=lambda chosen: chosen == "yes", **more)


class Since(_Shared):
    """A filter for days from this one on, inclusive; for moments use lookup_expr="date__gte"."""

    field_class = DateField

    def __init__(self, field_name: str, *, lookup_expr: str = "gte", **more: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr=lookup_expr, **more)


class Until(Since):
    """A filter for days up to this one, inclusive."""

    def __init__(self, field_name: str, *, lookup_expr: str = "lte", **more: Any) -> None:
        super().__init__(field_name, lookup_expr=lookup_expr, **more)


class SumFrom(_Shared):
    """A filter for amounts from this one up, inclusive; read by MoneyField."""

    field_class = MoneyField

    def __init__(self, field_name: str, *, lookup_expr: str = "gte", **more: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr=lookup_expr, **more)


class SumTo(SumFrom):
    """A filter for amounts up to this one, inclusive."""

    def __init__(self, field_name: str, *, lookup_expr: str = "lte", **more: Any) -> None:
        super().__init__(field_name, lookup_expr=lookup_expr, **more)

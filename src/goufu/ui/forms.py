"""The base of all forms: `{{ form }}` renders all of it, `{{ form.title.as_field_group }}` one field.

class ProjectForm(Form):
    title = CharField(label=_("项目名称"), max_length=200)
    amount = MoneyField(label=_("预算"))
    fieldsets = [(_("基本情况"), ["title", "amount"])]

form = ProjectForm(sent(request), once=once(request), version=project.version)   # see core.form_pages
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goufu.numbers import whole_number
from goufu.ui.field_writer import WRITTEN_FIELD, field_as_html
from goufu.ui.fields import DateField, DateInput, GrowingText, YesNoField
from goufu.ui.money_field import MoneyField
from goufu.ui.widget_writers import written

__all__ = ["DateField", "DateInput", "Form", "GrowingText", "MoneyField", "Renderer", "YesNoField"]


class Renderer(DjangoTemplates):
    """The form renderer: Django's widgets within our fields and our template of a form."""

    form_template_name = "components/form.html"
    field_template_name = WRITTEN_FIELD

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == WRITTEN_FIELD:
            return field_as_html(context["field"])
        shown = written(template_name, context)
        return super().render(template_name, context, request) if shown is None else shown


class Refused(Protocol):
    """An action's refusal: what is wrong, what to do, and the wrong field or ''."""

    what: str
    remedy: str
    field: str


class Form(forms.Form):
    """A form. once: the token that makes it count only once; version: of the thing that is edited."""

    use_required_attribute = False  # the server's sentences, not the browser's
    fieldsets: Sequence[tuple[str | Promise, Sequence[str]]] = ()

    def __init__(
        self, *given: Any, once: UUID | None = None, version: int | None = None, **more: Any
    ) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        for field in self.fields.values():
            _name_when_missing(field)
        self.once = once
        self.refusal: Any = None  # of the action, when it was submitted
        self.version = (
            whole_number(self.data.get("version")) if self.is_bound and version is not None else version
        )

    @property
    def tokens(self) -> SafeString:
        """The hidden inputs, for a form with a layout of its own."""
        held = [(name, getattr(self, name)) for name in ("once", "version")]
        return format_html_join(
            "", '<input type="hidden" name="{}" value="{}">', (pair for pair in held if pair[1] is not None)
        )

    @property
    def short_groups(self) -> frozenset[str | Promise]:
        """The legends of fieldsets of nothing but amounts and days: they stand in two columns where there is room."""
        short = (MoneyField, DateField)
        return frozenset(
            legend
            for legend, names in self.fieldsets
            if all(isinstance(self.fields[name], short) for name in names if name in self.fields)
        )

    @property
    def groups(self) -> Iterator[tuple[str | Promise, list[forms.BoundField]]]:
        """The fields by legend; those in no fieldset come last, without a legend."""
        named = {name for legend, names in self.fieldsets for name in names}
        for legend, names in self.fieldsets:
            yield legend, [self[name] for name in names if name in self.fields]
        rest = [field for field in self.visible_fields() if field.name not in named]
        if rest:
            yield "", rest

    def refuse(self, refusal: Refused, *, version: int | None = None) -> None:
        """Adds the refusal as an error of its field, else of the form; cards are shown beside it (core/refusal.html).

        version: of the thing as it is shown to the person now.
        """
        self.refusal = refusal
        if version is not None:
            self.version = version
        if getattr(refusal, "cards", ()) or not self.is_bound:
            return
        for each in (refusal, *getattr(refusal, "also", ())):
            sentences = [said.rstrip("。") for said in (each.what, each.remedy) if said]
            self.add_error(each.field if each.field in self.fields else None, "。".join(sentences))


def _name_when_missing(field: forms.Field) -> None:
    """Sets the message “请填写预算金额” instead of “这个字段是必填项”, unless the field has a message of its own."""
    if field.error_messages["required"] == forms.Field.default_error_messages["required"] and field.label:
        ask = _("请选择%(field)s") if isinstance(field, forms.ChoiceField) else _("请填写%(field)s")
        field.error_messages["required"] = ask % {"field": field.label}

"""Forms for bodies, filled by administrators, and for providers' files, filled by finance officers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.core.model_forms import FieldsForm, form_field
from goufu.core.reasons import ReasonField
from goufu.registry.credit_codes import compact, fault_of
from goufu.registry.models import Body
from goufu.registry.models.providers import FileEntry
from goufu.registry.suggestions import AgentForm, BodyField, OfficeField, PlaceField
from goufu.ui.forms import DateField, Form


class CreditCodeField(forms.CharField):
    """A field for a credit code: normalised to capitals without spaces, and checked."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more | {"max_length": 40})  # as it is typed, with spaces

    def clean(self, value: Any) -> str | None:
        code = compact(super().clean(value))
        if code and (fault := fault_of(code)):
            raise forms.ValidationError(f"{fault.why}。{fault.remedy}")
        return code or None


class BodyForm(AgentForm, FieldsForm):
    """The facts of a body. Its parent is changed by a form of its own."""

    class Meta(FieldsForm.Meta):
        model = Body
        fields = [
            "name", "credit_code", "kind", "size", "founded_on", "telephone", "address", "place", "level",
            "agency_code",
            "is_finance_office", "office", "agency_kind",
        ]  # fmt: skip
        field_classes = {
            "credit_code": CreditCodeField,
            "place": PlaceField,
            "office": OfficeField,
            "parent": BodyField,
        }
        labels = {"is_finance_office": _("这个单位就是财政部门")}
        help_texts = {"place": _("六位代码或者名称")}

    fieldsets = [
        (_("单位"), ["name", "credit_code", "kind", "size", "founded_on", "telephone", "address"]),
        (_("位置"), ["place", "level", "parent"]),
        (_("预算"), ["agency_code", "is_finance_office", "office"]),
        (_("采购代理"), ["agency_kind"]),
    ]

    @classmethod
    def of(cls, body: Body, *given: Any, **more: Any) -> BodyForm:
        return cls(*given, initial={name: getattr(body, name) for name in cls.base_fields}, **more)


class RegisterForm(BodyForm):
    head = forms.CharField(
        label=_("负责人"),
        max_length=100,
        required=False,
        help_text=_("能承接的单位的法定代表人，没有的写主要负责人；以后换人，在承接主体档案里登记"),
    )

    class Meta(BodyForm.Meta):
        fields = [*BodyForm.Meta.fields, "parent"]

    fieldsets = [
        (_("单位"), [*BodyForm.fieldsets[0][1], "head"]),
        *BodyForm.fieldsets[1:],
    ]


class FoundingForm(FieldsForm):
    class Meta(FieldsForm.Meta):
        model = Body
        fields = ["founded_on"]


class EndFileEntryForm(Form):
    day = DateField(label=_("最后一天"), help_text=_("含这一天"))


class StrikeForm(Form):
    reason = ReasonField(label=_("划去的理由"), max_length=200)


class FileEntryForm(Form):
    """The form of an entry of a provider's file; its fields are those of the model."""

    model: type[FileEntry]

    @property
    def entry(self) -> FileEntry:
        """The entry as filled in, not stored yet."""
        said = {field.name: self.cleaned_data[field.name] for field in self.model.said_fields()}
        return self.model(**said)


def entry_form(model: type[FileEntry], *, corrects: bool = False) -> type[FileEntryForm]:
    """The form for a kind of entries; with `corrects`, it also asks for the reason."""
    fields: dict[str, Any] = {field.name: form_field(field) for field in model.said_fields()}
    if corrects:
        fields["reason"] = ReasonField(label=_("更正的理由"), max_length=200)
    return type(f"{model.__name__}Form", (FileEntryForm,), {**fields, "model": model})

"""Forms for bodies, filled by administrators, and for providers' files, filled by finance officers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.core.model_forms import form_field
from goufu.core.reasons import ReasonField
from goufu.registry.credit_codes import compact, fault_of
from goufu.registry.kinds import body_kinds, enterprise_sizes, levels
from goufu.registry.models import Body
from goufu.registry.models.providers import FileEntry
from goufu.registry.suggestions import AgentForm, BodyField, PlaceField
from goufu.ui.forms import DateField, Form

_UNSAID = [("", "—")]


class CreditCodeField(forms.CharField):
    """A field for a credit code: normalised to capitals without spaces, and checked."""

    def clean(self, value: Any) -> str | None:
        code = compact(super().clean(value))
        if code and (fault := fault_of(code)):
            raise forms.ValidationError(f"{fault.why}。{fault.remedy}")
        return code or None


class BodyForm(AgentForm):
    """The facts of a body. Its parent is changed by a form of its own."""

    name = forms.CharField(label=_("名称"), max_length=200, help_text=_("与证书一致的全称"))
    credit_code = CreditCodeField(
        label=_("统一社会信用代码"), required=False, max_length=40, help_text=_("18位；没有就空着")
    )
    kind = forms.ChoiceField(
        label=_("类别"),
        choices=lambda: [*_UNSAID, *body_kinds()],
        help_text=_("按管理办法第五条至第八条、第三十三条；类别决定能不能作购买主体、承接主体"),
    )
    size = forms.ChoiceField(
        label=_("企业规模"),
        choices=lambda: [*_UNSAID, *enterprise_sizes()],
        required=False,
        help_text=_("只有企业填写"),
    )
    founded_on = DateField(label=_("成立日期"), required=False)
    place = PlaceField(label=_("所在区划"), help_text=_("六位代码或者名称"))
    level = forms.ChoiceField(
        label=_("预算级次"),
        choices=lambda: [*_UNSAID, *levels()],
        required=False,
        help_text=_("预算单位必填；企业、社会组织等空着"),
    )
    agency_code = forms.CharField(label=_("预算单位编码"), required=False, max_length=12)
    is_finance_office = forms.BooleanField(label=_("这个单位就是财政部门"), required=False)
    office = BodyField(
        label=_("主管财政部门"),
        required=False,
        offices=True,
        help_text=_("本级的财政部门；财政部门自己不用填"),
    )

    fieldsets = [
        (_("单位"), ["name", "credit_code", "kind", "size", "founded_on"]),
        (_("位置"), ["place", "level", "parent"]),
        (_("预算"), ["agency_code", "is_finance_office", "office"]),
    ]

    @classmethod
    def of(cls, body: Body, *given: Any, **more: Any) -> BodyForm:
        return cls(*given, initial={name: getattr(body, name) for name in cls.base_fields}, **more)


class RegisterForm(BodyForm):
    parent = BodyField(label=_("上级单位"), required=False)


class FoundingForm(Form):
    founded_on = DateField(label=_("成立日期"), required=False)


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

"""Forms about people, for administrators: personal data, roles and their days, reasons; and for delegations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from goufu.core.errors import Refusal
from goufu.core.model_forms import FieldsForm
from goufu.core.personal import Personal
from goufu.core.reasons import ReasonField
from goufu.core.roles import Role
from goufu.registry.agents import Agent
from goufu.registry.checks import identity_number_of, phone_of, username_of
from goufu.registry.models import Person
from goufu.registry.suggestions import AgentForm, BodyField, wrong
from goufu.ui.forms import DateField, Form


class PersonForm(FieldsForm):
    """A person's data. Phone and identity number are shown masked; a value returned masked is left unchanged."""

    class Meta(FieldsForm.Meta):
        model = Person
        fields = ["name", "email"]

    # What is stored of them is encrypted and has no length.
    phone = forms.CharField(label=gettext_lazy("手机号码"), required=False, max_length=20)
    identity_number = forms.CharField(label=gettext_lazy("身份证号码"), required=False, max_length=24)

    @classmethod
    def of(cls, person: Person, *given: Any, **more: Any) -> PersonForm:
        shown = {"name": person.name, "email": person.email}
        shown |= {name: str(getattr(person, name)) for name in ("phone", "identity_number")}
        return cls(*given, initial=shown, **more)

    def clean_phone(self) -> str:
        return self._number("phone", phone_of)

    def clean_identity_number(self) -> str:
        return self._number("identity_number", identity_number_of)

    def _number(self, name: str, read: Callable[[str], Personal]) -> str:
        """The number as it was typed, unless it is wrong: said beside the faults of other fields, before the action does."""
        said: str = self.cleaned_data[name]
        if said != self.initial.get(name):
            try:
                read(said)
            except Refusal as refused:
                raise wrong(refused) from None
        return said

    @property
    def values(self) -> dict[str, Any]:
        """The values as arguments of `change_person`."""
        said = dict(self.cleaned_data)
        for name in ("phone", "identity_number"):
            if said[name] and said[name] == self.initial.get(name):
                said[name] = None
        return said


class EnrolForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = ["username", *PersonForm.Meta.fields]
        widgets = {"username": forms.TextInput({"autocomplete": "off", "autocapitalize": "none"})}

    body = BodyField(
        label=gettext_lazy("单位"),
        help_text=gettext_lazy("这个人在哪个单位工作。写全称，或统一社会信用代码；岗位另由安全管理员授予"),
    )
    field_order = ["username", "name", "body"]

    def __init__(self, *given: Any, agent: Agent, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["body"].agent = agent  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Says beside other faults that the name is taken; where there are none the action does, which knows what was sent twice."""
        given = super().clean() or {}
        if self.errors and Person.objects.filter(username=username_of(given.get("username", ""))).exists():
            self.add_error("username", gettext_lazy("这个登录名已经有人使用，请换一个。"))
        return given


class AppointForm(AgentForm):
    role = forms.ChoiceField(label=gettext_lazy("岗位"), choices=[("", "——"), *Role.choices])
    body = BodyField(label=gettext_lazy("单位"), help_text=gettext_lazy("写全称，或统一社会信用代码"))
    first_day = DateField(label=gettext_lazy("从哪天起"))
    last_day = DateField(
        label=gettext_lazy("到哪天为止"), required=False, help_text=gettext_lazy("不填就是长期，直到停止")
    )


class EndAppointmentForm(Form):
    last_day = DateField(
        label=gettext_lazy("最后一天"), help_text=gettext_lazy("当天仍然有效。要立即停止，填昨天的日期。")
    )


class DelegateForm(Form):
    """The form of a delegation. roles, people: the roles that the agent may lend, and the possible holders."""

    role = forms.ChoiceField(label=gettext_lazy("委托哪个岗位"))
    to = forms.ChoiceField(label=gettext_lazy("委托给"))
    last_day = DateField(
        label=gettext_lazy("到哪天为止"), help_text=gettext_lazy("从今天起；当天仍然有效。一次最长180天。")
    )

    def __init__(self, *given: Any, roles: list[Role], people: list[Person], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["role"].choices = [(role, role.label) for role in roles]  # type: ignore[attr-defined]
        choices = [(str(person.pk), person.name) for person in people]
        self.fields["to"].choices = [("", "——"), *choices]  # type: ignore[attr-defined]


class HandOverForm(Form):
    """The form of handing over. people: those who may take over, by number, each in words.

    That nobody takes over empties the roles, so it is chosen, and not what is left where the choice was forgotten.
    """

    NOBODY = "nobody"

    to = forms.ChoiceField(label=gettext_lazy("谁来接"))
    last_day = DateField(
        label=gettext_lazy("最后一天"),
        help_text=gettext_lazy("当天仍然有效，夜里停用账号和令牌。已经不能来的，填昨天的日期：立即停用。"),
    )
    reason = ReasonField(max_length=200, help_text=gettext_lazy("至少五个字，记入日志，审计时看得到"))

    def __init__(self, *given: Any, people: Mapping[int, str], **more: Any) -> None:
        super().__init__(*given, **more)
        choices = [(str(number), words) for number, words in people.items()]
        nobody = (self.NOBODY, gettext("没有人接，岗位空着"))
        self.fields["to"].choices = [("", "——"), *choices, nobody] if people else [nobody]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """The values as arguments of `hand_over`."""
        to = self.cleaned_data["to"]
        return {**self.cleaned_data, "to": None if to == self.NOBODY else int(to)}


class RemovalForm(Form):
    reason = ReasonField(max_length=200, help_text=gettext_lazy("至少五个字，记入日志，审计时看得到"))

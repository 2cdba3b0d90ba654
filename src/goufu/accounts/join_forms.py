"""What is asked of somebody who wants to act for a provider, outside the sign-in; and the invitation by its link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.accounts.sign_ups import places_of_offices
from goufu.registry.body_forms import CreditCodeField
from goufu.registry.kinds import body_kinds
from goufu.registry.models import Body, Place
from goufu.registry.models.bodies import OUTSIDE_THE_BUDGET
from goufu.registry.queries.places import path
from goufu.registry.suggestions import AgentForm, BodyField
from goufu.ui.forms import Form

LONGEST_SECRET = 100


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("经办人姓名"), max_length=60, help_text=_("与身份证一致，以后的文件上都用")
    )


def _phone() -> forms.CharField:
    return forms.CharField(
        label=_("手机号码"),
        max_length=20,
        help_text=_("加密保存，核实身份时用"),
        widget=forms.TextInput({"inputmode": "tel"}),
    )


class CodeForm(Form):
    """The credit code: whether the body is registered decides what is asked next."""

    credit_code = CreditCodeField(label=_("统一社会信用代码"), help_text=_("18位，在营业执照、登记证书上"))


class StateForm(Form):
    """The inquiry code of a sign-up."""

    code = forms.CharField(
        label=_("查询码"), max_length=LONGEST_SECRET, widget=forms.TextInput({"autocomplete": "off"})
    )


class JoinForm(Form):
    """Who wants to act for the provider; what it is called and is, of one that is not registered."""

    credit_code = forms.CharField(widget=forms.HiddenInput, max_length=18)
    body_name = forms.CharField(label=_("单位名称"), max_length=200, help_text=_("与证书一致的全称"))
    kind = forms.ChoiceField(label=_("类别"))
    place = forms.ChoiceField(label=_("所在区划"), help_text=_("单位登记所在的区划；由那里的财政部门确认"))
    agent_name = _name()
    phone = _phone()

    def __init__(self, *given: Any, body: Body | None, code: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.initial.setdefault("credit_code", code)
        if body is not None:
            for name in ("body_name", "kind", "place"):
                del self.fields[name]
            return
        self.places = {
            each.code: each for each in places_of_offices().select_related("parent__parent__parent")
        }
        self._choose("kind", [pair for pair in body_kinds() if pair[0] in OUTSIDE_THE_BUDGET])
        self._choose("place", [(each.code, _in_words(each)) for each in self.places.values()])
        self.initial.setdefault("place", code[2:8] if code[2:8] in self.places else "")

    @property
    def said(self) -> dict[str, Any]:
        """The values as arguments of `ask_to_join`."""
        said = dict(self.cleaned_data)
        if "place" in said:
            said["place"] = self.places[said["place"]]
        return said

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "——"), *choices]


class InvitedForm(Form):
    """Who accepts an invitation, with the password for signing in."""

    agent_name = _name()
    phone = _phone()
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("登录名在下一页；第一次登录时再设第二重验证"),
    )
    again = forms.CharField(
        label=_("再写一次密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "password" in said and "again" in said and said["password"] != said.pop("again"):
            self.add_error("again", _("两次写的密码不一样"))
        return said


class InviteForm(AgentForm):
    """The provider for which somebody is invited to act."""

    body = BodyField(label=_("单位"), help_text=_("写全称，或统一社会信用代码"))


def _in_words(place: Place) -> str:
    return " ".join(each.name for each in path(place))

"""What is asked when a procurement is delegated, and on the pages of the steps of a delegation."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.duties import Duty
from goufu.core.errors import Refusal, refusal_of
from goufu.core.steps import StepForm
from goufu.procurement.actions.delegating import (
    refuse_drafter,
    refuse_other_writer,
    refuse_received,
    refuse_unhanded,
    refuse_unpapered,
)
from goufu.procurement.models import Delegation, Payer
from goufu.procurement.papers.kept import titles_of
from goufu.procurement.queries.delegations import agencies
from goufu.ui.forms import DateField, Form, GrowingText, MoneyField


class DelegateForm(Form):
    """To which agency, which duties, how long, at which fee."""

    agency = forms.ChoiceField(label=gettext_lazy("代理机构"))
    duties = forms.MultipleChoiceField(
        label=gettext_lazy("委托的事项"),
        choices=Duty.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("没有选的由采购人自己办；方案、采购方式和定标不能委托"),
    )
    starts_on = DateField(label=gettext_lazy("从哪天起"))
    ends_on = DateField(label=gettext_lazy("到哪天止"), help_text=gettext_lazy("含这一天"))
    payer = forms.ChoiceField(
        label=gettext_lazy("代理费由谁付"), choices=Payer.choices, widget=forms.RadioSelect
    )
    fee_text = forms.CharField(
        label=gettext_lazy("收费标准"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("照协议写，写进结果公告；不收费的空着"),
    )
    fee = MoneyField(
        label=gettext_lazy("代理费"),
        required=False,
        help_text=gettext_lazy("约定了金额就写；按比例收的，定标以后才算得出，空着"),
    )
    number = forms.CharField(label=gettext_lazy("协议编号"), required=False, max_length=80)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        named = [
            (
                str(each.pk),
                _("%(name)s（%(kind)s）") % {"name": each.name, "kind": each.get_agency_kind_display()},
            )
            for each in agencies()
        ]
        field.choices = [
            ("", "—"),
            *named,
        ]  # the page proposes none: the purchaser chooses, article 19 of the law
        self.initial.setdefault("starts_on", wall_clock.today())

    def clean_fee_text(self) -> str:
        """Raises ValidationError at the field: the table would refuse it too, but could not say where."""
        said: str = self.cleaned_data["fee_text"]
        if not said and self.cleaned_data.get("payer") in (Payer.PURCHASER, Payer.WINNER):
            raise forms.ValidationError(_("收费的要写收费标准，写进结果公告"))
        return said

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data) | {"agency": int(self.cleaned_data["agency"])}


class CorrectForm(DelegateForm, StepForm):
    """The same, of a draft as it stands."""

    thing: Delegation

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        same = ("duties", "starts_on", "ends_on", "payer", "fee_text", "fee", "number")
        self.initial.update({name: getattr(self.thing, name) for name in same})
        self.initial["agency"] = str(self.thing.agency_id)

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: refuse_other_writer(self.thing, self.agent))  # type: ignore[arg-type]


class SignForm(StepForm):
    """To sign what another has drafted."""

    thing: Delegation

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: refuse_drafter(self.thing, self.agent)) or refusal_of(  # type: ignore[arg-type]
            lambda: refuse_unpapered(self.thing)
        )


class HandOverForm(StepForm):
    """The list of papers, a line each; it begins with those that the procurement has here."""

    thing: Delegation
    papers = forms.CharField(
        label=gettext_lazy("移交清单"),
        max_length=10_000,
        widget=GrowingText,
        help_text=gettext_lazy("一行一份，写明名称和份数；本系统里有的已经列出"),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        listed = self.thing.handed_list or "\n".join(titles_of(self.thing.procurement_id))
        self.initial.setdefault("papers", listed)

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: refuse_received(self.thing))


class ReceiveForm(StepForm):
    """The receipt, with what is missing."""

    thing: Delegation
    note = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=2_000,
        widget=GrowingText,
        help_text=gettext_lazy("少了哪一份、约定什么时候补，写在这里"),
    )

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: refuse_received(self.thing)) or refusal_of(
            lambda: refuse_unhanded(self.thing)
        )

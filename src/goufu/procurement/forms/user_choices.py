"""What is asked where those served choose their provider themselves: numbers, nobody's name."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.core.steps import ReasonForm
from goufu.planning.models import Project
from goufu.procurement.actions.user_choices import Change, Period
from goufu.procurement.forms.frameworks import choice_of, offer_choices, projects_left
from goufu.procurement.frameworks.standing import asked_already, members_in
from goufu.procurement.models import Framework, UserChoice
from goufu.ui.forms import DateField, Form
from goufu.ui.money import figures


class PeriodForm(Form):
    """For which service and in which days how many persons may choose."""

    project = forms.ChoiceField(label=gettext_lazy("用哪个项目的钱"))
    title = forms.CharField(label=gettext_lazy("要什么服务"), max_length=200)
    persons = forms.IntegerField(
        label=gettext_lazy("最多服务多少人"),
        min_value=1,
        max_value=10_000_000,
        help_text=gettext_lazy("只写人数，不写姓名"),
    )
    per_person = forms.DecimalField(
        label=gettext_lazy("每人的数量"), max_digits=12, decimal_places=2, min_value=Decimal("0.01")
    )
    starts_on = DateField(label=gettext_lazy("服务期的第一天"), initial=wall_clock.today)
    ends_on = DateField(label=gettext_lazy("服务期的最后一天"))

    def __init__(
        self, *given: Any, framework: Framework, projects: Iterable[tuple[Project, Decimal]], **more: Any
    ) -> None:
        super().__init__(*given, **more)
        offer_choices(self, "project", projects_left(projects))
        self.fields["per_person"].label = _("每人的数量（%(unit)s）") % {"unit": framework.unit}

    def period(self) -> Period:
        said = self.cleaned_data
        return Period(**(said | {"project": int(said["project"])}))


class ChoicesForm(Form):
    """How many persons chose each of the providers that can be chosen now."""

    day = DateField(label=gettext_lazy("选择的日子"), initial=wall_clock.today)

    def __init__(self, *given: Any, choice: UserChoice, **more: Any) -> None:
        super().__init__(*given, **more)
        self.members = members_in(choice.framework)
        for each in self.members:
            self.fields[f"member_{each.pk}"] = forms.IntegerField(
                label=_("选择“%(name)s”的人数") % {"name": each.provider.name},
                min_value=0,
                max_value=10_000_000,
                required=False,
                help_text=_("%(price)s 元／%(unit)s")
                % {"price": figures(each.price), "unit": choice.framework.unit},
            )
        self.order_fields([*(f"member_{each.pk}" for each in self.members), "day"])

    def chosen(self) -> dict[int, int]:
        return {each.pk: self.cleaned_data[f"member_{each.pk}"] or 0 for each in self.members}


class ChangeChoiceForm(ReasonForm):
    """How many persons go to which other provider, and what is still to be served to them."""

    member = forms.ChoiceField(label=gettext_lazy("改选哪一家"), widget=forms.RadioSelect)
    persons = forms.IntegerField(label=gettext_lazy("改选的人数"), min_value=1, max_value=10_000_000)
    quantity = forms.DecimalField(
        label=gettext_lazy("随着转走的数量"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text=gettext_lazy("这些人还没有得到的；已经服务过的留在原来那一家"),
    )
    day = DateField(label=gettext_lazy("改选的日子"), initial=wall_clock.today)
    field_order = ["member", "persons", "quantity", "day", "reason"]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        before = asked_already(self.thing)
        able = [each for each in members_in(self.thing.framework) if each.pk not in before]
        offer_choices(self, "member", [choice_of(each) for each in able])
        self.fields["persons"].help_text = _("这一笔现在有 %(count)s 人，还有 %(quantity)s %(unit)s") % {
            "count": self.thing.persons,
            "quantity": f"{self.thing.quantity.normalize():f}",
            "unit": self.thing.framework.unit,
        }
        self.fields["reason"].help_text = _("为什么改选；不写姓名、身份证号、电话")

    @cached_property
    def obstacle(self) -> Refusal | None:
        if self.thing.choice_id is None:
            return Refusal("这笔选用不是由服务对象选择的", "由采购人照协议的方式选")
        if not self.thing.persons:
            return Refusal("这一笔的服务对象都改选了别家", "没有人可以再改选")
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        return None if field.choices else Refusal("协议里没有别家可以改选", "等补充征集，或者取消这笔选用")

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "change": Change(
                int(said["member"]), said["persons"], said["quantity"], said["day"], said["reason"]
            )
        }

"""The forms of notices: what is written into one, and which published one a correction is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.documents.blocks import day_in_words
from goufu.procurement.filling import Filling, typed_fields
from goufu.procurement.forms.planning import moment
from goufu.procurement.models import Notice
from goufu.procurement.timing.counting import day_of
from goufu.ui.forms import DateField, Form, GrowingText, YesNoField
from goufu.wall_clock import CHINA


class NoticeForm(Form):
    """What a person writes into a notice; a correction of the opening one also says what it moves."""

    def __init__(self, *given: Any, notice: Notice, moves_days: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        fields, filling = typed_fields(notice), Filling(notice)
        self.typed = [each.name for each in fields]
        for each in fields:
            self.fields[each.name] = forms.CharField(
                label=each.title,
                required=False,
                max_length=10_000,
                widget=GrowingText,
                initial=notice.typed.get(each.name, filling.suggested.get(each.name, "")),
                help_text=_("发布以前要写") if each.name in filling.wanted else _("有这种情形的才写"),
            )
        self.may_move_days = moves_days
        if moves_days:
            self.fields["affects_bids"] = YesNoField(
                label=_("可能影响响应文件编制"),
                initial=notice.affects_bids,
                help_text=_("影响的，截止时间可能要顺延"),
            )
            at = notice.new_deadline_at
            self.fields["new_deadline_day"] = DateField(
                label=_("顺延后的响应截止"), required=False, initial=at and at.astimezone(CHINA).date()
            )
            self.fields["new_deadline_time"] = forms.TimeField(
                label=_("时刻"), required=False, initial=at and at.astimezone(CHINA).time()
            )

    def said(self) -> dict[str, Any]:
        typed = {"typed": {name: self.cleaned_data[name] for name in self.typed}}
        if not self.may_move_days:
            return typed
        return typed | {
            "affects_bids": self.cleaned_data["affects_bids"],
            "new_deadline_at": moment(self.cleaned_data, "new_deadline"),
        }


class CorrectForm(Form):
    """Which of several published notices is corrected."""

    about = forms.TypedChoiceField(label=gettext_lazy("更正哪一份公告"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *given: Any, published: Sequence[Notice], chosen: int | None, **more: Any) -> None:
        super().__init__(*given, **more)
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = [
            (each.pk, f"{each.get_kind_display()} {each.number}（{day_in_words(day_of(each.published_at))}）")
            for each in published
            if each.published_at
        ]
        about.initial = chosen

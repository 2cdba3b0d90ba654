"""Forms for editions: drafting, entries, comments, reviews and publication."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.catalogue.actions import DraftStart
from goufu.catalogue.lines import EntryLine, items_in
from goufu.catalogue.missing import next_step, refuse
from goufu.catalogue.models import (
    Comment,
    Edition,
    EditionEntry,
    EditionKind,
    EditionState,
    ExpertReview,
)
from goufu.core.errors import Refusal, refusal_of
from goufu.core.model_forms import FieldsForm
from goufu.core.steps import StepForm
from goufu.registry.kinds import levels
from goufu.registry.models import Body
from goufu.registry.names import PinyinOrder
from goufu.ui.forms import DateField, Form, YesNoField

DAYS_TO_ANSWER = 14  # a default; no article sets a number


class DayForm(Form):
    """The day of the catalogue, and words to search in it."""

    q = forms.CharField(
        label=_("按编码、名称、品目找"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    day = DateField(label=_("哪一天"), required=False)


class AppliedForm(Form):
    """A body and a day, to look up which edition applied."""

    body = forms.CharField(label=_("单位名称"), max_length=200, help_text=_("写全称，或者其中几个字"))
    day = DateField(label=_("哪一天"))


class DraftForm(Form):
    """Kind, starting point and title of a new edition."""

    kind = forms.ChoiceField(label=_("种类"), choices=EditionKind.choices, widget=forms.RadioSelect)
    start = forms.ChoiceField(
        label=_("从什么开始"),
        choices=[
            (DraftStart.BASE, _("照抄上级目录，再删改")),
            (DraftStart.LAST, _("照抄本单位上一版，再修改")),
            (DraftStart.EMPTY, _("从空白开始，或者导入 Excel")),
        ],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("名称"),
        max_length=200,
        required=False,
        help_text=_("不填就叫“单位名称＋政府购买服务指导性目录”"),
    )

    def __init__(self, *given: Any, owner: Body, **more: Any) -> None:
        super().__init__(*given, **more)
        if not owner.is_finance_office:
            self.fields["kind"].choices = [(EditionKind.DEPARTMENT, EditionKind.DEPARTMENT.label)]  # type: ignore[attr-defined]
            self.initial.setdefault("kind", EditionKind.DEPARTMENT)


class CentralListForm(Form):
    """A list of what is bought centrally: the document that published it, since when and for whom, and its table."""

    number = forms.CharField(label=_("文号"), max_length=100, help_text=_("公布这份目录的文件"))
    valid_from = DateField(label=_("施行日期"))
    level = forms.ChoiceField(
        label=_("预算级次"),
        required=False,
        choices=[("", _("本区划和以下各级"))],
        help_text=_("只对一级适用的选那一级"),
    )
    file = forms.FileField(
        label=_("Excel 或 CSV 表格"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.csv,.txt"}),
        help_text=_("一行一个品目：品目编码、品目名称"),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["level"].choices += levels()  # type: ignore[attr-defined]


class EntryCodeField(forms.CharField):
    """A field for an entry's code, in capitals. What is wrong with one is said by the action, which knows its parents."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more | {"validators": ()})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").upper()


class ItemsField(forms.CharField):
    """A field for procurement items: a tuple of codes, typed with anything between them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=1000, **more)

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return items_in(super().clean(value))


class EntryForm(FieldsForm):
    """An entry; the code of an existing one can't be changed."""

    class Meta(FieldsForm.Meta):
        model = EditionEntry
        fields = ["code", "name", "description", "items", "needs_expert_review"]
        field_classes = {"code": EntryCodeField, "items": ItemsField}

    def __init__(self, *given: Any, line: EntryLine | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.line = line
        if line:
            self.fields["code"].disabled = True
            self.fields["code"].widget = forms.HiddenInput()
            self.initial = asdict(line)

    def written(self) -> EntryLine:
        return EntryLine(**self.cleaned_data)


class DatedForm(StepForm):
    """The form of a step that uses today's date."""

    thing: Edition

    def said(self) -> dict[str, Any]:
        return super().said() | {"day": wall_clock.today()}


class ForwardForm(DatedForm):
    """The form of a step to the edition's next state."""

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: refuse(next_step(self.thing, wall_clock.today())))


class AskForm(ForwardForm):
    """The bodies whose comments are requested, and the last day for answers."""

    bodies = forms.ModelMultipleChoiceField(
        label=_("征求哪些单位的意见"),
        queryset=Body.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一个相关部门")},
    )
    due_on = DateField(label=_("答复期限"), help_text=_("这一天也可以答复"))

    @cached_property
    def obstacle(self) -> Refusal | None:
        """Only in a draft: others may be asked as long as the consultation goes on."""
        return super().obstacle if self.thing.state == EditionState.DRAFT else None

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        edition = self.thing
        others = (
            Body.objects.filter(office=edition.owner.office_id, is_active=True, parent=None)
            .exclude(pk=edition.owner_id)
            .exclude(comments__edition=edition)
        )
        self.fields["bodies"].queryset = others.order_by(PinyinOrder("name"))  # type: ignore[attr-defined]
        if not others.exists():
            self.fields["bodies"].help_text = _("本级其他部门都已经征求过，或者还没有登记")
        self.initial.setdefault("due_on", wall_clock.today() + timedelta(days=DAYS_TO_ANSWER))


class PublishForm(ForwardForm):
    """The first day on which the edition applies."""

    valid_from = DateField(label=_("施行日期"), help_text=_("今天或者以后；现行版到前一天为止"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.initial.setdefault("valid_from", wall_clock.today())


class ReviewForm(DatedForm, FieldsForm):
    """The result of an expert review."""

    class Meta(FieldsForm.Meta):
        model = ExpertReview
        fields = ["held_on", "experts", "is_passed", "text"]

    is_passed = YesNoField(label=_("论证结论"), required=True)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["is_passed"].choices = [("yes", _("通过")), ("no", _("未通过"))]  # type: ignore[attr-defined]


class AnswerForm(FieldsForm):
    """The comment of the body that was asked."""

    class Meta(FieldsForm.Meta):
        model = Comment
        fields = ["text"]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["text"].required = True


class SettleForm(FieldsForm):
    """The owner's decision on a comment."""

    class Meta(FieldsForm.Meta):
        model = Comment
        fields = ["reason"]

    is_accepted = YesNoField(label=_("是否采纳"), required=True)
    field_order = ("is_accepted", "reason")

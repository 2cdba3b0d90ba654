"""Forms for moving, renaming, merging or splitting bodies, with the first day and the document of the change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from goufu.core.model_forms import FieldsForm
from goufu.documents.models import Document
from goufu.registry.actions.designations import CHANGE
from goufu.registry.actions.renaming import RENAMED
from goufu.registry.body_forms import BodyForm
from goufu.registry.models import Body
from goufu.registry.suggestions import AgentForm, BodyField
from goufu.ui.forms import DateField

MOST_BODIES = 4


class DocumentedChangeForm(AgentForm):
    """The day from which a change of the body holds, and the document of the body that says so."""

    since = DateField(label=_("生效日期"), help_text=_("从这一天起；以前的日子仍用原来的名称和隶属"))
    document = forms.ModelChoiceField(
        label=_("批准变更的文件"), queryset=Document.objects.none(), empty_label=_("未选")
    )

    fieldsets = [(_("依据"), ["since", "document"])]

    def __init__(self, *given: Any, body: Body, **more: Any) -> None:
        super().__init__(*given, **more)
        document = self.fields["document"]
        assert isinstance(document, forms.ModelChoiceField)
        document.queryset = Document.objects.filter(
            subject_kind="body", subject_number=body.pk, kind=CHANGE, superseded_by=None
        )
        document.help_text = format_html(
            '{} <a href="{}">{}</a>',
            _("还没有的，先上传，再回到这里办；企业、社会组织的文件（如变更登记通知书）没有文号的，不填文号"),
            reverse("documents:attach", args=["body", body.pk]),
            _("上传文件"),
        )
        document.label_from_instance = lambda each: f"《{each}》{each.number}"  # type: ignore[method-assign,assignment]

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was filled in, by label, for a page that asks whether it is so."""
        filled = [(name, value) for name, value in self.cleaned_data.items() if value not in (None, "")]
        return [(str(self.fields[name].label), self._in_words(name, value)) for name, value in filled]

    def _in_words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            return str(field.label_from_instance(value))
        choices = dict(getattr(field, "choices", ()))
        return str(choices.get(value, value))

    @property
    def paper(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        return {"since": self.cleaned_data["since"], "document": self.cleaned_data["document"]}


class RenameForm(DocumentedChangeForm, FieldsForm):
    """The facts of a body that a document may change."""

    class Meta(BodyForm.Meta):
        fields = ["name", "credit_code", "kind", "size", "level", "office"]

    fieldsets = [
        (_("变更为"), Meta.fields),
        *DocumentedChangeForm.fieldsets,
    ]

    @classmethod
    def of(cls, body: Body, *given: Any, **more: Any) -> RenameForm:
        return cls(*given, body=body, initial={name: getattr(body, name) for name in RENAMED}, **more)

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RENAMED}

    @property
    def changed(self) -> frozenset[str]:
        """The facts that would be others than they are."""
        return frozenset(
            name for name, value in self.facts.items() if (self.initial[name] or None) != (value or None)
        )

    @property
    def said(self) -> list[tuple[str, str]]:
        """The facts that change, as they were and will be, and the document."""
        paper = set(DocumentedChangeForm.base_fields)
        was = {name: self._in_words(name, self.initial[name]) for name in self.changed if self.initial[name]}
        return [
            (str(field.label), f"{was.get(name, now('空'))} → {said}" if name in self.changed else said)
            for name, field in self.fields.items()
            if name in self.changed | paper
            for said in [self._in_words(name, self.cleaned_data[name] or now("空"))]
        ]


class MoveForm(DocumentedChangeForm):
    """A new parent from a day on, or the correction of one that was registered wrongly."""

    kind = forms.ChoiceField(
        label=_("这次是"),
        choices=[("change", _("变更：依文件改由别的单位主管")), ("correction", _("更正：原来登记错了"))],
        widget=forms.RadioSelect,
    )
    parent = BodyField(label=_("新的上级单位"), required=False, help_text=_("空着，就不再有上级单位"))

    fieldsets = [
        (_("上级"), ["kind", "parent"]),
        (_("依据：变更时填写，更正不填"), ["since", "document"]),
    ]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in DocumentedChangeForm.base_fields:
            self.fields[name].required = self.data.get("kind") == "change"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.is_correction:
            for name in DocumentedChangeForm.base_fields:
                if said.get(name):
                    self.add_error(
                        name, _("更正对所有的日子都有效，不填生效日期和依据；从某一天起改的，请选“变更”")
                    )
        return said

    @property
    def is_correction(self) -> bool:
        return bool(self.cleaned_data.get("kind") == "correction")

    @property
    def paper(self) -> dict[str, Any]:
        return {} if self.is_correction else super().paper


class SeveralForm(DocumentedChangeForm):
    """Several bodies; subclasses set their label and minimum number."""

    words: Any
    least: int
    first_help: Any = ""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for number in range(1, MOST_BODIES + 1):
            self.fields[f"body_{number}"] = BodyField(
                label=f"{self.words} {number}",
                required=number <= self.least,
                help_text=self.first_help if number == 1 else "",
                error_messages={"required": now("请填写%(field)s") % {"field": f"{self.words} {number}"}},
            )
            self.fields[f"body_{number}"].agent = self.agent  # type: ignore[attr-defined]
        self.fieldsets = [
            (self.words, [f"body_{number}" for number in range(1, MOST_BODIES + 1)]),
            *DocumentedChangeForm.fieldsets,
        ]

    @property
    def bodies(self) -> list[Body]:
        named = (self.cleaned_data[f"body_{number}"] for number in range(1, MOST_BODIES + 1))
        return [body for body in named if body]


class MergeBodiesForm(SeveralForm):
    words = _("并入的单位")
    least = 1
    first_help = _("这些单位从生效日期起停用，在那里的任职要先由安全管理员停止；更多的单位分几次办")


class SplitForm(SeveralForm):
    words = _("分立后的单位")
    least = 2
    first_help = _("第一个单位承接没有办完的事；新设的单位先登记")

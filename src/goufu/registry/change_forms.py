"""What administrators say of bodies that are moved, renamed, merged or split: from which day on, and by which document."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from goufu.registry.actions.designations import Document
from goufu.registry.actions.renaming import RENAMED
from goufu.registry.body_forms import AgentForm, BodyForm
from goufu.registry.models import Body
from goufu.registry.offered import BodyField
from goufu.ui.forms import DateField

MOST_BODIES = 4


class OnPaperForm(AgentForm):
    """The day from which a change holds, and the document that says so."""

    since = DateField(label=_("生效日期"), help_text=_("从这一天起；以前的日子仍用原来的名称和隶属"))
    document_title = forms.CharField(label=_("依据名称"), max_length=200, help_text=_("批准变更的文件"))
    document_number = forms.CharField(label=_("依据文号"), max_length=60)

    fieldsets = [(_("依据"), ["since", "document_title", "document_number"])]

    @property
    def since_day(self) -> date:
        day: date = self.cleaned_data["since"]
        return day

    @property
    def document(self) -> Document:
        return Document(self.cleaned_data["document_title"], self.cleaned_data["document_number"])


class RenameForm(OnPaperForm):
    """The facts of a body that a document may change."""

    name = BodyForm.base_fields["name"]
    credit_code = BodyForm.base_fields["credit_code"]
    kind = BodyForm.base_fields["kind"]
    size = BodyForm.base_fields["size"]
    level = BodyForm.base_fields["level"]
    office = BodyForm.base_fields["office"]

    fieldsets = [
        (_("变更为"), ["name", "credit_code", "kind", "size", "level", "office"]),
        *OnPaperForm.fieldsets,
    ]

    @classmethod
    def of(cls, body: Body, *given: Any, **more: Any) -> RenameForm:
        return cls(*given, initial={name: getattr(body, name) for name in RENAMED}, **more)

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RENAMED}


class MoveForm(OnPaperForm):
    """A new parent from a day on, or the right one in place of one that was registered wrongly."""

    parent = BodyField(label=_("新的上级单位"), required=False, help_text=_("空着，就不再有上级单位"))
    is_correction = forms.BooleanField(
        label=_("原来登记错了，只是更正"), required=False, help_text=_("更正不用填生效日期和依据")
    )

    fieldsets = [(_("上级"), ["parent", "is_correction"]), *OnPaperForm.fieldsets]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if self.is_bound and self.data.get("is_correction"):
            for name in ("since", "document_title", "document_number"):
                self.fields[name].required = False

    @property
    def change(self) -> dict[str, Any]:
        """What `move_body` is told beside the parent."""
        if self.cleaned_data["is_correction"]:
            return {}
        return {"since": self.since_day, "document": self.document}


class SeveralForm(OnPaperForm):
    """Several bodies; subclasses say what they are called, and how many there must be."""

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
            *OnPaperForm.fieldsets,
        ]

    @property
    def bodies(self) -> list[Body]:
        named = (self.cleaned_data[f"body_{number}"] for number in range(1, MOST_BODIES + 1))
        return [body for body in named if body]


class MergeForm(SeveralForm):
    words = _("并入的单位")
    least = 1
    first_help = _("这些单位从生效日期起停用；更多的单位分几次办")


class SplitForm(SeveralForm):
    words = _("分立后的单位")
    least = 2
    first_help = _("第一个单位承接没有办完的事；新设的单位先登记")

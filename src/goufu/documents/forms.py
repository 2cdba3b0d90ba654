"""The form for a document: file, kind, number and name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from goufu.core.reasons import ReasonField
from goufu.documents.models import LONGEST_NAME
from goufu.documents.store import MOST_BYTES
from goufu.documents.subjects import DocumentKind
from goufu.files.papers import PAPER_TYPES
from goufu.ui.forms import Form, GrowingText

_ENDINGS = ",".join([*(each.ending for each in PAPER_TYPES), ".jpeg"])


class DocumentForm(Form):
    """A document to attach. kinds: those that the agent may attach; a single one is not asked for."""

    kind = forms.ChoiceField(label=_("种类"))
    file = forms.FileField(
        label=_("文件"),
        help_text=format_lazy(
            _("PDF、OFD、Word（docx）、Excel（xlsx）或者图片，一份不超过 {megabytes} MB"),
            megabytes=MOST_BYTES >> 20,
        ),
        error_messages={
            "required": _("请选择文件；上次选的浏览器不会留着"),
            "empty": _("这个文件是空的，请选择有内容的文件"),
        },
        widget=forms.FileInput(attrs={"accept": _ENDINGS}),
    )
    number = forms.CharField(
        label=_("文号或者编号"), required=False, max_length=80, help_text=_("文件上写的；没有就不填")
    )
    name = forms.CharField(
        label=_("名称"), required=False, max_length=LONGEST_NAME, help_text=_("不填就用文件名")
    )

    def __init__(self, *given: Any, kinds: Sequence[DocumentKind], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = [(kind.code, kind.word) for kind in kinds]  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].initial = kinds[0].code

    @property
    def given(self) -> dict[str, Any]:
        """The values as arguments of the actions."""
        file = self.cleaned_data["file"]
        return {
            "number": self.cleaned_data["number"],
            "name": self.cleaned_data["name"],
            "file_name": file.name,
            "chunks": file.chunks(),
            "once": self.once,
        }


class CheckForm(Form):
    """What a paper is checked by: the text of its QR code, or a file."""

    mark = forms.CharField(
        label=_("二维码里的文字，或者纸上印的编号和内容摘要"),
        required=False,
        max_length=1_000,
        widget=GrowingText,
        help_text=_("用扫码枪或者手机扫出来，贴在这里"),
    )
    file = forms.FileField(label=_("或者选一份电子文件"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("mark") or said.get("file")):
            self.add_error("mark", _("请贴上二维码里的文字，或者选一份文件"))
        file = said.get("file")
        if file and file.size > MOST_BYTES:
            self.add_error("file", _("文件超过 %(megabytes)s MB") % {"megabytes": MOST_BYTES >> 20})
        return said


class SupersedeForm(DocumentForm):
    """The document that supersedes another of the same kind, with the reason."""

    reason = ReasonField(
        label=_("替换的理由"), max_length=200, help_text=_("至少五个字。原来的文件留着，和理由一起看得到")
    )

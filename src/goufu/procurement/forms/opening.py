"""Forms of the opening."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from goufu.ui.forms import Form, GrowingText


class ReasonForm(Form):
    """Why an opening begins after its window; within it nothing is asked."""

    reason = forms.CharField(
        label=gettext_lazy("过了开启的时间段才开始的原因"), max_length=500, widget=GrowingText
    )

    def __init__(self, *given: Any, is_late: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if not is_late:
            del self.fields["reason"]


class PeelsForm(Form):
    """What a custodian's program gave for all envelopes, one a line."""

    peels = forms.CharField(
        label=gettext_lazy("打开的部分"),
        max_length=4_000_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "gf-code"}),
        help_text=gettext_lazy("在上面用了钥匙，这里自动填好。"),
    )


class ManyFiles(forms.FileField):
    """Several files at once."""

    widget = type("Files", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [
            super(ManyFiles, self).clean(each, initial)
            for each in (data if isinstance(data, list) else [data])
        ]


class ShownForm(Form):
    """The bidder's own files, in the order in which they were sealed."""

    papers = ManyFiles(label=gettext_lazy("封标时的全部原文件"), help_text=gettext_lazy("按封标时的次序选"))

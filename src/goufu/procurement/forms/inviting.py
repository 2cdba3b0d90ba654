"""The forms of invitations: the list of who may be invited, and the lot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.ui.forms import Form, GrowingText


class CandidatesForm(Form):
    """All qualified suppliers, one a line with how each is known to be qualified, and how many are invited."""

    candidates = forms.CharField(
        label=_("符合资格条件的供应商"),
        max_length=20_000,
        widget=GrowingText,
        help_text=_("每行一家：统一社会信用代码或者名称，空格，怎样知道它符合资格条件（如资格预审合格）"),
    )
    wanted = forms.IntegerField(label=_("随机选择几家"), min_value=1, max_value=200)

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        lines = [each.split(None, 1) for each in said["candidates"].splitlines() if each.strip()]
        pairs = [(each[0], each[1] if len(each) > 1 else "") for each in lines]
        return {"candidates": pairs, "wanted": said["wanted"]}


class LotForm(Form):
    """Nothing is asked: all that decides is bound."""

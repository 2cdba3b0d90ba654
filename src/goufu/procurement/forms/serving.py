"""The form of a letter's service outside the program."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.procurement.models import Way
from goufu.ui.forms import DateField, Form

OUTSIDE = [(each.value, each.label) for each in (Way.HAND, Way.POST, Way.MAIL)]


class ServiceForm(Form):
    """How and when it was served, and the scan that shows it."""

    way = forms.ChoiceField(label=_("怎样送达"), choices=OUTSIDE, widget=forms.RadioSelect)
    day = DateField(label=_("哪一天送到"), initial=wall_clock.today)
    receipt = forms.FileField(
        label=_("送达回证的扫描件"),
        required=False,
        help_text=_("PDF 或者图片；当面递交、邮寄的必须有，电子邮件的可以传邮件的截图"),
    )

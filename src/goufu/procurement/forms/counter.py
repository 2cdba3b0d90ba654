"""What is asked at the counter, and of sealed paper at the opening."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.reasons import ReasonField
from goufu.procurement.forms.opening import ManyFiles
from goufu.procurement.models import BackBy, Bid, Procurement, Wrapping
from goufu.procurement.sealed.envelopes import WHOLE, is_priced, kind_title
from goufu.procurement.sealed.newcomers import Newcomer
from goufu.procurement.sealed.quotations import awaited, kinds_of
from goufu.registry.eligibility import providing_kinds
from goufu.registry.kinds import body_kinds
from goufu.ui.forms import Form, GrowingText, MoneyField


class NewcomerForm(Form):
    """Who a bidder is that nobody has registered."""

    name = forms.CharField(
        label=gettext_lazy("名称（单位库里没有的才写）"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("与证书一致的全称，和这一份一起登记"),
    )
    kind_of_body = forms.ChoiceField(label=gettext_lazy("类别（单位库里没有的才选）"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        providing = providing_kinds(wall_clock.today())
        field = self.fields["kind_of_body"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *(each for each in body_kinds() if each[0] in providing)]

    @property
    def newcomer(self) -> Newcomer | None:
        return Newcomer.said(self.cleaned_data["name"], self.cleaned_data["kind_of_body"])


class StickForm(NewcomerForm):
    """An envelope that somebody brought to the counter."""

    file = forms.FileField(
        label=gettext_lazy("信封文件（.gbid）"),
        help_text=gettext_lazy("投标人用离线封标页或者 goufu bid seal 封好的文件"),
    )
    brought_by = forms.CharField(label=gettext_lazy("谁交来的"), max_length=100)
    field_order = ("file", "brought_by", "name", "kind_of_body")


class PaperForm(NewcomerForm):
    """Sealed paper that somebody brought to the counter."""

    credit_code = forms.CharField(
        label=gettext_lazy("供应商的统一社会信用代码"),
        max_length=18,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("照封套上写的"),
    )
    lot = forms.ChoiceField(label=gettext_lazy("包"))
    kind = forms.ChoiceField(label=gettext_lazy("封套里是什么"), widget=forms.RadioSelect)
    pieces = forms.IntegerField(
        label=gettext_lazy("几件"),
        min_value=1,
        max_value=200,
        initial=1,
        help_text=gettext_lazy("封好的袋、箱各算一件"),
    )
    wrapping = forms.ChoiceField(
        label=gettext_lazy("密封情况"),
        choices=Wrapping.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("没有照采购文件密封的不收，请交来的人当场重新封好"),
    )
    wrapping_note = forms.CharField(
        label=gettext_lazy("密封情况的说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("有破损的写明在哪里"),
    )
    brought_by = forms.CharField(
        label=gettext_lazy("谁交来的"), max_length=100, help_text=gettext_lazy("核对授权书和身份证件，写姓名")
    )
    field_order = (
        *("credit_code", "lot", "kind", "pieces", "wrapping", "wrapping_note", "brought_by"),
        *("name", "kind_of_body"),
    )

    def __init__(self, *given: Any, procurement: Procurement, **more: Any) -> None:
        super().__init__(*given, **more)
        lots = [(str(each.pk), f"{each.number} {each.title}") for each in procurement.lots.all()]
        if lots:
            self._offer("lot", lots)
        else:
            del self.fields["lot"]
        kinds = kinds_of(procurement, awaited(procurement))
        self._offer(
            "kind", [(each, _(kind_title(each))) for each in ([WHOLE] if len(kinds) > 1 else []) + [*kinds]]
        )
        self.initial["kind"] = kinds[0] if len(kinds) == 1 else None

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def said(self) -> dict[str, Any]:
        """The action's arguments."""
        said = self.cleaned_data
        names = ("credit_code", "kind", "pieces", "wrapping", "wrapping_note", "brought_by")
        return {name: said[name] for name in names} | {
            "lot": int(said["lot"]) if said.get("lot") else None,
            "newcomer": self.newcomer,
        }


class HandBackForm(Form):
    """How paper that came late or was not opened goes back, and to whom."""

    way = forms.ChoiceField(
        label=gettext_lazy("怎样退还"),
        choices=BackBy.choices,
        initial=BackBy.HAND,
        widget=forms.RadioSelect,
    )
    given_to = forms.CharField(
        label=gettext_lazy("退给谁"),
        max_length=100,
        help_text=gettext_lazy("当面退还的核对证件、写姓名；邮寄的写收件人"),
    )
    posted_as = forms.CharField(
        label=gettext_lazy("邮件号"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("邮寄的照邮寄凭证写"),
    )


class GiveBackForm(Form):
    """By which receipt something is taken back, and by whom."""

    receipt = forms.CharField(label=gettext_lazy("回执号"), max_length=64)
    given_to = forms.CharField(
        label=gettext_lazy("谁取回的"), max_length=100, help_text=gettext_lazy("核对授权书和身份证件，写姓名")
    )


class LateForm(Form):
    """Whether a bid counts that only the correction of a clock made late."""

    counts = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[
            ("yes", gettext_lazy("算按时收到，和别家的一起开启")),
            ("no", gettext_lazy("算迟到，不接收")),
        ],
        widget=forms.RadioSelect,
    )
    reason = ReasonField(max_length=500, help_text=gettext_lazy("例如校时记录、机房的说明；写进开启记录"))


def _in_words() -> MoneyField:
    """The price as its words are read: whoever reads it out types it, and whoever checks that."""
    return MoneyField(
        label=gettext_lazy("大写金额读成的数"), required=False, help_text=gettext_lazy("与小写不一致的才写")
    )


class ReadingForm(Form):
    """What was read out of sealed paper."""

    checked_by = forms.CharField(
        label=gettext_lazy("拆封前谁看过密封"),
        max_length=200,
        help_text=gettext_lazy("投标人或者他们推选的代表、在场的保管人"),
    )
    opened_by = forms.CharField(label=gettext_lazy("谁拆封的"), max_length=100)
    name = forms.CharField(label=gettext_lazy("宣读的供应商名称"), max_length=200, required=False)
    price = MoneyField(
        label=gettext_lazy("宣读的报价"),
        required=False,
        help_text=gettext_lazy("照开标一览表（报价表）；没有报价的空着"),
    )
    price_in_words = _in_words()
    fault = forms.CharField(
        label=gettext_lazy("没有宣读的原因"),
        max_length=300,
        required=False,
        widget=GrowingText,
        help_text=gettext_lazy("封套找不到、已被人拆开，才写；名称、报价空着"),
    )

    def __init__(self, *given: Any, bid: Bid, **more: Any) -> None:
        super().__init__(*given, **more)
        self.initial["name"] = bid.bidder.name
        if not is_priced(bid.procurement.method, bid.kind):
            del self.fields["price"], self.fields["price_in_words"]


class CheckForm(Form):
    """What another person sees on the same paper; what the first one typed is not shown."""

    agrees = forms.ChoiceField(label=gettext_lazy("核对"), widget=forms.RadioSelect)
    price = MoneyField(
        label=gettext_lazy("纸上的报价"),
        required=False,
        help_text=gettext_lazy("请自己照纸上的录；没有报价的空着"),
    )
    price_in_words = _in_words()

    def __init__(self, *given: Any, bid: Bid, said: str, is_fault: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["agrees"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("yes", _("“%(said)s”，是对的") % {"said": said}), ("no", _("不对，重新宣读、录入"))]
        if is_fault or not is_priced(bid.procurement.method, bid.kind):
            del self.fields["price"], self.fields["price_in_words"]


class ScansForm(Form):
    """Scans of paper that was opened."""

    papers = ManyFiles(
        label=gettext_lazy("扫描件"), help_text=gettext_lazy("PDF 或者图片；每个文件的摘要写进开启记录")
    )


class ScanCheckForm(Form):
    """What a second person finds who holds the scans beside the paper. `digest`: of the list that the page showed."""

    digest = forms.CharField(widget=forms.HiddenInput)
    pages = forms.IntegerField(
        label=gettext_lazy("纸质的一共几页"),
        min_value=1,
        max_value=20_000,
        help_text=gettext_lazy("请自己数；有内容的面都算"),
    )
    agrees = forms.ChoiceField(
        label=gettext_lazy("和扫描件"),
        choices=[
            ("yes", gettext_lazy("页数、内容一致")),
            ("no", gettext_lazy("不一致")),
        ],
        widget=forms.RadioSelect,
    )
    differs = forms.CharField(
        label=gettext_lazy("哪里不同"),
        max_length=300,
        required=False,
        widget=GrowingText,
        help_text=gettext_lazy("不一致的才写，例如：第 12 页没有扫"),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        differs = (said.get("differs") or "").strip()
        if said.get("agrees") == "no" and not differs:
            self.add_error("differs", _("写明哪里不同"))
        if said.get("agrees") == "yes" and differs:
            self.add_error("differs", _("一致的不写；不一致的请选“不一致”"))
        return said

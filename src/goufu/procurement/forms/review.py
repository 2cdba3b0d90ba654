"""What is asked of the purchaser who draws, follows the review and decides, and what purchaser and panel are asked alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.reasons import ReasonField
from goufu.procurement.actions.responding import Offer
from goufu.procurement.choices import expert_selections, provider_features, rereview_grounds
from goufu.procurement.conflicts import bars_earlier_work, namesakes_of
from goufu.procurement.forms.planning import moment
from goufu.procurement.models import CameBy, ExpertList, Lot, PanelMember, Part, Procurement, Quotation, Seat
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.review.bids import ReviewedBid
from goufu.registry.kinds import enterprise_sizes
from goufu.registry.models import Person
from goufu.ui.forms import DateField, Form, GrowingText, MoneyField, YesNoField

MOST_FIELDS = 3
UNSAID = ("", "——")


class CodesForm(Form):
    """To whom one-time codes are given; asked only where somebody has one already, whose old code would end."""

    members = forms.MultipleChoiceField(
        label=gettext_lazy("发给谁"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("勾出要发新码的成员")},
    )

    def __init__(self, *given: Any, members: Sequence[PanelMember], **more: Any) -> None:
        super().__init__(*given, **more)
        if not any(each.holds_code for each in members):
            del self.fields["members"]
            return
        field = self.fields["members"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(each.pk), f"{each} {each.name}（{_of_code(each)}）") for each in members]
        field.initial = [str(each.pk) for each in members if not each.holds_code]

    def chosen(self) -> list[int] | None:
        """The members by their keys; None for everybody."""
        return [int(each) for each in self.cleaned_data["members"]] if "members" in self.fields else None


def _of_code(member: PanelMember) -> str:
    if member.code_used_at:
        return _("用码登录了")
    return _("有码，没有用过") if member.code_digest else _("没有码")


class ExamineForm(Form):
    """The result of an examination."""

    part = forms.ChoiceField(label=gettext_lazy("审查"), widget=forms.RadioSelect)
    has_passed = YesNoField(label=gettext_lazy("是否通过"), required=True)
    reason = forms.CharField(
        label=gettext_lazy("不通过的理由"), required=False, max_length=1_000, widget=GrowingText
    )
    is_misplaced = YesNoField(label=gettext_lazy("单价小数点明显错位"))
    did_earlier_work = YesNoField(
        label=gettext_lazy("有没有为本项目做过整体设计、规范编制、项目管理、监理、检测"),
        help_text=gettext_lazy("做过的不得参加，资格不通过"),
    )
    is_own_staff = YesNoField(
        label=gettext_lazy("提供服务的是不是都是它订立劳动合同的从业人员"),
        help_text=gettext_lazy("以中小企业参加的才核对；不都是的，声明函不予认可"),
    )

    has_same_head = YesNoField(label=gettext_lazy("负责人和别家的是不是同一个人"))

    def __init__(self, *given: Any, parts: Sequence[Part], bid: ReviewedBid, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label) for each in parts]
        self.initial.setdefault("part", parts[0].value)
        if not bid.correction.by:
            del self.fields["is_misplaced"]
        if Part.QUALIFICATION not in parts or not bars_earlier_work(bid.response.procurement):
            del self.fields["did_earlier_work"]
        if Part.QUALIFICATION not in parts or not bid.response.has_declaration:
            del self.fields["is_own_staff"]
        namesakes = namesakes_of(bid.response) if Part.QUALIFICATION in parts else []
        self.fields["has_same_head"].help_text = "；".join(each.sentence for each in namesakes)
        if not namesakes:
            del self.fields["has_same_head"]


class ReturnForm(Form):
    """Why scores are given back."""

    reason = ReasonField()


class ReopenForm(Form):
    """Of which lot, on which ground and why the panel reviews again."""

    lot = forms.ChoiceField(label=gettext_lazy("哪个包"))
    ground = forms.ChoiceField(
        label=gettext_lazy("重新评审的情形"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("只有这四种情形，没有别的"),
    )
    reason = ReasonField(help_text=gettext_lazy("哪一家、哪个因素、怎样不对；评审小组和评审报告上都看得到"))

    def __init__(self, *given: Any, lots: Sequence[Lot | None], **more: Any) -> None:
        super().__init__(*given, **more)
        lot, ground = self.fields["lot"], self.fields["ground"]
        assert isinstance(lot, forms.ChoiceField) and isinstance(ground, forms.ChoiceField)
        lot.choices = [(str(each.pk), f"{each.number} {each.title}") for each in lots if each]
        if not lot.choices:
            del self.fields["lot"]
        ground.choices = rereview_grounds()

    def said(self) -> dict[str, Any]:
        lot = self.cleaned_data.pop("lot", None)
        return self.cleaned_data | {"lot": int(lot) if lot else None}


class ResponseForm(Form):
    """A response as the minutes have it, or a final quotation."""

    credit_code = forms.CharField(label=gettext_lazy("供应商的统一社会信用代码"), max_length=18)
    lot = forms.ChoiceField(label=gettext_lazy("哪个包"))
    quotation = forms.ChoiceField(
        label=gettext_lazy("哪一次报价"), choices=Quotation.choices, widget=forms.RadioSelect
    )
    came_by = forms.ChoiceField(
        label=gettext_lazy("怎样提交"),
        choices=[each for each in CameBy.choices if each[0] != CameBy.SEALED],
        widget=forms.RadioSelect,
        initial=CameBy.ENTERED,
    )
    price = MoneyField(label=gettext_lazy("报价"), required=False)
    price_in_bid = MoneyField(
        label=gettext_lazy("响应文件正文里的总价"),
        required=False,
        help_text=gettext_lazy("与报价表不一致的才写"),
    )
    price_in_words = MoneyField(
        label=gettext_lazy("大写金额读成的数"), required=False, help_text=gettext_lazy("与小写不一致的才写")
    )
    unit_prices_total = MoneyField(
        label=gettext_lazy("单价汇总"), required=False, help_text=gettext_lazy("与总价不一致的才写")
    )
    declared_size = forms.ChoiceField(label=gettext_lazy("声明的企业规模"), required=False)
    has_declaration = forms.BooleanField(label=gettext_lazy("提交了中小企业声明函"), required=False)
    feature = forms.ChoiceField(label=gettext_lazy("视同小微企业的证明"), required=False)
    small_share_percent = forms.DecimalField(
        label=gettext_lazy("小微企业的份额（%）"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=gettext_lazy("联合体协议、分包意向里写的；不是联合体、不分包的空着"),
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    opened_day = DateField(label=gettext_lazy("开启的日子"))
    opened_time = forms.TimeField(label=gettext_lazy("开启的时刻"), help_text=gettext_lazy("例如 9:30"))
    minutes_on = DateField(label=gettext_lazy("开启记录的日期"))

    def __init__(self, *given: Any, procurement: Procurement, is_final: bool = False, **more: Any) -> None:
        super().__init__(*given, **more)
        at = wall_clock.now() if is_final else procurement.opens_at
        if at:
            local = at.astimezone(wall_clock.CHINA)
            self.initial["opened_day"] = self.initial["minutes_on"] = local.date()
            self.initial["opened_time"] = local.time().replace(second=0, microsecond=0)
        self.initial["quotation"] = Quotation.FINAL if is_final else Quotation.FIRST
        lots = [(str(each.pk), f"{each.number} {each.title}") for each in procurement.lots.all()]
        if lots:
            self._offer("lot", lots)
        else:
            del self.fields["lot"]
        self._offer("declared_size", [UNSAID, *enterprise_sizes()])
        self._offer("feature", [UNSAID, *provider_features()])
        if is_final:  # what a bidder declares stands in its response
            for name in ("declared_size", "has_declaration", "feature", "small_share_percent"):
                del self.fields[name]
            self.fields["price"].required = True

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def said(self) -> dict[str, Any]:
        """The action's arguments, but for the bidder."""
        said = self.cleaned_data
        names = (
            *("price", "price_in_bid", "price_in_words", "unit_prices_total", "declared_size"),
            *("has_declaration", "feature", "small_share_percent"),
        )
        return {
            "offer": Offer(**{name: said[name] for name in names if name in said}),
            "lot": int(said["lot"]) if said.get("lot") else None,
            "quotation": Quotation(said["quotation"]),
            "came_by": CameBy(said["came_by"]),
            "opened_at": moment(said, "opened"),
            "minutes_on": said["minutes_on"],
        }


class ExpertsForm(Form):
    """The list of the provincial library, and the day as of which it is."""

    as_of = DateField(label=gettext_lazy("名单的日期"), initial=wall_clock.today)
    file = forms.FileField(
        label=gettext_lazy("Excel 或 CSV 表格"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.csv,.txt"}),
    )


class CommitForm(Form):
    """From which list, how many of which field, and who is left out besides those whom the program knows, one a line."""

    of = forms.ModelChoiceField(label=gettext_lazy("专家名单"), queryset=ExpertList.objects.none())

    def __init__(self, *given: Any, lists: Any, fields_offered: Sequence[str], **more: Any) -> None:
        super().__init__(*given, **more)
        chosen = self.fields["of"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = lists
        self.initial.setdefault("of", lists.first())
        for line in range(1, MOST_FIELDS + 1):
            self.fields[f"field-{line}"] = forms.ChoiceField(
                label=_("第 %(number)s 个专业") % {"number": line},
                required=False,
                choices=[("", _("不限专业")), *((each, each) for each in fields_offered)],
            )
            self.fields[f"count-{line}"] = forms.IntegerField(
                label=_("抽几个人"), required=line == 1, min_value=1, max_value=50
            )
        self.fields["exclusions"] = forms.CharField(
            label=_("另外排除的专家"),
            required=False,
            max_length=4_000,
            widget=GrowingText,
            help_text=_(
                "每行一个：专家编号，空格，理由。种子定下以后不能再排除。在本单位工作的、名单上写明回避本单位的，程序自己排除"
            ),
        )

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        lines = [(said[f"field-{line}"], said[f"count-{line}"]) for line in range(1, MOST_FIELDS + 1)]
        wanted = [Wanted(field, count) for field, count in lines if count]
        left_out = [each.split(None, 1) for each in said["exclusions"].splitlines() if each.strip()]
        exclusions = [(each[0], each[1] if len(each) > 1 else "") for each in left_out]
        return {"of": said["of"].pk, "wanted": wanted, "exclusions": exclusions}


class DrawForm(Form):
    """Nothing is asked: all that decides is bound."""


class RepresentativeForm(Form):
    """A representative of the purchaser: name and post are those of the account."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("采购人代表"),
        queryset=Person.objects.none(),
        help_text=gettext_lazy("在本单位任职、有账号的人。起草的人不评审，评审的人不再单独定标"),
    )

    def __init__(self, *given: Any, people: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = people

    def said(self) -> dict[str, Any]:
        return {"seat": Seat.REPRESENTATIVE, "person": self.cleaned_data["person"].pk}


class SeatForm(Form):
    """An expert drawn elsewhere."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=100)
    employer = forms.CharField(label=gettext_lazy("工作单位"), max_length=200)
    field = forms.CharField(label=gettext_lazy("评审专业"), max_length=100, required=False)
    selection = forms.ChoiceField(
        label=gettext_lazy("怎样产生"), required=False, help_text=gettext_lazy("照抽取记录")
    )
    is_head = forms.BooleanField(label=gettext_lazy("是组长"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        selection = self.fields["selection"]
        assert isinstance(selection, forms.ChoiceField)
        selection.choices = [UNSAID, *expert_selections()]

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"seat": Seat.EXPERT}

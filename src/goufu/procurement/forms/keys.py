"""What is asked about keys: who holds them, their public halves, and what a custodian's program gave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.permissions import Permission, holders
from goufu.procurement.actions.keys import Named
from goufu.procurement.models import Procurement, Side
from goufu.procurement.models.sealing import MOST_CUSTODIANS
from goufu.registry.models import Appointment
from goufu.ui.forms import Form

MOST_LISTED = 300  # people to choose from for a side


class KeysForm(Form):
    """Who holds the keys: one of each side, and two more where somebody wants them."""

    needed = forms.TypedChoiceField(
        label=gettext_lazy("几位一起才能打开"),
        coerce=int,
        choices=[(each, str(each)) for each in range(2, MOST_CUSTODIANS + 1)],
        help_text=gettext_lazy("一般三位里的两位：少一位不耽误开标，一位单独打不开。"),
    )

    def __init__(self, *given: Any, procurement: Procurement, **more: Any) -> None:
        super().__init__(*given, **more)
        had = [*procurement.custodians.all()]
        self.initial.setdefault(
            "needed", procurement.sealing.needed if hasattr(procurement, "sealing") else 2
        )
        self.rows: list[tuple[str, str]] = []
        left = list(had)
        for side in Side:
            mine = next((each for each in left if each.side == side), None)
            left = [each for each in left if each is not mine]
            self._add(procurement, side, str(side), mine, is_wanted=True)
        for number in range(MOST_CUSTODIANS - len(Side)):
            self._add(
                procurement, Side.CENTRE, f"more-{number}", left[number] if number < len(left) else None
            )

    def _add(
        self, procurement: Procurement, side: Side, name: str, had: Any, *, is_wanted: bool = False
    ) -> None:
        label = str(side.label) if is_wanted else _("再加一位")
        people = _candidates(procurement, side, is_any=not is_wanted)
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[("", _("不设")), *people],
            required=False,
            widget=forms.Select(attrs={"data-search": _("输入姓名或者单位")}),
        )
        if had:
            self.initial.setdefault(name, f"{had.person_id}:{had.body_id}")
        self.rows.append((name, side))

    def said(self) -> dict[str, Any]:
        """What `plan_keys` is told."""
        custodians = []
        for name, side in self.rows:
            if value := self.cleaned_data[name]:
                person, _colon, body = value.partition(":")
                custodians.append(Named(side, int(person), int(body)))
        return {"custodians": custodians, "needed": self.cleaned_data["needed"]}


def _candidates(procurement: Procurement, side: Side, *, is_any: bool = False) -> Iterable[tuple[str, str]]:
    """The people who may hold a key on that side: of the purchaser, of the finance office that pays it, of other bodies of the place."""
    purchaser = procurement.purchaser
    rows = Appointment.objects.filter(
        role__in=holders(Permission.HOLD_KEY), days__contains=wall_clock.today(), person__is_active=True
    )
    if is_any:
        rows = rows.filter(body__place=purchaser.place)
    elif side == Side.PURCHASER:
        rows = rows.filter(body=purchaser)
    elif side == Side.RESERVE:
        rows = rows.filter(body=purchaser.office_id)
    else:
        of_agency = Q(body=procurement.delegation.agency_id) if procurement.delegation else Q()
        rows = rows.filter(Q(body__place=purchaser.place) | of_agency)
        rows = rows.exclude(body__in=[purchaser.pk, purchaser.office_id])
    found = rows.values_list("person", "body", "person__name", "body__name").order_by("body", "person")
    return dict.fromkeys(
        (f"{person}:{body}", _("%(name)s（%(body)s）") % {"name": name, "body": at})
        for person, body, name, at in found[:MOST_LISTED]
    )


class PublicKeyForm(Form):
    """The public half of a key."""

    public = forms.CharField(
        label=gettext_lazy("公钥"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "class": "gf-code"}),
        help_text=gettext_lazy(
            "在上面做了钥匙，这里自动填好；用命令做的，贴 .pub 文件的内容。只交公钥，钥匙文件自己留着。"
        ),
    )


class PeelForm(Form):
    """What a custodian's program gave for an envelope, as text or as its file."""

    peel = forms.CharField(
        label=gettext_lazy("打开的部分"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "gf-code"}),
        help_text=gettext_lazy("在上面用了钥匙，这里自动填好；用命令打开的，贴 .gpeel.json 文件的内容。"),
    )

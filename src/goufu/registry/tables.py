"""The list of people and its filters."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.core.personal import Personal
from goufu.core.roles import Role
from goufu.registry.models import Appointment, Person
from goufu.registry.names import PinyinOrder
from goufu.registry.queries.people import never_appointed
from goufu.registry.queries.review import REASONS
from goufu.ui.columns import state
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet, YesNoFilter
from goufu.ui.tables import A, DateColumn, Table, TextColumn


class PeopleTable(Table):
    """The list of people. Rows have `held`: the appointments of today that the reader may see."""

    title = gettext_lazy("人员")
    is_compact = True
    name = TextColumn(gettext_lazy("姓名"), linkify=("registry:person", {"number": A("pk")}))
    username = TextColumn(gettext_lazy("登录名"))
    held = TextColumn(gettext_lazy("现在的岗位"), orderable=False, empty_values=())
    phone = TextColumn(gettext_lazy("手机号码"), orderable=False, visible=False)
    created_at = DateColumn(gettext_lazy("登记"), visible=False)
    is_active = TextColumn(gettext_lazy("账号"), attrs={"cell": {"class": "state"}})

    class Meta(Table.Meta):
        empty_text = gettext_lazy("在这里登记要登录的人；登记以后，由安全管理员授予岗位。")

    def order_name(self, rows: QuerySet[Person], is_descending: bool) -> tuple[QuerySet[Person], bool]:
        place = PinyinOrder("name")
        return rows.order_by(place.desc() if is_descending else place.asc()), True

    def render_held(self, value: list[Appointment], record: Person) -> str:
        if value:
            return _("；").join(str(each) for each in value)
        return _("没有岗位") + (f"{_('（')}{record.enrolled_with}{_('）')}" if record.enrolled_with else "")

    def value_held(self, value: list[Appointment], record: Person) -> str:
        return self.render_held(value, record)

    def render_phone(self, value: Personal) -> str:
        return str(value) or "—"

    def render_is_active(self, value: bool) -> str:
        kind, word = ("ok", _("启用")) if value else ("stop", _("停用"))
        return state(kind, word)

    def value_is_active(self, value: bool) -> str:
        return _("启用") if value else _("停用")


class ReviewTable(PeopleTable):
    """The list of accounts to review. Rows have the annotations of `queries.review.REASONS`."""

    title = gettext_lazy("要核对的账号")
    reasons = TextColumn(gettext_lazy("要核对什么"), orderable=False, empty_values=(), accessor="pk")
    last_login = DateColumn(gettext_lazy("最近登录"))
    created_at = DateColumn(gettext_lazy("登记"))

    class Meta(PeopleTable.Meta):
        sequence = ("name", "username", "held", "reasons", "last_login", "created_at", "...")
        exclude = ("is_active",)
        empty_text = gettext_lazy("开着的账号都有岗位，也都在用。")

    def render_reasons(self, record: Person) -> str:
        return _("；").join(str(words) for name, words in REASONS.items() if getattr(record, name))

    def value_reasons(self, record: Person) -> str:
        return self.render_reasons(record)


class ReviewFilter(FilterSet):
    reason = ChoiceFilter(
        label=gettext_lazy("要核对什么"), choices=list(REASONS.items()), method="with_reason"
    )

    def with_reason(self, rows: QuerySet[Person], name: str, reason: str) -> QuerySet[Person]:
        return rows.filter(**{reason: True})


class PeopleFilter(FilterSet):
    q = Contains(["name", "username"], label=gettext_lazy("姓名或登录名"))
    role = ChoiceFilter(
        label=gettext_lazy("岗位"),
        choices=[("none", gettext_lazy("还没有岗位")), *Role.choices],
        method="holding",
    )
    is_active = YesNoFilter(label=gettext_lazy("账号启用"))

    def holding(self, rows: QuerySet[Person], name: str, role: str) -> QuerySet[Person]:
        if role == "none":
            return never_appointed(rows)
        today: date = wall_clock.today()
        held = Appointment.objects.filter(person=OuterRef("pk"), role=role, days__contains=today)
        return rows.filter(Exists(held))

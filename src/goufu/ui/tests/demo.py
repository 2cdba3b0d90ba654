"""Pages that only tests and the design page's pictures have: a list and a form, written as a room writes them.

The things listed are Django's groups, which nothing else uses; their figures are worked out from the row's number.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.db.models import (
    Case,
    CharField,
    DateField,
    DecimalField,
    ExpressionWrapper,
    F,
    QuerySet,
    Value,
    When,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.i18n import set_language

from goufu.ui import filters, tables
from goufu.ui.bars import MoneyBar
from goufu.ui.charts import Chart, ChartSeries
from goufu.ui.fields import DateField as DayField
from goufu.ui.forms import Form, GrowingText, MoneyField, YesNoField
from goufu.ui.lists import list_page
from goufu.ui.views import set_unit

STEPS = [
    {"word": word, "url": ""} for word in ("需求", "预算", "采购", "合同", "履约", "验收", "支付", "评价")
]
BAR = MoneyBar(Decimal(1860000), Decimal(240000), Decimal(1200000), Decimal("781200.50"))
CHART = Chart(
    key="years",
    title="各年支出",
    kind="stack",
    head="年度",
    labels=["2024", "2025", "2026"],
    series=[
        ChartSeries("养老", [Decimal("120.50"), Decimal("160.00"), Decimal("186.00")]),
        ChartSeries("助残", [Decimal("40.00"), None, Decimal("58.20")]),
    ],
    unit="万元",
)
KINDS = {"草稿": "info", "待审核": "warn", "已批准": "ok", "已退回": "stop"}


class ProjectTable(tables.Table):
    title = "项目"
    name = tables.TextColumn("名称", linkify=("project", {"number": tables.A("pk")}))
    body = tables.TextColumn("购买主体", visible=False, orderable=False)
    amount = tables.MoneyColumn("预算", total=True)
    begun = tables.DateColumn("开始")
    state = tables.StateColumn("状态", kinds=KINDS)

    class Meta(tables.Table.Meta):
        empty_text = "要购买的服务从这里写起：写清做什么、为谁做、要多少钱。"


class ProjectFilter(filters.FilterSet):
    q = filters.Contains(["name"], label="名称")
    state = filters.ChoiceFilter(label="状态", choices=[(word, word) for word in KINDS])
    least = filters.SumFrom("amount", label="预算不少于")
    since = filters.Since("begun", label="开始日期从")
    until = filters.Until("begun", label="到")


class ProjectForm(Form):
    title = django_forms.CharField(
        label="项目名称", max_length=60, help_text="写清为谁做什么，例如“失能老人上门护理服务”。"
    )
    amount = MoneyField(label="预算金额")
    begins = DayField(label="开始日期")
    standing = YesNoField(label="是否属于经常性服务")
    need = django_forms.CharField(label="需求", required=False, widget=GrowingText)
    agreed = django_forms.BooleanField(label="已经公开征求过意见", required=False)
    fieldsets = (("基本情况", ["title", "amount", "begins"]), ("内容", ["standing", "need", "agreed"]))


def projects() -> QuerySet[Group]:
    """Each with an amount, a day and a state worked out from its number."""
    words = [When(rest=rest, then=Value(word)) for rest, word in enumerate(KINDS)]
    day = Value(date(2026, 1, 1), DateField()) + F("id") % 300
    return Group.objects.order_by("id").annotate(
        body=Value("云岭县民政局"),
        amount=ExpressionWrapper(
            F("id") * Value(Decimal("123456.78")), DecimalField(max_digits=18, decimal_places=2)
        ),
        begun=ExpressionWrapper(day, DateField()),
        rest=F("id") % 4,
        state=Case(*words, output_field=CharField()),
    )


def listed(request: HttpRequest) -> HttpResponse:
    step = {"url": "/new", "action": "写一个项目"}
    return list_page(request, ProjectTable, projects(), ProjectFilter, context={"first_step": step})


def written(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None, once=uuid4(), version=1)
    if form.is_valid():
        messages.success(request, "已经保存。")
        return redirect("home")
    return render(request, "demo/form.html", {"form": form})


def shown(request: HttpRequest, number: int) -> HttpResponse:
    """One thing: how far it has come, its money, a chart, a refusal."""
    context = {
        "number": number,
        "steps": STEPS,
        "bar": BAR,
        "chart": CHART,
        "articles": [{"citation": "管理办法第十条第三项", "url": "/"}],
        "facts": [{"title": "项目名称", "value": "城区路灯改造及三十年运营服务"}],
    }
    return render(request, "demo/project.html", context)


def home(request: HttpRequest) -> HttpResponse:
    """What waits for an officer, and how things stand."""
    todo = [
        _task("补齐“失能老人上门护理服务”的绩效目标", date(2026, 11, 21), -3, "管理办法第十九条"),
        _task("修改退回的“残疾人辅具适配服务”", date(2026, 11, 26), 2, flag="已退回"),
        _task("公开2027年采购意向", date(2026, 12, 31), 37),
    ]
    context = {"todo": todo, "bar": BAR, "steps": STEPS}
    return render(request, "demo/home.html", context)


def _task(what: str, due: date, left: int, citation: str = "", flag: str = "") -> dict[str, object]:
    return {
        "what": what,
        "url": "/project/7",
        "due": due,
        "left": left,
        "flag": flag,
        "citation": citation,
        "article_url": "/",
    }


urlpatterns = [
    path("", listed, name="home"),
    path("new", written),
    path("work", home),
    path("project/<int:number>", shown, name="project"),
    path("language", set_language, name="set_language"),
    path("unit", set_unit, name="set_unit"),
]

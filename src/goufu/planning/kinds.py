"""Choices for projects: the rulebook's lists, the reform's fields of service, kinds of targets and operators."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.registry.kinds import named


def methods() -> list[tuple[str, str]]:
    return list(named("method").items())


def provider_kinds() -> list[tuple[str, str]]:
    return list(named("provider_kind").items())


def service_classes() -> list[tuple[str, str]]:
    return list(named("service_class").items())


class ServiceField(models.TextChoices):
    """The fields of service for statistics.

    First the seven in which the reform's report of 2022 finds most progress (行业领域多点突破), then the two that it
    names besides, then those of the Ministry of Finance's notice of 2022 on priority fields (财综〔2022〕51号), and the
    rest.
    """

    DISABLED = "disabled", _("残疾人服务")
    ELDERLY = "elderly", _("养老服务")
    CULTURE = "culture", _("文化体育")
    YOUTH = "youth", _("青少年社会工作")
    RELIEF = "relief", _("社会救助")
    LEGAL = "legal", _("法律服务")
    TRANSPORT = "transport", _("交通运输")
    CITY = "city", _("城市管理")
    GOVERNANCE = "governance", _("社会治理")
    COMMUNITY = "community", _("城乡社区")
    HEALTH = "health", _("公共卫生")
    EMPLOYMENT = "employment", _("就业")
    EDUCATION = "education", _("教育")
    OTHER = "other", _("其他")


class TargetKind(models.TextChoices):
    """The indicators of the self-evaluation form of 财预〔2020〕10号, at their second level."""

    QUANTITY = "quantity", _("数量")
    QUALITY = "quality", _("质量")
    TIMELINESS = "timeliness", _("时效")
    COST = "cost", _("成本")
    ECONOMIC = "economic", _("经济效益")
    SOCIAL = "social", _("社会效益")
    ECOLOGICAL = "ecological", _("生态效益")
    SUSTAINABLE = "sustainable", _("可持续")
    SATISFACTION = "satisfaction", _("满意度")


TARGET_GROUPS = {
    _("产出"): (TargetKind.QUANTITY, TargetKind.QUALITY, TargetKind.TIMELINESS, TargetKind.COST),
    _("效益"): (TargetKind.ECONOMIC, TargetKind.SOCIAL, TargetKind.ECOLOGICAL, TargetKind.SUSTAINABLE),
    _("满意度"): (TargetKind.SATISFACTION,),
}  # the first level


class Operator(models.TextChoices):
    """The operator of a target. A qualitative target has a text instead of a number, and a person judges it."""

    AT_LEAST = "≥", _("不少于")
    AT_MOST = "≤", _("不超过")
    EQUAL = "=", _("等于")
    ABOVE = ">", _("多于")
    BELOW = "<", _("少于")
    QUALITATIVE = "qualitative", _("定性")

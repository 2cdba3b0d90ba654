"""Lists that projects choose from: the rulebook's, and the fields of service that the reform names."""

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


class Field(models.TextChoices):
    """The seven fields of the reform's account of itself, those that the notice of 2022 adds, and the rest."""

    DISABLED = "disabled", _("残疾人服务")
    ELDERLY = "elderly", _("养老服务")
    CULTURE = "culture", _("文化体育")
    YOUTH = "youth", _("青少年社会工作")
    RELIEF = "relief", _("社会救助")
    LEGAL = "legal", _("法律服务")
    TRANSPORT = "transport", _("交通运输")
    COMMUNITY = "community", _("城乡社区")
    HEALTH = "health", _("公共卫生")
    EMPLOYMENT = "employment", _("就业")
    EDUCATION = "education", _("教育")
    OTHER = "other", _("其他")

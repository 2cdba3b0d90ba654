"""API keys, with which a program acts in a person's name."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from goufu.core.principal import scope_of
from goufu.registry.models import Body, Person

LONGEST = timedelta(days=365)


class ApiKey(models.Model):
    """An API key: on each day it has the permissions of its person in its body, and no more.

    Only the SM3 digest is stored; the text is shown once, when the key is issued.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens", verbose_name="人员")
    body = models.ForeignKey(Body, models.PROTECT, related_name="tokens", verbose_name="单位")
    name = models.CharField(max_length=60, verbose_name="用途")
    digest = models.CharField(max_length=64, editable=False)
    issued_on = models.DateField(verbose_name="新建日期")
    expires_on = models.DateField(verbose_name="到期日")  # still valid on that day
    last_used_on = models.DateField(null=True, blank=True, verbose_name="最近使用")
    is_revoked = models.BooleanField(default=False, verbose_name="已停用")
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                name="token_digest_once",
                violation_error_message="这个令牌已经登记过。",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("issued_on"))
                & models.Q(expires_on__lte=models.F("issued_on") + LONGEST),
                name="token_ends_within_a_year",
                violation_error_message="令牌的到期日不能早于今天，最长一年。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

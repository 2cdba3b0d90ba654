"""What a provider asks to have changed in its file, which only the finance office keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.core.principal import scope_of
from goufu.registry.models.bodies import Body
from goufu.registry.models.people import Person


class FileRequestState(models.TextChoices):
    ASKED = "asked", _("待办理")
    SETTLED = "settled", _("已办理")
    REFUSED = "refused", _("不予更改")


class FileRequest(models.Model):
    """One request, in the provider's words, and what the finance office has answered."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="file_requests", verbose_name=_("单位"))
    text = models.TextField(
        _("请更改什么"), max_length=2_000, help_text=_("写明哪一条、改成什么、依据什么文件")
    )
    state = models.CharField(
        max_length=8,
        choices=FileRequestState.choices,
        default=FileRequestState.ASKED,
        verbose_name=_("状态"),
    )
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(editable=False)
    answer = models.CharField(_("答复"), max_length=500, blank=True, editable=False)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["body", "-id"], name="file_request_body"),
            models.Index(fields=["state", "asked_at"], name="file_request_state"),
        ]
        constraints = [
            state_has(
                [FileRequestState.SETTLED, FileRequestState.REFUSED],
                ["settled_by", "settled_at"],
                text="answer",
                name="file_request_answered",
                sentence="办理了的申请必须记下由谁、什么时候、怎样答复。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body.name}：{self.text[:30]}"

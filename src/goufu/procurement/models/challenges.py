"""Challenges of providers against a procurement: what was challenged, and the one written answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.journal.append_only import append_only
from goufu.procurement import choices
from goufu.procurement.models.procurements import Procurement, scope_of_procurement
from goufu.registry.models import Body, Person


class Way(models.TextChoices):
    """How a paper came, or was served."""

    PROGRAM = "program", _("本系统")
    HAND = "hand", _("当面递交")
    POST = "post", _("邮寄")
    MAIL = "mail", _("电子邮件")


class Against(models.TextChoices):
    """What a challenge is against: each has a day of its own from which its period counts."""

    FILE = "file", _("采购文件")
    PROCESS = "process", _("采购过程")
    RESULT = "result", _("中标、成交结果")


class Standing(models.TextChoices):
    """By what somebody may challenge."""

    BIDDER = "bidder", _("参加了这次采购（提交了响应文件）")
    FILE_HOLDER = "file_holder", _("依法获取了采购文件，没有提交响应文件")
    NEITHER = "neither", _("都不是")


class ChallengeState(models.TextChoices):
    RECEIVED = "received", _("待答复")
    ANSWERED = "answered", _("已答复")
    REFUSED = "refused", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")


class Outcome(models.TextChoices):
    """What the purchaser's answer finds."""

    NO = "no", _("质疑不成立")
    NO_EFFECT = "no_effect", _("质疑成立，不影响结果")
    EFFECT = "effect", _("质疑成立，影响或者可能影响结果")


class Consequence(models.TextChoices):
    """What the purchaser does about a challenge."""

    GO_ON = "go_on", _("继续采购活动")
    CORRECT = "correct", _("澄清、修改采购文件以后继续（发更正公告）")
    ANOTHER = "another", _("从合格的候选人中另行确定")
    ANEW = "anew", _("终止，重新开展采购活动（发终止公告）")


def _text(title: object, hint: object = "", *, blank: bool = False) -> models.TextField[str, str]:
    return models.TextField(title, max_length=10_000, blank=blank, help_text=hint)  # type: ignore[arg-type]


class Challenge(models.Model):
    """A written challenge of a provider. `known_on`: the day from which its period counts; None: nothing tells it.

    `got_file_on`: of the file, where it was received before the notice's period ended. `event`: the stage of the process.
    `may_affect_result`: while it isn't answered and this is not denied, no contract is signed.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="challenges", editable=False)
    number = models.CharField(_("质疑编号"), max_length=40, editable=False)
    challenger = models.ForeignKey(
        Body, models.PROTECT, related_name="challenges", verbose_name=_("质疑供应商"), editable=False
    )
    standing = models.CharField(_("质疑人的身份"), max_length=12, choices=Standing.choices)
    against = models.CharField(_("对什么质疑"), max_length=8, choices=Against.choices)
    event = models.CharField(
        _("哪个环节"), max_length=40, choices=choices.events, blank=True, help_text=_("对过程质疑的才填")
    )
    got_file_on = models.DateField(
        _("收到采购文件的日子"),
        null=True,
        blank=True,
        help_text=_("对文件质疑的填；不知道就空着，按公告期满算"),
    )
    known_on = models.DateField(_("应知权益受损之日"), null=True, blank=True, editable=False)
    challenged_on = models.DateField(
        _("提出（寄出）的日子"), help_text=_("邮寄的看邮戳：在途时间不算在期限里")
    )
    received_on = models.DateField(_("收到的日子"))
    way = models.CharField(_("怎样收到"), max_length=8, choices=Way.choices)
    matters = _text(_("质疑事项"), _("具体、明确"))
    request = _text(_("请求"))
    grounds = _text(_("事实依据和法律依据"), _("必要的证明材料提交以后在质疑页上传"))
    may_affect_result = models.BooleanField(_("可能影响中标、成交结果"), null=True, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=ChallengeState.choices, default=ChallengeState.RECEIVED
    )
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "-id"], name="challenge_state"),
            models.Index(fields=["challenger", "-id"], name="challenge_challenger"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="challenge_number_once", violation_error_message="质疑编号只用一次。"
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__gte=models.F("challenged_on")),
                name="challenge_received_after_it_was_sent",
                violation_error_message="收到不能早于提出。",
            ),
            models.CheckConstraint(
                condition=models.Q(standing=Standing.BIDDER)
                | models.Q(standing=Standing.FILE_HOLDER, against=Against.FILE)
                | models.Q(state=ChallengeState.REFUSED)
                | models.Q(state=ChallengeState.RECEIVED)
                | models.Q(state=ChallengeState.WITHDRAWN),
                name="challenge_answered_of_one_who_may",
                violation_error_message="没有参加采购活动的，只能对依法获取的采购文件质疑。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.challenger.name}"


class ChallengeAnswer(models.Model):
    """The purchaser's written answer to a challenge; there is one."""

    challenge = models.OneToOneField(Challenge, models.PROTECT, related_name="answer")
    outcome = models.CharField(_("认定"), max_length=10, choices=Outcome.choices)
    consequence = models.CharField(_("怎样处理"), max_length=8, choices=Consequence.choices)
    text = _text(_("答复内容"), _("逐条答复；写明事实依据、法律依据，告知可以依法投诉"))
    day = models.DateField(_("答复日期"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.EFFECT) | models.Q(consequence=Consequence.GO_ON),
                name="challenge_answer_without_effect_goes_on",
                violation_error_message="不成立，或者成立而不影响结果的，继续采购活动。",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome=Outcome.EFFECT) | ~models.Q(consequence=Consequence.GO_ON),
                name="challenge_answer_with_effect_changes",
                violation_error_message="影响或者可能影响结果的，不能就这样继续采购活动。",
            ),
        ]
        triggers = append_only("质疑答复只能添加，不能修改、删除")

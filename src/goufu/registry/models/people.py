"""People, and the roles that they hold in bodies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.core.composed import Composed, Param
from goufu.core.personal import PersonalField
from goufu.core.principal import scope_of
from goufu.core.roles import Role
from goufu.journal.told import ToldRows
from goufu.journal.told_entries import tell
from goufu.registry.models.bodies import Body
from goufu.registry.names import PinyinOrder


class People(BaseUserManager["Person"]):
    """The people. One by number comes by a query composed once: each request asks for who has signed in.

    Django derives the managers of those who are related to something (`body.enrolled`) from this one: they ask as usual.
    """

    def get(self, *given: Any, **said: Any) -> Person:
        if type(self) is not People or given or said.keys() != {"pk"} or said["pk"] is None:
            return super().get(*given, **said)
        found = _BY_NUMBER.first(number=said["pk"])
        if found is None:
            raise self.model.DoesNotExist
        return found


class Person(AbstractBaseUser):
    """A person who signs in. Permissions come from appointments alone: there is no superuser."""

    username = models.CharField(
        _("登录名"),
        max_length=40,
        help_text=_("字母用小写。单位有统一登录的，写统一登录里的用户名。"),
    )
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("电子邮箱"), blank=True)
    phone = PersonalField(_("手机号码"), blank=True)
    identity_number = PersonalField(_("身份证号码"), blank=True)
    enrolled_with = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="enrolled",
        verbose_name=_("登记在哪个单位"),
        db_index=False,
    )  # what the person does there, appointments say
    is_active = models.BooleanField(default=True, verbose_name=_("启用"))
    leaves_on = models.DateField(
        null=True, editable=False, verbose_name=_("最后一天")
    )  # set when the roles are handed over; the account is closed the night after
    must_change_password = models.BooleanField(default=False, verbose_name=_("下次登录须改密码"))
    sessions_ended = models.PositiveIntegerField(
        default=0, editable=False, verbose_name="结束登录的次数"
    )  # part of `get_session_auth_hash`
    created_at = models.DateTimeField(default=wall_clock.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = People()

    class Meta:
        ordering = [PinyinOrder("name"), "id"]
        indexes = [models.Index(PinyinOrder("name"), "id", name="person_pinyin")]
        constraints = [
            models.UniqueConstraint(
                fields=["username"],
                name="person_username_once",
                violation_error_message="这个登录名已经有人使用，请换一个。",
            ),
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")),
                name="person_username_lower",
                violation_error_message="登录名里的字母用小写。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password. As in Django, a hash with fewer rounds than are usual now is stored anew."""
        return check_password(raw_password, self.password, self._store_hash)

    def _store_hash(self, raw_password: str) -> None:
        """Stores a hash of the same password, and tells it in the log: nobody has changed it past the program."""
        self.set_password(raw_password)
        self._password = None  # else Django takes it for another password
        told = ToldRows()
        told.changed(self, ["password"])
        with transaction.atomic():
            self.save(update_fields=["password"])
            tell("registry.person.rehashed", subject=("person", self.pk), rows=told)

    def get_session_auth_hash(self) -> str:
        """The hash stored in a session; a new password or a higher `sessions_ended` changes it, ending all sessions."""
        return f"{super().get_session_auth_hash()}{self.sessions_ended}"


_BY_NUMBER = Composed(lambda: Person.objects.filter(pk=Param("number", Person._meta.pk)).order_by())


class Appointment(models.Model):
    """A person's role in a body for some days; a delegation has `delegated_by` and always a last day.

    A role that was ended at once on its first day has `revoked_at` instead of days, so that it is held on no day.

    Administrators do no business, the three kinds of administrators are three people (三员分立), and nobody acts for a
    provider who buys or administers: the database lets nobody hold roles of two families on the same day.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="人员")
    body = models.ForeignKey(Body, models.PROTECT, related_name="appointments", verbose_name="单位")
    role = models.CharField(max_length=20, choices=Role.choices, verbose_name=_("岗位"))
    family = models.CharField(max_length=10, editable=False)
    days = DateRangeField(
        null=True, blank=True, verbose_name=_("任职期间")
    )  # the end is not included; without one: until further notice
    revoked_at = models.DateTimeField(null=True, editable=False)
    delegated_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="delegations", verbose_name=_("委托人")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["-days", "id"]
        constraints = [
            ExclusionConstraint(
                name="appointment_of_one_family",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("family", RangeOperators.NOT_EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
                violation_error_message="系统、安全、审计管理员，采购、财政、监督的岗位，供应商的岗位，代理机构的岗位，必须由不同的人担任。",
            ),
            ExclusionConstraint(
                name="appointment_once_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这个人在这段时间里已经担任这个岗位。",
            ),
            models.CheckConstraint(
                condition=models.Q(delegated_by=None) | models.Q(days__upper_inf=False),
                name="delegation_ends",
                violation_error_message="委托必须写明到哪一天为止。",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    days__isnull=False, days__isempty=False, days__lower_inf=False, revoked_at=None
                )
                | models.Q(days=None, revoked_at__isnull=False),
                name="appointment_has_days",
                violation_error_message="任职期间的结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.get_role_display()}"

    @property
    def first_day(self) -> date:
        first: date = timezone.localdate(self.revoked_at) if self.revoked_at else self.days.lower
        return first

    @property
    def last_day(self) -> date | None:
        """The last day; None: until further notice."""
        if self.revoked_at:
            return self.first_day
        end: date | None = self.days.upper
        return end and end - timedelta(days=1)

"""Visitors, signed in or unknown, and how many lists each may have in the queue."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django.models import ProcrastinateJob

from goufu.core.client import client_network
from goufu.core.errors import Refusal
from goufu.journal.locks import LockOf, take_of

TASK = "check.check_list"
MOST_OF_A_PERSON = 5
MOST_OF_AN_ADDRESS = 20  # a whole county's offices may share one


class TooManyLists(Refusal):
    """The visitor's lists that are not checked yet are as many as may be."""

    status = 429


class NoRoom(Refusal):
    """The lists take all the room on disk that they may."""

    status = 507


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sends lists: a signed-in person, or anybody at one network address.

    key: by what the visitor's jobs are counted: the person's number, or a keyed digest of the address, so that the
    queue doesn't tell who was here.
    """

    key: str
    is_person: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Visitor:
        if request.user.is_authenticated:
            return cls(f"person {request.user.pk}", is_person=True)
        digest = salted_hmac("goufu.check.visitors", client_network(request)).hexdigest()
        return cls(digest, is_person=False)

    def check_room(self, taken: int) -> None:
        """Checks that the lists may take so many bytes. Half of all the room is for signed-in people. Raises NoRoom."""
        room = settings.LISTS_LIMIT_BYTES // (1 if self.is_person else 2)
        if taken <= room:
            return
        raise NoRoom(
            "本机留给清单的空间已经用完，这份没有收下",
            "请过一会儿再试：每份清单上传满一天就删去"
            + ("；等不及，请告诉系统管理员" if self.is_person else "；登录以后另有空间"),
        )

    def places_taken(self) -> int:
        """The number of the visitor's lists that are not checked yet. Raises TooManyLists when one more may not be.

        Other requests of the visitor wait for the end of the transaction.
        """
        take_of(LockOf.VISITOR, self.key)
        most = MOST_OF_A_PERSON if self.is_person else MOST_OF_AN_ADDRESS
        taken = ProcrastinateJob.objects.filter(
            task_name=TASK, status__in=("todo", "doing"), args__visitor=self.key
        ).count()
        if taken < most:
            return taken
        if self.is_person:
            raise TooManyLists(
                f"您有 {most} 份清单还没有检查完，最多同时 {most} 份", "请等其中一份检查完，再办这一份"
            )
        raise TooManyLists(
            f"从您的网络地址送来的清单有 {most} 份还没有检查完，最多同时 {most} 份",
            "请等其中一份检查完，再办这一份；登录以后按本人另算",
        )

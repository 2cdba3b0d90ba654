"""Actions by which providers get their agents: asked for from outside and confirmed, or by an invitation.

Locked are the tree of bodies, then the sign-up: so no two people get one user name.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from goufu import wall_clock
from goufu.accounts.models import SignUp, SignUpState
from goufu.accounts.queries import digest_of
from goufu.accounts.sign_ups import agents_of_body, invitation, registered, sign_ups
from goufu.accounts.transitions import SIGN_UP
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.core.reasons import required_reason
from goufu.core.roles import Role
from goufu.registry.actions.bodies import enter_body, lock_tree
from goufu.registry.actions.people import one_time_password
from goufu.registry.agents import Agent
from goufu.registry.checks import phone_of
from goufu.registry.credit_codes import compact, fault_of, fault_with_kind
from goufu.registry.eligibility import providing_kinds
from goufu.registry.models import Appointment, Body, Person, Place
from goufu.registry.models.bodies import OUTSIDE_THE_BUDGET
from goufu.registry.names import as_written

INVITATION_DAYS = 14
RANDOM_BYTES = 32


def ask_to_join(
    *,
    credit_code: str,
    agent_name: str,
    phone: str,
    body_name: str = "",
    kind: str = "",
    place: Place | None = None,
) -> tuple[SignUp, str]:
    """Somebody outside asks to be the agent of the provider with that credit code; returns the inquiry code as well.

    body_name, kind, place: of a body that is not registered; of another they are the register's. Nothing is told of who
    acts for it already. Raises Refusal.
    """
    with action("accounts.sign_up.asked", Permission.KEEP_PROVIDERS, by=System()) as act:
        act.allow_anywhere()
        code = compact(credit_code)
        if fault := fault_of(code):
            raise Refusal(*fault, field="credit_code")
        body = registered(code)
        made = SignUp(body=body, credit_code=code, agent_name=agent_name.strip(), asked_at=wall_clock.now())
        if body is not None:
            refuse_unfit(body)
            made.body_name, made.kind, made.place = body.name, body.kind, body.place
        else:
            _describe(made, body_name, kind, place)
        made.phone = phone_of(phone)
        inquiry_code = one_time_password()
        made.digest, made.password = digest_of(inquiry_code), make_password(inquiry_code)
        act.create(made)
        act.log(body=made.body_name, code=code, agent=made.agent_name)
        return made, inquiry_code


def confirm_sign_up(
    *,
    signup: int,
    reason: str,
    is_asked_of_body: bool = False,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> SignUp:
    """Makes the account of a person whose authority was verified, and registers the body where it is not.

    reason: how it was verified. is_asked_of_body: the body was asked itself, which one with agents must be. Raises Refusal.
    """
    with action("accounts.sign_up.confirmed", Permission.KEEP_PROVIDERS, by=by, once=once) as act:
        lock_tree()
        found, state = SIGN_UP.lock(act, sign_ups(by), signup, "confirm", version=version)
        how = required_reason(reason, "确认")
        body = registered(found.credit_code)
        agents = agents_of_body(body) if body else []
        if agents and not is_asked_of_body:
            raise Refusal(
                f"{found.body_name}已经有经办人：{'、'.join(agents)}",
                "先向本单位核实这个人，核实了再勾选；也可以请现在的经办人发邀请",
                field="is_asked_of_body",
            )
        if body is None:
            body = enter_body(
                act,
                Body(name=found.body_name, kind=found.kind, credit_code=found.credit_code, place=found.place),
            )
        person = _agent(act, found, body, found.password, must_change=True)
        act.update(found, password="")
        _log(act, found, person, reason=how)
        return act.change(
            found,
            state=state,
            body=body,
            person=person,
            decided_by=by.person,
            decided_at=wall_clock.now(),
            reason=how,
        )


def refuse_sign_up(
    *, signup: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> SignUp:
    """Refuses a sign-up; the agents of the body may do so as well. The reason is shown to who has asked."""
    permissions = (Permission.KEEP_PROVIDERS, Permission.BID)
    with action("accounts.sign_up.refused", *permissions, by=by, once=once) as act:
        found, state = SIGN_UP.lock(act, sign_ups(by), signup, "refuse", version=version)
        why = required_reason(reason, "不确认")
        act.log(body=found.body_name, agent=found.agent_name, reason=why)
        act.update(found, password="")
        return act.change(found, state=state, decided_by=by.person, decided_at=wall_clock.now(), reason=why)


def invite_agent(*, body: Body, by: Agent, once: UUID | None = None) -> tuple[SignUp, str]:
    """Invites somebody to act for the registered provider; returns the secret of the link, which is not stored."""
    permissions = (Permission.KEEP_PROVIDERS, Permission.BID)
    with action("accounts.sign_up.invited", *permissions, by=by, once=once) as act:
        act.allow(body)
        refuse_unfit(body)
        secret = secrets.token_urlsafe(RANDOM_BYTES)
        made = SignUp(
            body=body,
            credit_code=body.credit_code or "",
            body_name=body.name,
            kind=body.kind,
            place=body.place,
            state=SignUpState.INVITED,
            digest=digest_of(secret),
            asked_at=wall_clock.now(),
            expires_on=wall_clock.today() + timedelta(days=INVITATION_DAYS),
            invited_by=by.person,
        )
        act.create(made)
        act.log(body=body.name, expires_on=made.expires_on)
        return made, secret


def take_back_invitation(
    *, signup: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> SignUp:
    """Takes back an invitation that nobody has accepted: its link leads nowhere from now on."""
    permissions = (Permission.KEEP_PROVIDERS, Permission.BID)
    with action("accounts.sign_up.taken_back", *permissions, by=by, once=once) as act:
        found, state = SIGN_UP.lock(act, sign_ups(by), signup, "take-back", version=version)
        act.log(body=found.body_name)
        return act.change(found, state=state, decided_by=by.person, decided_at=wall_clock.now())


def accept_invitation(*, secret: str, agent_name: str, phone: str, password: str) -> SignUp:
    """Makes the account of who opened the link, with a password of its own. Raises NotFound for a link that doesn't hold."""
    with action("accounts.sign_up.accepted", Permission.KEEP_PROVIDERS, by=System()) as act:
        act.allow_anywhere()
        found = invitation(secret)
        if found is None:
            raise NotFound
        lock_tree()
        found, state = SIGN_UP.lock(act, SignUp.objects, found.pk, "accept")
        assert found.body
        refuse_unfit(found.body)
        found.agent_name, found.phone = agent_name.strip(), phone_of(phone)
        try:
            validate_password(password)
        except ValidationError as error:
            raise Refusal(" ".join(error.messages), field="password") from error
        person = _agent(act, found, found.body, make_password(password), must_change=False)
        _log(act, found, person)
        return act.change(
            found,
            state=state,
            agent_name=found.agent_name,
            phone=found.phone,
            person=person,
            decided_at=wall_clock.now(),
        )


def refuse_unfit(body: Body) -> None:
    """Raises Refusal for a body that has no provider's agents."""
    if not body.is_active:
        raise Refusal(f"{body.name}已经停用", "请核对统一社会信用代码", field="credit_code")
    if body.kind not in providing_kinds(wall_clock.today()):
        raise Refusal(
            f"{body.name}是{body.get_kind_display()}，不能作承接主体",
            "购买主体的人员由本单位的系统管理员登记，不从这里注册",
            field="credit_code",
            articles=("order-102:6",),
        )


def _describe(made: SignUp, body_name: str, kind: str, place: Place | None) -> None:
    """What the body is, as it was typed. Raises Refusal with the wrong field."""
    made.body_name, made.kind = as_written(body_name), kind
    if not made.body_name:
        raise Refusal("没有填写单位名称", "填与证书一致的全称", field="body_name")
    if kind not in OUTSIDE_THE_BUDGET:
        raise Refusal("这一类单位由财政部门登记，不从这里注册", "请联系所在地的财政部门", field="kind")
    if place is None:
        raise Refusal("没有选择所在区划", "选单位登记所在的区划", field="place")
    made.place = place
    if fault := fault_with_kind(made.credit_code, kind, made.get_kind_display()):
        raise Refusal(*fault, field="kind")


def _agent(act: Action, found: SignUp, body: Body, password: str, *, must_change: bool) -> Person:
    """The new person, appointed from today on. The user name is made from the credit code, so that nobody can probe names."""
    stem = (found.credit_code or f"gys{body.pk}").lower()
    count = Person.objects.filter(username__startswith=f"{stem}-").count()
    person = Person(
        username=f"{stem}-{count + 1}",
        name=found.agent_name,
        enrolled_with=body,
        must_change_password=must_change,
        password=password,
    )
    person.phone = found.phone
    act.create(person)
    days = DateRange(wall_clock.today(), None)
    role = Role.PROVIDER_AGENT
    act.create(Appointment(person=person, body=body, role=role, family=role.family, days=days))
    return person


def _log(act: Action, found: SignUp, person: Person, **more: str) -> None:
    act.log(body=found.body_name, agent=found.agent_name, username=person.username, **more)

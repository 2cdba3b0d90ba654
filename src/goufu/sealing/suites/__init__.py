"""Suites: which ciphers an envelope is made of, behind one interface.

A suite makes identities, and encrypts a stream to one of them. All else (groups of custodians, bindings, containers) is the same for
every suite.
"""

from __future__ import annotations

from goufu.sealing.errors import Malformed
from goufu.sealing.suites.age import Age
from goufu.sealing.suites.sm import Sm
from goufu.sealing.suites.suite import Identity, Suite

AGE: Suite = Age()
SM: Suite = Sm()
SUITES = {suite.name: suite for suite in (AGE, SM)}

__all__ = ["AGE", "SM", "SUITES", "Identity", "Suite", "suite_named"]


def suite_named(name: object) -> Suite:
    """The suite of that name; refuses one that this program doesn't know or can't use here."""
    suite = SUITES.get(str(name))
    if suite is None:
        raise Malformed(
            "这里不认识算法“%(name)s”，认识的是 %(known)s",
            "请用新一版的程序",
            name=name,
            known="、".join(SUITES),
        )
    suite.require()
    return suite

"""Secrets of a need: what keeps them away from who serves, and what only seems to."""

from __future__ import annotations

import pytest

from goufu.reader import normal
from goufu.reader.secrecy import secret


@pytest.mark.parametrize(
    "need",
    [
        "大部分涉密档案已由局里剔除，其余由乙方扫描。",
        "涉密档案已部分剔除，乙方进场扫描全部卷宗。",
        "主要涉密档案已抽走，其他的乙方照常扫描。",
        "涉密件尚未全部剔除，由局里陆续抽走。",
        "绝大多数密件由档案室自行扫描。",
        "一半涉密图纸由保密办自己译。",
        "涉密图纸原件不交给翻译公司，只交给其复印件。",
        "涉密图纸不交给翻译公司以外的人。",
        "除翻译公司外，涉密图纸不交给任何人。",
        "涉密图纸的正文不发给翻译公司，附图和坐标发给其翻译。",
        "涉密会议由办公室自行记录，但人手不够时由速录公司派员记录。",
        "涉密会议先由本单位整理录音，再转乙方成文。",
        "保密室由机要员自己打扫，机要员休假时保洁员代为打扫。",
        "涉密内网由信息中心自管，故障时请公司工程师上机处理。",
        "密级文件夹事先屏蔽，运维时需要的由局里临时解除。",
        "乙方碰不到涉密服务器的密码，但可以登录维护。",
    ],
)
def test_secrets_that_come_to_who_serves_all_the_same_are_told(need: str) -> None:
    assert secret(normal(need).text)


@pytest.mark.parametrize(
    "need",
    [
        "涉密档案已由局里全部剔除，其余由乙方扫描。",
        "涉密图纸不发给翻译公司，由办公室自己译。",
        "涉密会议由办公室自行记录，不请速录公司。",
        "涉密内网由信息中心自管，公司只管公开网站。",
        "保密室由机要员自己打扫，保洁员不进。",
        "进库以前由馆内保密员把密件移走。",
        "涉密文件由机要科自行印制，不送印刷厂。",
        "事先由档案局把带密级的卷挑出另放。",
        "讲授国家秘密定密、涉密人员管理的公开法规，每年四场。",
    ],
)
def test_secrets_that_stay_away_are_none(need: str) -> None:
    assert not secret(normal(need).text)

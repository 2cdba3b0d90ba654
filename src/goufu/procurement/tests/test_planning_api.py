"""Planning over the API: from the approved project to the notice, with the file, its templates and what the law says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from goufu.core.roles import Role
from goufu.funds.tests.money import budget_line
from goufu.planning.actions.writing import draft_project
from goufu.planning.tests.writing import approved, complete
from goufu.procurement.models import ExpertList, FileTemplate, Procurement
from goufu.procurement.tests.asking import Ask, program_of
from goufu.procurement.tests.procuring import (
    ADDRESS,
    BEGIN,
    PLAN,
    approved_project,
    days,
    deputy,
    on,
    planned,
    running,
)
from goufu.procurement.tests.reviewing import rows
from goufu.procurement.tests.standing import made_once, standing
from goufu.registry.tests.county import County, agent

BEFORE = BEGIN - timedelta(days=35)
world, own, county, project = standing(approved_project)


def drafted(ask: Ask, project: Any, amount: str = "600000") -> int:
    shares = [{"project": project.pk, "amount": amount}]
    return int(ask("draft", {"title": project.title, "shares": shares})["shares"] and _last())


def _last() -> int:
    return Procurement.objects.latest("pk").pk


def said(**more: Any) -> dict[str, Any]:
    """The plan as JSON says it."""
    plan = PLAN | days(BEGIN) | more
    return {
        name: value if value is None or isinstance(value, bool) else str(value)
        for name, value in plan.items()
    } | {name: plan[name].isoformat() for name in ("bid_deadline_at", "opens_at")}


def test_a_plan_begins_out_of_approved_projects(county: County, project: Any) -> None:
    with on(BEFORE):
        ask, finance = program_of(county.officer), program_of(county.treasurer)
        [one] = ask("procurable")
        assert (one["project"], one["amount"], one["left"]) == (project.pk, "600000.00", "600000.00")
        finance("procurable", status=404)
        shares = [{"project": project.pk, "amount": "600000.01"}]
        wanted = {"title": project.title, "shares": shares}
        finance("draft", wanted, status=404)
        refused = ask("draft", wanted, status=422)
        assert (refused["field"], refused["articles"]) == (f"amount-{project.pk}", ["order-102:16"])
        assert "两次" in ask("draft", wanted | {"shares": shares * 2}, status=422)["what"]
        wanted["shares"] = [{"project": project.pk, "amount": "400000"}]
        wanted["once"] = str(uuid4())
        made = ask("draft", wanted)
        assert made["shares"] == [{"project": project.pk, "amount": "400000.00"}]
        again = ask("draft", wanted)
        assert (again["already_done"], again["object_id"]) == (True, str(_last()))
        assert Procurement.objects.count() == 1
        assert ask("procurable")[0]["left"] == "200000.00"
        assert ask(f"procurable?before={project.pk}") == []
        program_of(county.teacher)(f"{_last()}/plan", status=404)
        assert finance(f"{_last()}/plan") == made


def test_the_lawful_methods_and_the_reasons_against_the_others(county: County, project: Any) -> None:
    with on(BEFORE):
        ask = program_of(county.officer)
        number = drafted(ask, project)
        told = ask(f"{number}/methods")
        lawful = {each["method"]: each for each in told["lawful"]}
        refused = {each["method"]: each["reasons"] for each in told["refused"]}
        assert "service_purchase" in [each["ground"] for each in lawful["consultation"]["cases"]]
        assert "第" in lawful["consultation"]["article"]
        assert not lawful.keys() & refused.keys()
        assert all(refused.values()) and "询价" in str(refused["inquiry"])
        assert "从 2026-10-01 起" not in str(refused)
        answer = ask(f"{number}/method", {"method": "inquiry"}, status=422)
        assert answer["what"] == "；".join(refused["inquiry"])
        assert ask(f"{number}/method", {"method": "raffle"}, status=422)["field"] == "method"
        chosen = {"method": "consultation", "ground": "service_purchase"}
        program_of(county.treasurer)(f"{number}/method", chosen, status=403)
        program_of(county.teacher)(f"{number}/method", chosen, status=404)
        made = ask(f"{number}/method", chosen)
        assert (made["method"], made["ground"]) == ("consultation", "service_purchase")


def test_a_plan_is_written_with_its_money_and_lots(county: County, project: Any) -> None:
    with on(BEFORE):
        ask = program_of(county.officer)
        number = drafted(ask, project, "500000")
        made = ask(f"{number}/method", {"method": "consultation", "ground": "service_purchase"})
        plan = said() | {"version": made["version"]}
        naive = plan | {"opens_at": "2026-12-16T09:30:00"}
        assert "时区" in ask(f"{number}/plan", naive, status=422)["what"]
        assert "没有这一栏" in ask(f"{number}/plan", plan | {"budget": "1"}, status=422)["what"]
        wrong = plan | {"organisation": "by_the_wind"}
        assert ask(f"{number}/plan", wrong, status=422)["field"] == "organisation"
        kept = ask(f"{number}/plan", plan)
        assert (kept["ceiling"], kept["organisation"], kept["opens_at"]) == (
            "580000.00",
            "dispersed",
            "2026-12-16T01:30:00Z",
        )
        assert "改动过" in ask(f"{number}/plan", plan, status=409)["what"]
        more = {
            "version": kept["version"],
            "shares": [{"project": project.pk, "amount": "600000"}],
            "lots": [{"title": "东片区", "amount": "350000"}, {"title": "西片区", "amount": "250000"}],
        }
        both = ask(f"{number}/plan", more)
        assert [(each["number"], each["title"], each["amount"]) for each in both["lots"]] == [
            (1, "东片区", "350000.00"),
            (2, "西片区", "250000.00"),
        ]
        assert both["shares"][0]["amount"] == "600000.00" and both["contact"] == kept["contact"]
        assert ask(f"{number}/plan", {"version": both["version"], "lots": []})["lots"] == []


def test_what_the_method_has_nothing_of_is_refused(county: County, project: Any) -> None:
    with on(BEFORE):
        ask = program_of(county.officer)
        number = drafted(ask, project)
        made = ask(f"{number}/method", {"method": "emergency", "ground": "disaster"})
        assert "submission_place" in made["unasked"]
        typed = {"version": made["version"], "submission_place": "开标室", "title": "灾后看护"}
        refused = ask(f"{number}/plan", typed, status=422)
        assert refused["field"] == "submission_place" and "提交响应文件的地点" in refused["what"]
        del typed["submission_place"]
        assert ask(f"{number}/plan", typed)["title"] == "灾后看护"


def test_judgements_are_a_persons_and_some_the_heads(county: County, project: Any) -> None:
    with on(BEFORE):
        ask, head = program_of(county.officer), program_of(county.lead)
        number = drafted(ask, project)
        assert {each["holds"] for each in ask(f"{number}/plan")["judgements"]} == {None}
        own = {"fact": "standards_uniform", "holds": False, "reason": "各片区标准不一样"}
        assert ask(f"{number}/judgement", own | {"fact": "is_sunny"}, status=422)["field"] == "fact"
        assert "理由" in ask(f"{number}/judgement", own | {"reason": " "}, status=422)["what"]
        theirs = {"fact": "is_unforeseen_urgent", "holds": True, "reason": "汛情比往年提前"}
        assert "负责人" in ask(f"{number}/judgement", theirs, status=403)["what"]
        ask(f"{number}/judgement", own)
        head(f"{number}/judgement", theirs)
        head(f"{number}/judgement", own | {"holds": True, "reason": "各片区统一了标准"})
        made = {each["fact"]: each for each in ask(f"{number}/plan")["judgements"]}
        assert made["is_unforeseen_urgent"]["person"] == county.lead.person.name
        assert (made["standards_uniform"]["holds"], made["standards_uniform"]["reason"]) == (
            True,
            "各片区统一了标准",
        )


def test_another_purchaser_finds_the_plan_and_joins(county: County, project: Any) -> None:
    with on(BEFORE):
        ask, school = program_of(county.officer), program_of(county.teacher)
        line = budget_line(county.education, code="53999927331T000000188", approved="300000")
        mine = draft_project(by=county.teacher, values={"title": "食堂保洁", "year": line.year})
        head = agent("钱局长", county.education, Role.PURCHASING_LEAD)
        mine = complete(mine, line, county.teacher, amount="300000")
        mine = approved(mine, replace(county, officer=head))
        number = drafted(ask, project)
        assert school("taken-into") == []
        ask(f"{number}/take-in", {"name": county.education.name})
        [told] = school("taken-into")
        assert (told["procurement"], told["purchaser"]) == (number, county.civil.name)
        school(f"{number}/join", {"project": mine.pk, "amount": "300000"})
        assert [each["amount"] for each in school(f"{number}/plan")["shares"]] == ["600000.00", "300000.00"]
        school(f"{number}/plan", {"version": 1}, status=403)


@made_once(planned)
def test_the_file_is_written_from_templates_and_objected_to(county: County, project: Any) -> None:
    number = project.pk
    with on(BEFORE):
        ask = program_of(county.officer)
        begun = ask(f"{number}/file/begin")
        assert "失能老人上门护理服务" in begun["demand"] and begun["contract"]
        culture = ask(f"{number}/file/begin?template=culture")
        assert culture["demand"] != begun["demand"]
        ask(f"{number}/file/begin?template=own-0", status=404)
        texts = begun | {"qualification": "须为在本市注册的独立法人"}
        program_of(county.treasurer)(f"{number}/file", texts, status=403)
        program_of(county.teacher)(f"{number}/file", texts, status=404)
        assert "demand" in ask(f"{number}/file", {"contract": "按月支付"}, status=422)["what"]
        shown = ask(f"{number}/file", texts | {"version": ask(f"{number}/plan")["version"]})
        lines = {each["part"]: each["lines"] for each in shown["chapters"]}
        [objected] = lines["qualification"]
        assert objected["text"] == texts["qualification"] and objected["cards"][0]["articles"]
        assert "服务方案" in str(lines["scoring"]) and shown["fixed_at"] is None
        assert ask(f"{number}/plan")["qualification_text"] == texts["qualification"]
        assert program_of(county.treasurer)(f"{number}/file") == shown


@made_once(planned)
def test_a_body_keeps_templates_of_its_own(county: County, project: Any) -> None:
    with on(BEFORE):
        ask, school = program_of(county.officer), program_of(county.teacher)
        program_of(county.auditor)("file-templates", status=404)
        wrong = {"part": "prices", "name": "价格", "text": "一元"}
        assert ask("file-templates", wrong, status=422)["field"] == "part"
        kept = {"part": "demand", "name": "上门", "text": "为{项目名称}逐户上门。", "once": str(uuid4())}
        own = ask("file-templates", kept)[-1]
        assert (own["title"], own["texts"]) == ("上门", {"demand": kept["text"]})
        assert ask("file-templates", kept)["already_done"] and FileTemplate.objects.count() == 1
        assert own not in school("file-templates")
        begun = ask(f"{project.pk}/file/begin?template={own['name']}")
        assert begun["demand"] == "为失能老人上门护理服务逐户上门。"
        school(f"file-templates/{own['id']}/drop", {}, status=404)
        assert own not in ask(f"file-templates/{own['id']}/drop", {})


@made_once(planned)
def test_notices_are_written_published_and_followed(county: County, project: Any) -> None:
    number = project.pk
    with on(BEFORE):
        ask, head, other = (program_of(each) for each in (county.officer, county.lead, county.teacher))
        kinds = {each["kind"] for each in ask(f"{number}/notices")["kinds"]}
        assert {"intention", "consultation"} <= kinds
        other(f"{number}/notices", status=404)
        notice = ask(f"{number}/notices", {"kind": "consultation"})["id"]
        shown = ask(f"notices/{notice}/text")
        fields = {each["field"]: each for each in shown["fields"]}
        assert fields["title"]["text"] == "失能老人上门护理服务" and not fields["title"]["is_typed"]
        assert "采购意向" in str(shown["obstacles"]) and any(each["articles"] for each in shown["obstacles"])
        typed = {"version": shown["version"], "typed": {"weather": "晴"}}
        assert "没有这一栏" in ask(f"notices/{notice}/text", typed, verb="PUT", status=422)["what"]
        moved = {"version": shown["version"], "typed": {}, "new_deadline_at": "2026-12-30T09:30:00+08:00"}
        refused = ask(f"notices/{notice}/text", moved, verb="PUT", status=422)
        assert "更正公告" in refused["remedy"] and refused["field"] == "new_deadline_at"
        program_of(county.treasurer)(f"notices/{notice}/text", typed, verb="PUT", status=403)
        other(f"notices/{notice}/text", typed, verb="PUT", status=404)
        reason = {"reason": "应当先发采购意向", "once": str(uuid4())}
        assert ask(f"notices/{notice}/discard", reason)["state"] == "discarded"
        intention = ask(f"{number}/notices", {"kind": "intention"})["id"]
        head(f"notices/{intention}/publish", {"reviewed": doubts(ask, intention)})
        ask(f"notices/{intention}/receive", {"day": str(BEFORE)})
        told = ask(f"notices/{intention}/appear", {"day": str(BEFORE), "address": ADDRESS})
        assert (told["state"], told["appeared_on"]) == ("published", str(BEFORE))
        assert ask(f"notices/{intention}/text")["obstacles"] == []
        assert [each["state"] for each in ask(f"{number}/notices")["notices"]] == ["discarded", "published"]


def doubts(ask: Ask, notice: int) -> list[str]:
    """The rules that whoever publishes has looked into."""
    return [each["rule"] for each in ask(f"notices/{notice}/text")["to_review"]]


@made_once(running)
def test_a_correction_moves_the_deadline_and_a_notice_ends_it(county: County, project: Any) -> None:
    number = project.pk
    with on(BEGIN + timedelta(days=13)):
        ask, head = program_of(county.officer), program_of(deputy(county))
        correction = ask(f"{number}/notices", {"kind": "correction"})["id"]
        first = ask(f"notices/{correction}/text")
        typed = {
            each["field"]: "护理员的经验从取得证书之日起计算" for each in first["fields"] if each["is_typed"]
        }
        said = {"version": first["version"], "typed": typed, "affects_bids": True}
        late = ask(f"notices/{correction}/text", said, verb="PUT")
        assert "截止时间要顺延" in str(late["obstacles"])
        said |= {"version": late["version"], "new_deadline_at": "2026-12-30T09:30:00+08:00"}
        said["once"] = str(uuid4())
        mended = ask(f"notices/{correction}/text", said, verb="PUT")
        assert mended["obstacles"] == []
        assert ask(f"notices/{correction}/text", said, verb="PUT")["already_done"]
        head(f"notices/{correction}/publish", {"reviewed": doubts(ask, correction)})
        assert ask(f"{number}")["bid_deadline_at"] == "2026-12-30T01:30:00Z"
        ended = ask(f"{number}/notices", {"kind": "termination"})["id"]
        first = ask(f"notices/{ended}/text")
        typed = {each["field"]: "安置点撤销，不再需要" for each in first["fields"] if each["is_typed"]}
        ask(f"notices/{ended}/text", {"version": first["version"], "typed": typed}, verb="PUT")
        head(f"notices/{ended}/publish", {"reviewed": doubts(ask, ended)})
        assert ask(f"{number}")["state"] == "terminated"


@made_once(running)
def test_the_timetable_and_what_the_law_says(county: County, project: Any) -> None:
    number = project.pk
    with on(BEGIN + timedelta(days=1)):
        ask = program_of(county.treasurer)
        steps = {each["name"]: each for each in ask(f"{number}/timetable")["steps"]}
        published = steps["intention"] if "intention" in steps else next(iter(steps.values()))
        assert published["state"] == "done" and published["article"]
        assert {each["state"] for each in steps.values()} <= {"done", "running", "not_yet", "overdue"}
        assert any(each["latest"] and each["count"] for each in steps.values())
        told = ask(f"{number}/opinion")
        assert told["passed"] > 20 and told["blocking"] == [] and isinstance(told["missing"], list)
        for path in ("timetable", "opinion"):
            program_of(county.teacher)(f"{number}/{path}", status=404)


@made_once(approved_project)
def test_without_a_day_the_timetable_says_what_it_waits_for(county: County, project: Any) -> None:
    with on(BEFORE):
        ask = program_of(county.officer)
        told = ask(f"{drafted(ask, project)}/timetable")
        assert told["steps"] == [] and "打算开始的日子" in told["why"]


def test_the_office_brings_the_list_of_experts(county: County) -> None:
    with on(BEFORE):
        office, ask = program_of(county.treasurer), program_of(county.officer)
        brought = {"as_of": "2026-10-20", "experts": rows(), "once": str(uuid4())}
        ask("experts", brought, status=404)
        assert ask("experts") == []
        program_of(county.auditor)("experts", status=404)
        future = brought | {"as_of": str(BEGIN), "once": None}
        assert office("experts", future, status=422)["field"] == "as_of"
        twice = brought | {"experts": rows(1) * 2, "once": None}
        assert "不能重复" in office("experts", twice, status=422)["what"]
        nameless = brought | {"experts": [rows()[0] | {"name": ""}]}
        assert "name" in office("experts", nameless, status=422)["field"]
        made = office("experts", brought)
        assert (made["count"], len(made["digest"])) == (12, 64)
        assert office("experts", brought)["already_done"] and ExpertList.objects.count() == 1
        [told] = ask("experts")
        assert told["digest"] == made["digest"] and office(f"experts?before={made['id']}") == []


def test_a_plan_beyond_the_calendar_does_not_begin_and_says_why(county: County, project: Any) -> None:
    with on(BEFORE):
        ask = program_of(county.officer)
        number = drafted(ask, project)
        made = ask(f"{number}/method", {"method": "consultation", "ground": "service_purchase"})
        ask(f"{number}/plan", {"version": made["version"], "starts_on": "2126-12-01"})
        notice = ask(f"{number}/notices", {"kind": "consultation"})
        told = ask(f"notices/{notice['id']}/text")["obstacles"]
        assert [each for each in told if "时间表排不出来" in each["what"]]
        refused = program_of(county.lead)(
            f"notices/{notice['id']}/publish", {"version": notice["version"]}, status=422
        )
        assert "2126-12-01" in str(refused)

"""The choices of a procurement's fields, as the data of methods and notices and the rulebook have them.

The titles of the room's own data have their English in its locale; those of the rulebook are the law's.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from goufu.law.load import rulebook_stages
from goufu.law.tables import read
from goufu.procurement.cases.data import load_cases
from goufu.procurement.methods import HOME, load_methods
from goufu.procurement.notices import load_notices

STAGE, AWARD = "procurement", "award"
Choices = list[tuple[str, str | Promise]]
# Judgements that are the head's alone, and those of whoever looks the file through, not of who wrote it; the others are the purchaser's.
OF_THE_HEAD = frozenset({"is_unforeseen_urgent", "is_beyond_reserves", "is_too_urgent_to_compete"})
OF_THE_READER = frozenset({"qualification_scored"})


def methods() -> Choices:
    """The methods in the order in which the law's fact lists them."""
    lawful = [name for name, _word in of_fact("method")]
    found = sorted(
        load_methods().methods.items(), key=lambda each: lawful.index(str(each[1].facts["method"]))
    )
    return [(name, gettext_lazy(each.title)) for name, each in found]


def method_grounds() -> Choices:
    return of_fact("method_ground")


def past_methods() -> Choices:
    """The methods of procurements that may be entered afterwards: all but frameworks, of which several suppliers come out."""
    found = load_methods().methods
    return [(name, word) for name, word in methods() if not found[name].facts.get("framework_kind")]


def past_grounds() -> Choices:
    """The grounds of these methods."""
    asked = (load_methods().methods[name].grounds for name, _word in past_methods())
    facts = dict.fromkeys(each.fact for each in asked if each)
    return [choice for fact in facts for choice in of_fact(fact)]


def framework_cases() -> Choices:
    return of_fact("framework_case")


def emergency_cases() -> Choices:
    return of_fact("emergency_case")


def framework_evaluations() -> Choices:
    return of_fact("framework_evaluation")


def second_stages() -> Choices:
    return of_fact("second_stage")


def removals() -> Choices:
    """The grounds on which a provider is taken out of a framework agreement (frameworks.toml)."""
    return [(name, gettext_lazy(title)) for name, title in read(HOME / "frameworks.toml")["removal"].items()]


def emergency_forms() -> Choices:
    return of_fact("emergency_form")


def evaluation_methods() -> Choices:
    return of_fact("evaluation_method")


def organisations() -> Choices:
    return [(name, gettext_lazy(title)) for name, (title, _article) in load_methods().organisation.items()]


def endings() -> Choices:
    return [(name, gettext_lazy(title)) for name, title in load_methods().endings.items()]


def events() -> Choices:
    return [(name, gettext_lazy(each.title)) for name, each in load_methods().events.items()]


def notice_kinds() -> Choices:
    return [(kind, gettext_lazy(each.title)) for kind, each in load_notices().kinds.items()]


def ticks() -> Choices:
    """The facts of the stage that are nothing but a person's judgement."""
    facts = rulebook_stages()[STAGE].facts
    return [(name, facts[name].title) for name in read(HOME / "fact_sources.toml")[STAGE]["tick"]]


def provider_features() -> Choices:
    return [*rulebook_stages()[AWARD].facts["provider_feature"].choices.items()]


def expert_selections() -> Choices:
    return of_fact("expert_selection")


def rereview_grounds() -> Choices:
    """The lawful grounds to review again; there is no other."""
    facts = rulebook_stages()[AWARD].facts
    return [each for each in facts["rereview_ground"].choices.items() if each[0] != "other"]


def review_outcomes() -> Choices:
    return [("ranked", gettext_lazy("推荐候选人")), ("failed", gettext_lazy("采购失败，终止"))]


def of_fact(name: str) -> Choices:
    return [*rulebook_stages()[STAGE].facts[name].choices.items()]


def case_kinds() -> Choices:
    return [(name, gettext_lazy(each.title)) for name, each in load_cases().kinds.items()]

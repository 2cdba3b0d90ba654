"""A field as HTML: each part in its place, and what people wrote as text."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import override

from goufu.ui.fields import YesNoField
from goufu.ui.forms import Form, MoneyField

HOSTILE = "<b>\"甲\" & '乙'</b>"
ESCAPED = "&lt;b&gt;&quot;甲&quot; &amp; &#x27;乙&#x27;&lt;/b&gt;"


def shown(field: forms.Field, data: dict[str, Any] | None = None) -> str:
    """The field's HTML, blanks between its parts as one."""
    form: Any = type("OneForm", (Form,), {"x": field})(data)
    return " ".join(form["x"].as_field_group().split())


def test_a_plain_field_has_its_label_and_its_input() -> None:
    assert shown(forms.CharField(label="名称", required=False)) == (
        '<div class="gf-field" data-name="x" data-kind="text"> <label for="id_x">名称</label>'
        ' <input type="text" name="x" id="id_x"> </div>'
    )


def test_what_is_required_wished_and_wrong_is_told_where_the_input_says() -> None:
    html = shown(forms.CharField(label="名称", help_text="写清为谁", max_length=2), {"x": "甲乙丙"})
    assert html.startswith('<div class="gf-field wrong" data-name="x" data-kind="text">')
    assert '<label for="id_x">名称 <span class="gf-need">必填</span></label>' in html
    assert '<p class="gf-help" id="id_x_helptext">写清为谁</p> <p class="gf-wrong" id="id_x_error">' in html
    assert 'aria-describedby="id_x_helptext id_x_error"' in html.partition("<input")[2]


def test_money_says_its_unit_and_its_amount_again() -> None:
    html = shown(MoneyField(label="预算", required=False), {"x": "12000"})
    assert '<label for="id_x">预算（元）</label>' in html
    assert '<p class="gf-echo" id="id_x_echo">1.2 万元 壹万贰仟元整</p> </div>' in html


def test_a_tick_stands_before_its_label() -> None:
    html = shown(forms.BooleanField(label="同意", help_text="写明"))
    assert (
        '<div class="gf-tick"><input type="checkbox" name="x" aria-describedby="id_x_helptext" id="id_x">'
        ' <label for="id_x">同意 <span class="gf-need">必填</span></label></div> <p class="gf-help"' in html
    )


@pytest.mark.parametrize(("data", "told"), [(None, ""), ({}, ' aria-describedby="id_x_error"')])
def test_a_group_of_choices_has_a_legend(data: Any, told: str) -> None:
    html = shown(YesNoField(label="是否经常", required=True), data)
    assert f'<fieldset{told}> <legend>是否经常 <span class="gf-need">必填</span></legend>' in html
    assert ("gf-wrong" in html) == bool(told)
    assert html.startswith(f'<div class="gf-field gf-set{" wrong" if told else ""}"')
    assert html.endswith("</fieldset> </div>")


def test_what_people_wrote_is_text_and_what_the_program_marked_is_html() -> None:
    def refuse(value: str) -> None:
        raise forms.ValidationError(HOSTILE)

    field = forms.CharField(label=HOSTILE, help_text=HOSTILE, validators=[refuse])
    html = shown(field, {"x": HOSTILE})
    assert html.count(ESCAPED) == 4  # label, help, error and value
    assert "<b>" not in html
    assert "<i>乙</i>" in shown(forms.CharField(label=mark_safe("<i>乙</i>")))


def test_several_wrongs_are_one_sentence_in_the_readers_language() -> None:
    def refuse(value: str) -> None:
        raise forms.ValidationError(["甲", "乙"])

    field = forms.CharField(validators=[refuse])
    assert "甲；乙</p>" in shown(field, {"x": "丙"})
    with override("en"):
        html = shown(field, {"x": "丙"})
    assert "required</span>" in html.lower()
    assert "甲; 乙</p>" in html


@pytest.mark.parametrize(("number", "has_all"), [(5, False), (6, True)])
def test_many_ticks_are_set_all_at_once(number: int, has_all: bool) -> None:
    choices = [(each, f"第{each}个") for each in range(number)]
    html = shown(
        forms.MultipleChoiceField(label="单位", choices=choices, widget=forms.CheckboxSelectMultiple)
    )
    button = '<button type="button" class="gf-tick-all" data-tick-all hidden>全选 / 全不选</button>'
    assert (button in html) == has_all
    assert "data-tick-all" not in shown(forms.ChoiceField(choices=choices, widget=forms.RadioSelect))

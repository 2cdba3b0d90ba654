"""What a project says, as HTML written without a template, which took a quarter of the page's time.

`{% load planning %}{% sections_said sections project %}{% targets_said project %}`
"""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goufu.core.composed import related
from goufu.planning.models import Project, Target
from goufu.planning.sections import Said, Section
from goufu.ui.frames import lines
from goufu.ui.templatetags.goufu import amount

register = template.Library()


@register.simple_tag(takes_context=True)
def sections_said(context: template.Context, sections: Sequence[Section], project: Project) -> SafeString:
    """The sections as cards: what the project says, and the titles of what it leaves open."""

    def row(said: Said) -> str:
        text = said.html if said.amount is None else amount(context, said.amount)
        return f"<dt>{escaped(said.title)}</dt><dd>{text}{_added(said, project)}</dd>"

    unsaid, colon, comma = _("未填"), _("："), escaped(_("、"))

    def card(section: Section) -> str:
        rows = "\n".join(map(row, section.said))
        titles = comma.join(map(escaped, section.unsaid))
        is_open = f'<p class="sub">{unsaid}{colon}{titles}</p>\n' if titles else ""
        return (
            f'<section class="gf-card">\n<h2>{escaped(section.title)}</h2>\n'
            f'<dl class="gf-facts-list">\n{rows}\n</dl>\n{is_open}</section>'
        )

    return lines(map(card, sections))


def _added(said: Said, project: Project) -> str:
    """What stands behind the text: an entry's edition; a provider's code, or that it has no file."""
    if said.name == "entry" and project.entry:
        return f' <span class="sub">{escaped(project.entry.edition.title)}</span>'
    if said.name != "provider":
        return ""
    body = project.provider_body
    code = f' <span class="sub">{escaped(body.credit_code)}</span>' if body and body.credit_code else ""
    if not project.has_unregistered_provider:
        return code
    return code + render_to_string("planning/unregistered.html", {"project": project})


@register.simple_tag
def targets_said(project: Project) -> SafeString:
    """The rows of the table of targets."""
    noted = {
        "counting_note": escaped(_("计数说明")),
        "evidence": escaped(_("证据")),
        "source": escaped(_("目标值的依据")),
    }
    kind, number, baseline = (escaped(_(word)) for word in ("类型", "目标值", "基准值"))

    def row(target: Target) -> str:
        said = ((title, getattr(target, name)) for name, title in noted.items())
        notes = "\n".join(f"<dt>{title}</dt><dd>{escaped(text)}</dd>" for title, text in said if text)
        notes = f'\n<dl class="gf-facts-list">\n{notes}\n</dl>' if notes else ""
        return (
            f"<tr>\n<td><b>{escaped(target.name)}</b>{notes}\n</td>\n"
            f'<td class="day" data-label="{kind}"><span>{escaped(target.get_kind_display())}</span></td>\n'
            f'<td class="{"" if target.is_qualitative else "num"}" data-label="{number}">'
            f"<span>{escaped(target.shown)}</span></td>\n"
            f'<td class="num" data-label="{baseline}"><span>{escaped(target.baseline_shown or "—")}</span></td>\n</tr>'
        )

    return lines(map(row, related(project, "targets")))

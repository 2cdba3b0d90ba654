"""The pages on which procurements that ran elsewhere are entered: one by one, or from a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from goufu.core.form_pages import articles, form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.sheet_pages import SheetForm, empty_form_answer
from goufu.core.sheets import read_upload
from goufu.procurement.actions.entering import enter_past
from goufu.procurement.actions.past_import import MOST, import_past
from goufu.procurement.forms.past import PastForm
from goufu.procurement.models import Procurement
from goufu.procurement.past.days import offers_of, past_of
from goufu.procurement.past.remarks import remarks_on
from goufu.procurement.past.sheet import columns
from goufu.procurement.queries.procurements import procurable
from goufu.registry.agents import Agent


def past_context(procurement: Procurement) -> dict[str, Any]:
    """The context of procurement/past.html; empty of one that runs here."""
    past = past_of(procurement)
    if past is None:
        return {}
    offers = list(offers_of(procurement))
    awarded = {each.lot_id for each in offers if each.is_awarded}
    return {
        "past": past,
        "past_offers": offers,
        "failed_lots": [each for each in procurement.lots.all() if awarded and each.pk not in awarded],
        "remarks": [(said, articles((ref,) if ref else ())) for said, ref in remarks_on(procurement)],
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def enter(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page on which one is entered."""
    form = PastForm(sent(request), projects=procurable(agent), once=once(request))
    return form_page(
        request,
        form,
        lambda: enter_past(past=form.said(), by=agent, once=form.once),
        to=lambda made: reverse("procurement:procurement", args=[made]),
        back=reverse("procurement:procurements"),
        template="procurement/enter_past.html",
        title=_("补录一次采购"),
        lead=_(
            "在其他平台或者纸质办的采购，照原来的日子和结果写；文件补录以后在采购页上传。按当时的法规判断，只提示，不拦。"
        ),
        button=_("补录"),
        done=_("已补录。请上传它的文件。"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.WRITE_PROCUREMENT)
def upload(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The page on which a table of them is brought."""
    form = SheetForm(sent(request), request.FILES or None)
    token, asked = once(request), columns()

    def act() -> int:
        sheet = read_upload(form.cleaned_data["file"], asked, most_rows=MOST)
        return len(import_past(by=agent, sheet=sheet, once=token))

    return form_page(
        request,
        form,
        act,
        to=reverse("procurement:procurements"),
        done=lambda count: (
            ngettext("补录了 %(count)d 次采购。", "补录了 %(count)d 次采购。", count) % {"count": count}
        ),
        template="procurement/import_past.html",
        once=token,
        columns=asked,
        empty_url=reverse("procurement:past_form"),
    )


@require_safe
@needs(Permission.WRITE_PROCUREMENT)
def empty_form(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The empty table to fill in."""
    return empty_form_answer("采购补录", columns())

"""The URLs of procurements."""

from __future__ import annotations

from django.urls import path

from goufu.procurement.steps import NOTICE_STEPS, PROCUREMENT_STEPS
from goufu.procurement.views import bidding, ceremony, keys, notices, planning, procurements

app_name = "procurement"
urlpatterns = [
    path("", procurements.listing, name="procurements"),
    path("new/", planning.new, name="new"),
    path("join/<int:number>/", planning.join, name="join"),
    path("notices/", notices.listing, name="notices"),
    path("notices/<int:number>/", notices.show, name="notice"),
    path("notices/<int:number>/edit/", notices.edit, name="edit_notice"),
    *NOTICE_STEPS.urls("notices/"),
    path("<int:number>/", procurements.show, name="procurement"),
    path("<int:number>/method/", planning.method, name="method"),
    path("<int:number>/plan/", planning.plan, name="plan"),
    path("<int:number>/money/", planning.money, name="money"),
    path("<int:number>/lots/", planning.lots, name="lots"),
    path("<int:number>/judgement/", planning.judgement, name="judgement"),
    path("<int:number>/notices/new/", notices.new, name="new_notice"),
    path("<int:number>/keys/", keys.show, name="keys"),
    path("<int:number>/keys/plan/", keys.plan, name="plan_keys"),
    path("<int:number>/keys/sheet/", keys.sheet, name="make_sheet"),
    path("<int:number>/keys/again/", keys.again, name="rehearse_again"),
    path("<int:number>/keys/give/", keys.give, name="give_key"),
    path("<int:number>/keys/answer/", keys.answer, name="answer_rehearsal"),
    path("<int:number>/keys/rehearsal.gbid", keys.envelope, name="rehearsal"),
    path("<int:number>/sheet.gsheet.json", keys.sheet_file, name="sheet"),
    path("<int:number>/bid/", bidding.bid, name="bid"),
    path("<int:number>/bid/offline.html", bidding.offline, name="offline"),
    path("<int:number>/bid/withdraw/", bidding.withdraw, name="withdraw_bid"),
    path("<int:number>/bid/pieces/<str:digest>/", bidding.piece, name="piece"),
    path("<int:number>/counter/", bidding.counter, name="counter"),
    path("bids/<uuid:token>/", bidding.receipt, name="receipt"),
    path("bids/<uuid:token>/receipt.greceipt.json", bidding.receipt_file, name="receipt_file"),
    path("<int:number>/opening/", ceremony.show, name="opening"),
    path("<int:number>/opening/begin/", ceremony.begin, name="begin_opening"),
    path("<int:number>/opening/attend/", ceremony.come, name="attend"),
    path("<int:number>/opening/peel/", ceremony.peel, name="peel"),
    path("<int:number>/opening/outsides.json", ceremony.outsides, name="outsides"),
    path("<int:number>/opening/join/", ceremony.join, name="join_keys"),
    path("<int:number>/opening/read/", ceremony.read, name="read_envelope"),
    path("<int:number>/opening/files/<int:envelope>/", ceremony.shown, name="show_files"),
    path("<int:number>/opening/close/", ceremony.close, name="close_opening"),
    path("bids/<uuid:token>/envelope.gbid", ceremony.envelope_file, name="envelope"),
    path("<int:number>/calendar.ics", procurements.calendar, name="calendar"),
    *PROCUREMENT_STEPS.urls(),
]

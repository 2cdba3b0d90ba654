-- A response as the rules of award read it: what was offered and declared, what the panel found, what the last report says, and
-- what happened to the procurement. Of a bidder's quotations the final one is its price; the rest are the response's own fields.
SELECT
  r.id,
  p.state = 'running' AS is_counted,
  core_today() AS on_date,
  place.code AS place,
  b.level,
  b.name || '（' || COALESCE(b.credit_code, b.id::text) || '）' AS purchaser,
  b.name AS said_purchaser,
  p.number AS project,
  p.title,
  p.law_method AS method,
  bidder.name AS provider,
  bidder.kind AS provider_kind,
  CASE WHEN p.reserve <> '' THEN p.reserve = 'whole' END AS is_sme_reserved,
  report.valid_count AS valid_supplier_count,
  CASE p.method_ground WHEN 'service_purchase' THEN 'service_purchase' WHEN 'weak_competition_research' THEN 'weak_competition_research'
    WHEN 'tender_failed' THEN 'approved_from_tender' WHEN '' THEN NULL ELSE 'none' END AS two_supplier_ground,
  report.ground <> '' AS is_rereviewed,
  NULLIF(report.ground, '') AS rereview_ground,
  (p.bid_deadline_at AT TIME ZONE 'Asia/Shanghai')::date AS bid_deadline_on,
  h.review_ended AS review_ended_on,
  h.report_sent AS report_sent_on,
  h.report_received AS report_received_on,
  COALESCE(decided.day, h.awarded) AS awarded_on,  -- of its lot; all lots are awarded by the event's day
  h.result_published AS result_notice_on,
  h.result_expired AS result_notice_until,
  h.letter_sent AS award_letter_on,
  h.contract_signed AS contract_signed_on,
  CASE WHEN taken.id IS NOT NULL THEN COALESCE(taken.deposit, 0) WHEN p.bid_deposit = 0 THEN 0 END AS deposit_paid_yuan,
  CASE WHEN taken.deposit > 0 THEN taken.deposit_returned_on
    WHEN decided.response_id = r.id THEN h.winner_deposit_returned WHEN decided.response_id IS NOT NULL THEN h.deposits_returned END
    AS deposit_returned_on,
  p.state = 'terminated' AS procurement_ended,
  placed.rank AS ranking,
  CASE WHEN decided.response_id IS NOT NULL THEN decided.response_id = r.id
    ELSE past.is_awarded END AS is_awarded,
  COALESCE(placed.price, final.price, r.price) AS price_yuan,
  conformity.has_passed AS conformity_passed,
  valid.mean AS mean_valid_price_yuan,
  valid.second AS second_lowest_price_yuan,
  CASE WHEN r.lot_id IS NULL THEN p.ceiling END AS ceiling_yuan,
  CASE WHEN p.framework_kind = '' THEN COALESCE(lot.amount, paid.amount) END AS budget_yuan,  -- an agreement's offers are unit prices
  st.low_price_mean_percent,
  st.low_price_second_percent,
  st.low_price_ceiling_percent,
  COALESCE(x.is_judged, FALSE) AS found_too_low,
  x.id IS NOT NULL AS explanation_asked,
  (EXTRACT(EPOCH FROM x.until - x.asked_at) / 60)::bigint AS explanation_minutes,
  x.is_accepted AS explanation_accepted,
  COALESCE(NOT x.is_accepted, FALSE) AS rejected_for_low_price,
  CASE WHEN x.id IS NOT NULL AND report.id IS NOT NULL THEN TRUE END AS low_price_recorded,  -- the report keeps each explanation
  placed.scored_price AS scored_price_yuan,
  report.base AS lowest_scored_price_yuan,
  report.base AS base_price_yuan,
  st.price_points AS price_weight_percent,
  placed.price_points,
  COALESCE(final.price_in_words, r.price_in_words) AS price_in_words_yuan,
  COALESCE(final.unit_prices_total, r.unit_prices_total) AS unit_prices_total_yuan,
  priced.is_misplaced AS is_unit_price_misplaced,
  EXISTS (
    SELECT FROM procurement_response other LEFT JOIN procurement_consortiummember elsewhere ON elsewhere.response_id = other.id
    WHERE other.procurement_id = r.procurement_id AND other.lot_id IS NOT DISTINCT FROM r.lot_id AND other.bidder_id <> r.bidder_id
      AND (elsewhere.body_id = r.bidder_id OR EXISTS (
        SELECT FROM procurement_consortiummember mine WHERE mine.response_id = r.id
          AND mine.body_id IN (other.bidder_id, elsewhere.body_id)
      ))
  ) AS joins_twice,
  CASE WHEN r.came_by = 'paper' THEN FALSE ELSE unsealed.has_failed END AS decryption_failed,
  unsealed.cause AS decryption_fault,
  -- What the law makes of the cause is what becomes of the bid, unless the panel has ranked it all the same.
  CASE WHEN placed.rank IS NOT NULL AND unsealed.has_failed THEN 'other' WHEN unsealed.cause = 'bidder' THEN 'revoked'
    WHEN unsealed.cause = 'other' THEN 'withdrawn' END AS decryption_outcome,
  -- That nothing is noted in a provider's file does not say that there was nothing: a query says so, of each member.
  CASE WHEN on_file.is_dishonest THEN TRUE WHEN on_file.is_not_dishonest THEN FALSE END AS is_dishonest_debtor,
  CASE WHEN on_file.is_tax_violator THEN TRUE WHEN on_file.is_no_tax_violator THEN FALSE END AS is_tax_violator,
  CASE WHEN on_file.is_debarred THEN TRUE WHEN on_file.is_not_debarred THEN FALSE END AS is_debarred,
  CASE WHEN on_file.has_violation THEN TRUE WHEN on_file.has_no_violation THEN FALSE END AS has_major_violation,
  -- Of equal names whoever examines the qualification says whether it is one person.
  CASE WHEN rivals.are_none THEN FALSE WHEN rivals.have_same_head THEN qualified.has_same_head
    WHEN bidding.is_over AND rivals.are_heads_known THEN FALSE END AS same_head_as_other,
  CASE WHEN rivals.are_none THEN FALSE WHEN rivals.are_managed OR rivals.are_tied THEN TRUE
    WHEN bidding.is_over AND rivals.are_ties_known THEN FALSE END AS controls_or_manages_other,
  qualified.did_earlier_work,
  CASE WHEN bidder.kind = 'enterprise' THEN qualified.is_own_staff END AS is_own_staff,
  -- A prison's or welfare enterprise counts as small for what it is, and not for its size.
  CASE WHEN above.id IS NOT NULL AND r.feature = '' THEN TRUE END AS is_tied_to_large_firm,
  NULLIF(r.declared_size, '') AS provider_size,
  NULLIF(r.feature, '') AS provider_feature,
  r.has_declaration AS sme_declared,
  r.small_share_percent IS NOT NULL AS in_consortium,
  r.small_share_percent,
  CASE  -- a consortium of small and micro enterprises alone counts as one
    WHEN r.small_share_percent < 100 OR r.small_share_percent = 100 AND NOT EXISTS (
      SELECT FROM procurement_consortiummember mine WHERE mine.response_id = r.id
    ) THEN COALESCE(st.consortium_deduction_percent, 0)
    ELSE p.price_deduction_percent
  END
    AS stated_deduction_percent,
  placed.deduction_percent AS applied_deduction_percent,
  p.contact AS contact_text
FROM procurement_response r
JOIN procurement_procurement p ON p.id = r.procurement_id
JOIN registry_body b ON b.id = p.purchaser_id
JOIN registry_place place ON place.id = b.place_id
JOIN registry_body bidder ON bidder.id = r.bidder_id
LEFT JOIN procurement_lot lot ON lot.id = r.lot_id
LEFT JOIN LATERAL (
  SELECT each.* FROM procurement_scoringtable each WHERE each.procurement_id = p.id AND (each.lot_id = r.lot_id OR each.lot_id IS NULL)
  ORDER BY each.lot_id NULLS LAST LIMIT 1  -- the lot's own before the one that lots share
) st ON TRUE
CROSS JOIN LATERAL (SELECT sum(s.amount) AS amount FROM procurement_share s WHERE s.procurement_id = p.id) paid
LEFT JOIN procurement_participation taken ON taken.procurement_id = r.procurement_id AND taken.lot_id IS NOT DISTINCT FROM r.lot_id
  AND taken.bidder_id = r.bidder_id AND taken.state = 'taking_part'
LEFT JOIN LATERAL (
  SELECT f.id, f.price, f.price_in_words, f.unit_prices_total FROM procurement_response f
  WHERE f.procurement_id = r.procurement_id AND f.lot_id IS NOT DISTINCT FROM r.lot_id AND f.bidder_id = r.bidder_id
    AND f.quotation = 'final' AND r.quotation = 'first' ORDER BY f.id DESC LIMIT 1
) final ON TRUE
LEFT JOIN LATERAL (
  -- As record.py binds it: one of the first price covers a final one that isn't lower; one refused stands.
  SELECT e.* FROM procurement_explanation e
  WHERE e.response_id IN (r.id, final.id)
    AND (e.response_id = COALESCE(final.id, r.id) OR e.is_accepted IS FALSE OR COALESCE(final.price >= r.price, TRUE))
  ORDER BY (e.response_id = r.id AND e.is_accepted IS FALSE) DESC, e.response_id DESC LIMIT 1
) x ON TRUE
LEFT JOIN LATERAL (
  SELECT e.has_passed FROM procurement_examination e WHERE e.response_id = r.id AND e.part = 'conformity' ORDER BY e.id DESC LIMIT 1
) conformity ON TRUE
LEFT JOIN LATERAL (
  SELECT e.did_earlier_work, e.is_own_staff, e.has_same_head FROM procurement_examination e
  WHERE e.response_id = r.id AND e.part = 'qualification' ORDER BY e.id DESC LIMIT 1
) qualified ON TRUE
LEFT JOIN LATERAL (
  SELECT e.is_misplaced FROM procurement_examination e WHERE e.response_id = COALESCE(final.id, r.id) AND e.part = 'price' ORDER BY e.id DESC LIMIT 1
) priced ON TRUE
LEFT JOIN LATERAL (
  SELECT w.id, w.ground, (w.content ->> 'base_price')::numeric AS base, (
    SELECT count(*) FROM procurement_placing each WHERE each.report_id = w.id AND each.reason = ''
  ) AS valid_count
  FROM procurement_reviewreport w
  WHERE w.procurement_id = r.procurement_id AND w.lot_id IS NOT DISTINCT FROM r.lot_id AND w.round = 1 + (
    SELECT count(*) FROM procurement_occurrence o WHERE o.procurement_id = p.id AND o.event = 'review_voided'
  ) AND NOT EXISTS (SELECT FROM procurement_rereview again WHERE again.report_id = w.id) ORDER BY w.id DESC LIMIT 1
) report ON TRUE
LEFT JOIN procurement_placing placed ON placed.report_id = report.id AND placed.response_id = r.id
LEFT JOIN LATERAL (
  -- Prices of those that passed conformity, as the report has them, without any deduction.
  SELECT avg(each.price) AS mean, (array_agg(each.price ORDER BY each.price))[2] AS second
  FROM procurement_placing each
  WHERE each.report_id = report.id AND each.price IS NOT NULL AND EXISTS (
    SELECT FROM procurement_examination e WHERE e.response_id = each.response_id AND e.part = 'conformity' AND e.has_passed
      AND NOT EXISTS (SELECT FROM procurement_examination later WHERE later.response_id = e.response_id AND later.part = e.part AND later.id > e.id)
  )
) valid ON TRUE
LEFT JOIN LATERAL (
  SELECT a.response_id, a.day FROM procurement_award a
  WHERE a.procurement_id = r.procurement_id AND a.lot_id IS NOT DISTINCT FROM r.lot_id AND a.round = 1 + (
    SELECT count(*) FROM procurement_occurrence o WHERE o.procurement_id = p.id AND o.event IN ('review_voided', 'award_voided')
  ) ORDER BY a.response_id = r.id DESC LIMIT 1
) decided ON TRUE
LEFT JOIN procurement_pastoffer past ON past.response_id = r.id
CROSS JOIN LATERAL (
  SELECT
    max(o.day) FILTER (WHERE o.event = 'review_ended') AS review_ended,
    max(o.day) FILTER (WHERE o.event = 'report_sent') AS report_sent,
    max(o.day) FILTER (WHERE o.event = 'report_received') AS report_received,
    max(o.day) FILTER (WHERE o.event = 'awarded') AS awarded,
    max(o.day) FILTER (WHERE o.event = 'result_published') AS result_published,
    max(o.day) FILTER (WHERE o.event = 'result_expired') AS result_expired,
    max(o.day) FILTER (WHERE o.event = 'letter_sent') AS letter_sent,
    max(o.day) FILTER (WHERE o.event = 'contract_signed') AS contract_signed,
    max(o.day) FILTER (WHERE o.event = 'deposits_returned') AS deposits_returned,
    max(o.day) FILTER (WHERE o.event = 'winner_deposit_returned') AS winner_deposit_returned
  FROM (
    SELECT DISTINCT ON (each.event) each.event, each.day, each.id FROM procurement_occurrence each
    WHERE each.procurement_id = p.id ORDER BY each.event, each.id DESC
  ) o
  WHERE NOT EXISTS (  -- what a later event annuls has not happened: as events.toml says
    SELECT FROM procurement_occurrence later JOIN (VALUES
      ('review_voided', 'review_ended'), ('review_voided', 'report_sent'), ('review_voided', 'report_received'),
      ('review_voided', 'awarded'), ('review_voided', 'result_published'), ('review_voided', 'result_expired'),
      ('review_voided', 'letter_sent'), ('award_voided', 'awarded'), ('award_voided', 'result_published'),
      ('award_voided', 'result_expired'), ('award_voided', 'letter_sent'), ('award_voided', 'contract_signed'),
      ('review_reopened', 'review_ended'), ('review_reopened', 'report_sent'), ('review_reopened', 'report_received')
    ) annuls (event, annulled) ON annuls.event = later.event
    WHERE later.procurement_id = p.id AND later.id > o.id AND annuls.annulled = o.event
  )
) h
LEFT JOIN LATERAL (
  -- The envelopes of the same quotation. Of two causes the one that isn't the bidder's counts.
  SELECT bool_or(e.state = 'failed') AS has_failed, max(e.cause) FILTER (WHERE e.state = 'failed') AS cause
  FROM procurement_envelope e JOIN procurement_bid sent ON sent.id = e.bid_id
  WHERE sent.procurement_id = r.procurement_id AND sent.lot_id IS NOT DISTINCT FROM r.lot_id AND sent.bidder_id = r.bidder_id
    AND sent.round = r.quotation AND e.state IN ('opened', 'shown', 'failed') HAVING count(*) > 0
) unsealed ON r.came_by = 'sealed'
CROSS JOIN LATERAL (
  SELECT COALESCE((p.bid_deadline_at AT TIME ZONE 'Asia/Shanghai')::date, h.awarded, core_today()) AS day
) bid_on
LEFT JOIN registry_designation bidder_was ON bidder_was.body_id = r.bidder_id AND bidder_was.days @> bid_on.day
LEFT JOIN LATERAL (
  -- The large enterprise right above the bidder, where there was one on the day on which bids end.
  SELECT top.id FROM registry_body top LEFT JOIN registry_designation top_was ON top_was.body_id = top.id AND top_was.days @> bid_on.day
  WHERE top.id = CASE WHEN bidder_was.id IS NULL THEN bidder.parent_id ELSE bidder_was.parent_id END
    AND COALESCE(top_was.kind, top.kind) = 'enterprise' AND COALESCE(top_was.size, top.size) = 'large'
) above ON TRUE
CROSS JOIN LATERAL (
  -- Of the bidder and of each member of its consortium, on the day on which bids end.
  SELECT bool_or(known.is_dishonest OR asked.is_dishonest) AS is_dishonest, bool_and(asked.is_dishonest IS FALSE) AS is_not_dishonest,
    bool_or(known.is_tax_violator OR asked.is_tax_violator) AS is_tax_violator, bool_and(asked.is_tax_violator IS FALSE) AS is_no_tax_violator,
    bool_or(known.is_debarred OR asked.is_debarred) AS is_debarred, bool_and(asked.is_debarred IS FALSE) AS is_not_debarred,
    bool_or((known.violation_on + interval '3 years')::date > bid_on.day OR asked.has_violation) AS has_violation,
    bool_and(asked.has_violation IS FALSE) AS has_no_violation
  FROM (
    SELECT r.bidder_id AS body UNION SELECT mine.body_id FROM procurement_consortiummember mine WHERE mine.response_id = r.id
  ) one CROSS JOIN LATERAL registry_provider_file(one.body, bid_on.day) known
  CROSS JOIN LATERAL (
    -- Of each list the last query that answers it.
    SELECT (array_agg(q.is_dishonest_debtor ORDER BY q.id DESC) FILTER (WHERE q.is_dishonest_debtor IS NOT NULL))[1] AS is_dishonest,
      (array_agg(q.is_tax_violator ORDER BY q.id DESC) FILTER (WHERE q.is_tax_violator IS NOT NULL))[1] AS is_tax_violator,
      (array_agg(q.is_debarred ORDER BY q.id DESC) FILTER (WHERE q.is_debarred IS NOT NULL))[1] AS is_debarred,
      (array_agg(q.has_major_violation ORDER BY q.id DESC) FILTER (WHERE q.has_major_violation IS NOT NULL))[1] AS has_violation
    FROM procurement_creditquery q WHERE q.procurement_id = r.procurement_id AND q.body_id = one.body
  ) asked
) on_file
CROSS JOIN LATERAL (
  -- Whether all are known against whom it bids: it was reported on, and of those who take part each has bid.
  SELECT report.id IS NOT NULL AND NOT EXISTS (
    SELECT FROM procurement_participation taken_too WHERE taken_too.procurement_id = r.procurement_id
      AND taken_too.lot_id IS NOT DISTINCT FROM r.lot_id AND taken_too.bidder_id <> r.bidder_id AND taken_too.state = 'taking_part'
      AND NOT EXISTS (
        SELECT FROM procurement_response bid WHERE bid.procurement_id = r.procurement_id
          AND bid.lot_id IS NOT DISTINCT FROM r.lot_id AND bid.bidder_id = taken_too.bidder_id
      )
  ) AS is_over
) bidding
CROSS JOIN LATERAL (
  -- Who bids against it, each with the members of its consortium, as the tree of bodies was on the day on which bids end. A body manages those right below it (procurement-regulation:18);
  -- who is further off, or below the same one, has no direct relation. What stands above a social organisation may only be in charge of
  -- its field (业务主管单位), and who controls it is not known.
  SELECT bool_or(
    CASE WHEN own_was.id IS NULL THEN own.parent_id ELSE own_was.parent_id END = theirs.id
        AND COALESCE(own_was.kind, own.kind) IN ('enterprise', 'public_institution_class_2', 'commercial_institution')
      OR CASE WHEN they_were.id IS NULL THEN theirs.parent_id ELSE they_were.parent_id END = own.id
        AND COALESCE(they_were.kind, theirs.kind) IN ('enterprise', 'public_institution_class_2', 'commercial_institution')
  ) AS are_managed,
    bool_or(registry_head_on(own.id, bid_on.day) = registry_head_on(theirs.id, bid_on.day)) AS have_same_head,
    bool_and(registry_head_on(own.id, bid_on.day) IS NOT NULL AND registry_head_on(theirs.id, bid_on.day) IS NOT NULL) AS are_heads_known,
    bool_or(tie.is_one) AS are_tied,
    bool_and(tie.is_one IS NOT NULL) AS are_ties_known,
    bidding.is_over AND count(*) = 0 AS are_none
  FROM procurement_response other
  LEFT JOIN procurement_consortiummember elsewhere ON elsewhere.response_id = other.id
  JOIN registry_body theirs ON theirs.id IN (other.bidder_id, elsewhere.body_id)
  LEFT JOIN procurement_consortiummember mine ON mine.response_id = r.id
  JOIN registry_body own ON own.id IN (r.bidder_id, mine.body_id)
  LEFT JOIN registry_designation they_were ON they_were.body_id = theirs.id AND they_were.days @> bid_on.day
  LEFT JOIN registry_designation own_was ON own_was.body_id = own.id AND own_was.days @> bid_on.day
  CROSS JOIN LATERAL (  -- of three values: nothing is known as long as one of both has declared nothing
    SELECT registry_is_held_by(own.id, theirs.id, bid_on.day) OR registry_is_held_by(theirs.id, own.id, bid_on.day) AS is_one
  ) tie
  WHERE other.procurement_id = r.procurement_id AND other.lot_id IS NOT DISTINCT FROM r.lot_id AND other.bidder_id <> r.bidder_id
) rivals

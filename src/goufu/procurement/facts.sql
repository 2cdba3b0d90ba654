-- A procurement as the rules read it, as far as that needs a join or an expression; the rest is its fields (facts.py).
--
-- A day is that of what happened (the last occurrence of the event, as a correction may repeat it). Before the activity has
-- begun it is the day that is planned, so that the law is asked about the plan; what the designated medium does is never
-- planned. started_on is the first day of a notice or a file that went out, as events.toml says.
SELECT
  p.id,
  p.state = 'running' AS is_counted,
  CASE WHEN p.state IN ('terminated', 'withdrawn') THEN (p.ended_at AT TIME ZONE 'Asia/Shanghai')::date ELSE core_today() END AS on_date,
  place.code AS place,
  b.level,
  b.name || '（' || COALESCE(b.credit_code, b.id::text) || '）' AS purchaser,
  b.name AS said_purchaser,
  p.number AS project,
  paid.needs AS description,
  CASE WHEN p.reserve <> '' THEN p.reserve = 'whole' END AS is_sme_reserved,
  paid.amount AS budget_yuan,
  CASE WHEN p.first_number <> '' THEN COALESCE(original.amount, CASE WHEN p.first_on IS NOT NULL THEN p.first_amount END) END
    AS original_contract_yuan,
  CASE WHEN p.first_number <> '' THEN added.amount END AS added_yuan,
  began.day AS started_on,
  CASE WHEN bought.has_item THEN alike.count END AS same_item_count,
  CASE WHEN bought.has_item THEN own.amount + COALESCE(alike.amount, 0) END AS same_item_yuan,
  CASE WHEN bought.has_item THEN alike.named END AS same_item_text,
  COALESCE(allowed.is_granted, FALSE) AS method_approved,  -- nobody's decision is none
  CASE WHEN allowed.is_granted THEN allowed.day END AS method_approved_on,
  CASE WHEN p.emergency_form = 'direct' THEN 'direct' WHEN p.emergency_form <> '' THEN 'competition' END AS emergency_way,
  COALESCE(judged.is_unforeseen_urgent, FALSE) AS is_unforeseen_urgent,  -- an exception that nobody claims
  judged.is_beyond_reserves,
  judged.is_too_urgent_to_compete,
  judged.is_complex,
  judged.has_great_social_impact,
  judged.standards_uniform,
  judged.is_it_system,
  COALESCE(judged.qualification_scored, CASE  -- where nothing is scored, no qualification is
    WHEN p.law_method IN ('single_source', 'negotiation', 'emergency', 'below_threshold') OR p.framework_kind = 'open'
      OR p.evaluation_method = 'lowest_price' OR p.framework_evaluation = 'price_first' THEN FALSE
  END) AS qualification_scored,
  h.intention_published AS intention_on,
  h.notice_received AS media_received_on,
  h.notice_published AS media_published_on,
  COALESCE(h.notice_published, CASE WHEN p.state = 'planning' AND EXISTS (
    -- Some methods have no notice: one is planned once its notice is drafted.
    SELECT FROM procurement_notice n WHERE n.procurement_id = p.id AND n.state = 'draft' AND n.kind NOT IN ('intention', 'single_source')
  ) THEN p.starts_on END) AS notice_on,
  h.notice_expired AS notice_until,
  COALESCE(h.prequalification_closed, CASE WHEN p.has_prequalification THEN
    (p.applications_until AT TIME ZONE 'Asia/Shanghai')::date END) AS prequalification_deadline_on,
  h.prequalification_clarified AS prequalification_clarified_on,
  CASE WHEN p.state = 'planning' THEN COALESCE(h.file_provided, p.starts_on) ELSE h.file_provided END AS file_on,
  p.file_until,
  (p.bid_deadline_at AT TIME ZONE 'Asia/Shanghai')::date AS bid_deadline_on,
  h.clarified AS clarified_on,
  h.sole_source_published AS sole_source_notice_on,
  h.sole_source_expired AS sole_source_notice_until,
  COALESCE(applied.received, h.application_received) AS application_received_on,
  CASE WHEN applied.received IS NULL THEN h.application_reviewed ELSE applied.reviewed END AS application_reviewed_on,
  h.shortlist_letter_sent AS shortlist_letter_on,
  h.shortlist_published AS shortlist_notice_on,
  h.framework_signed AS framework_signed_on,
  h.framework_filed AS framework_filed_on,
  h.shortlist_told AS shortlist_told_on,
  h.framework_ended AS framework_ended_on,
  h.summary_published AS summary_notice_on,
  COALESCE(h.innovation_notice_published, CASE WHEN p.state = 'planning' AND EXISTS (
    SELECT FROM procurement_notice n WHERE n.procurement_id = p.id AND n.state = 'draft' AND n.kind = 'innovation'
  ) THEN p.starts_on END) AS innovation_notice_on,
  h.innovation_notice_expired AS innovation_notice_until,
  COALESCE(h.applications_closed, CASE WHEN p.has_prequalification IS NOT TRUE THEN
    (p.applications_until AT TIME ZONE 'Asia/Shanghai')::date END) AS application_deadline_on,
  h.development_file_provided AS development_file_on,
  h.final_response_invited AS final_response_invited_on,
  h.final_response_closed AS final_response_deadline_on,
  h.plan_cleared IS NOT NULL AS is_framework_plan_cleared,
  judged_by_count.qualified AS qualified_count,
  judged_by_count.shortlisted AS shortlisted_count,
  small.qualified AS qualified_sme_count,
  drawn.invited AS invited_count,
  CASE WHEN drawn.invited > 0 THEN TRUE END AS invited_at_random,  -- letters go to whom the lot drew, and to nobody else
  COALESCE(more.remaining, joined.remaining) AS remaining_shortlisted_count,
  CASE WHEN p.framework_kind <> '' THEN more.remaining IS NOT NULL END AS framework_supplemented,
  CASE WHEN joined.total > 0 THEN FALSE END AS outside_supplier_awarded,  -- who is in an agreement alone can be chosen
  CASE WHEN p.goods <> '' THEN p.goods <> 'none' END AS includes_goods,
  CASE p.goods WHEN 'domestic' THEN TRUE WHEN 'other' THEN FALSE END AS applies_domestic_standard,
  p.state = 'terminated' AS procurement_ended,
  scored.price_points > 0 AS price_scored,
  scored.price_points AS price_weight_percent,
  CASE WHEN scored.price_points > 0 THEN 'lowest' END AS base_price_kind,  -- no other formula is reckoned by
  scored.factors_quantified,
  CASE WHEN p.law_method = 'innovation_cooperation' THEN scored.plan_points END AS plan_weight_percent,
  CASE WHEN p.law_method = 'innovation_cooperation' THEN (
    SELECT count(DISTINCT chosen.bidder_id) FROM procurement_award a JOIN procurement_response chosen ON chosen.id = a.response_id
    WHERE a.procurement_id = p.id AND a.round = 1 + (
      SELECT count(*) FROM procurement_occurrence o WHERE o.procurement_id = p.id AND o.event IN ('review_voided', 'award_voided')
    ) HAVING count(*) > 0
  ) END AS developer_count,
  scored.scoring_text,
  NULLIF(concat_ws(E'\n', NULLIF(p.qualification_text, ''), scored.scoring_text, file.demand, file.contract), '') AS file_text,
  scored.consortium_deduction_percent,
  scored.low_price_mean_percent,
  scored.low_price_second_percent,
  scored.low_price_ceiling_percent,
  seated.panel_size,
  seated.expert_count,
  seated.law_expert_count,
  seated.expert_selection,
  seated.conflicted_member_count,
  seated.agency_staff_on_panel,
  to_char(p.starts_on, 'YYYY-MM') AS planned_month,
  p.file_access AS file_access_text,
  CASE WHEN p.framework_kind = 'open' THEN p.submission_place  -- at any time
    WHEN p.bid_deadline_at IS NULL OR p.submission_place = '' THEN '' ELSE concat_ws('，',
    to_char(p.bid_deadline_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), p.submission_place) END AS submission_text,
  p.contact AS contact_text,
  alone.supplier AS sole_source_supplier_text,
  alone.reason AS sole_source_reason_text,
  alone.opinion AS expert_opinion_text,
  shown.on_designated_media
FROM procurement_procurement p
JOIN registry_body b ON b.id = p.purchaser_id
JOIN registry_place place ON place.id = b.place_id
CROSS JOIN LATERAL (
  SELECT sum(s.amount) AS amount, string_agg(project.need, E'\n' ORDER BY s.id) AS needs
  FROM procurement_share s JOIN planning_project project ON project.id = s.project_id
  WHERE s.procurement_id = p.id
) paid
LEFT JOIN LATERAL (
  -- What the first procurement was awarded for, of an addition to one that ran here or was entered.
  SELECT COALESCE((
    SELECT sum(a.amount) FROM procurement_award a WHERE a.procurement_id = first.id AND NOT a.is_shared AND a.round = 1 + (
      SELECT count(*) FROM procurement_occurrence o WHERE o.procurement_id = first.id AND o.event IN ('review_voided', 'award_voided')
    )
  ), (SELECT sum(o.price) FROM procurement_pastoffer o WHERE o.procurement_id = first.id AND o.is_awarded)) AS amount
  FROM procurement_procurement first
  WHERE first.number = p.first_number AND first.purchaser_id = p.purchaser_id AND first.id <> p.id AND first.state <> 'withdrawn'
) original ON TRUE
CROSS JOIN LATERAL (
  -- All that is added to the same contract, this procurement included; what has ended adds nothing.
  SELECT sum(s.amount) AS amount FROM procurement_procurement other JOIN procurement_share s ON s.procurement_id = other.id
  WHERE other.purchaser_id = p.purchaser_id AND other.first_number = p.first_number AND p.first_number <> ''
    AND (other.id = p.id OR other.state NOT IN ('terminated', 'withdrawn'))
) added
CROSS JOIN LATERAL (
  SELECT COALESCE(bool_or(project.item_code <> ''), FALSE) AS has_item
  FROM procurement_share s JOIN planning_project project ON project.id = s.project_id WHERE s.procurement_id = p.id
) bought
CROSS JOIN LATERAL (
  -- What else the purchaser buys of the same item, in the same year, out of the same budget project, not by open tender. What the law
  -- lets be bought otherwise is left out, and so is what has ended.
  SELECT count(DISTINCT each.id) AS count, sum(each.amount) AS amount, array_agg(DISTINCT each.item_code) AS items, string_agg(
    each.number || ' ' || each.title || '，' || to_char(each.amount, 'FM999,999,999,999,990.00') || ' 元', '、' ORDER BY each.id, each.item_code)
    AS named
  FROM (
    SELECT other.id, other.number, other.title, bought_alike.item_code, sum(theirs.amount) AS amount
    FROM (
      SELECT DISTINCT project.id, project.item_code
      FROM procurement_share own
      JOIN planning_project mine ON mine.id = own.project_id AND mine.item_code <> ''
      JOIN planning_funding paying ON paying.project_id = mine.id
      JOIN funds_budgetline line ON line.id = paying.line_id
      JOIN funds_budgetline same ON same.year = line.year AND same.body_id = line.body_id AND same.code = line.code
      JOIN planning_funding also ON also.line_id = same.id
      JOIN planning_project project ON project.id = also.project_id AND project.item_code = mine.item_code AND project.year = mine.year
      WHERE own.procurement_id = p.id
    ) bought_alike
    JOIN procurement_share theirs ON theirs.project_id = bought_alike.id AND theirs.procurement_id <> p.id
    JOIN procurement_procurement other ON other.id = theirs.procurement_id AND other.purchaser_id = p.purchaser_id
      AND other.state NOT IN ('terminated', 'withdrawn')
      AND other.law_method NOT IN ('', 'open_tender', 'framework_agreement', 'innovation_cooperation', 'emergency')
    GROUP BY other.id, bought_alike.item_code
  ) each
) alike
CROSS JOIN LATERAL (
  -- Its own part: neither other items nor what other bodies pay of a joint procurement.
  SELECT COALESCE(sum(s.amount) FILTER (WHERE project.purchaser_id = p.purchaser_id AND project.item_code = ANY (alike.items)), 0) AS amount
  FROM procurement_share s JOIN planning_project project ON project.id = s.project_id WHERE s.procurement_id = p.id
) own
CROSS JOIN LATERAL (
  SELECT
    max(o.day) FILTER (WHERE o.event = 'intention_published') AS intention_published,
    max(o.day) FILTER (WHERE o.event = 'notice_received') AS notice_received,
    max(o.day) FILTER (WHERE o.event = 'notice_published') AS notice_published,
    max(o.day) FILTER (WHERE o.event = 'notice_expired') AS notice_expired,
    max(o.day) FILTER (WHERE o.event = 'prequalification_closed') AS prequalification_closed,
    max(o.day) FILTER (WHERE o.event = 'prequalification_clarified') AS prequalification_clarified,
    max(o.day) FILTER (WHERE o.event = 'file_provided') AS file_provided,
    max(o.day) FILTER (WHERE o.event = 'clarified') AS clarified,
    max(o.day) FILTER (WHERE o.event = 'sole_source_published') AS sole_source_published,
    max(o.day) FILTER (WHERE o.event = 'sole_source_expired') AS sole_source_expired,
    max(o.day) FILTER (WHERE o.event = 'started') AS started,
    max(o.day) FILTER (WHERE o.event = 'plan_cleared') AS plan_cleared,
    max(o.day) FILTER (WHERE o.event = 'application_received') AS application_received,
    max(o.day) FILTER (WHERE o.event = 'application_reviewed') AS application_reviewed,
    max(o.day) FILTER (WHERE o.event = 'shortlist_letter_sent') AS shortlist_letter_sent,
    max(o.day) FILTER (WHERE o.event = 'shortlist_published') AS shortlist_published,
    max(o.day) FILTER (WHERE o.event = 'framework_signed') AS framework_signed,
    max(o.day) FILTER (WHERE o.event = 'framework_filed') AS framework_filed,
    max(o.day) FILTER (WHERE o.event = 'shortlist_told') AS shortlist_told,
    max(o.day) FILTER (WHERE o.event = 'framework_ended') AS framework_ended,
    max(o.day) FILTER (WHERE o.event = 'summary_published') AS summary_published,
    max(o.day) FILTER (WHERE o.event = 'innovation_notice_published') AS innovation_notice_published,
    max(o.day) FILTER (WHERE o.event = 'innovation_notice_expired') AS innovation_notice_expired,
    max(o.day) FILTER (WHERE o.event = 'applications_closed') AS applications_closed,
    max(o.day) FILTER (WHERE o.event = 'development_file_provided') AS development_file_provided,
    max(o.day) FILTER (WHERE o.event = 'final_response_invited') AS final_response_invited,
    max(o.day) FILTER (WHERE o.event = 'final_response_closed') AS final_response_closed
  FROM (
    SELECT DISTINCT ON (each.event) each.event, each.day, each.id FROM procurement_occurrence each
    WHERE each.procurement_id = p.id ORDER BY each.event, each.id DESC
  ) o
  WHERE NOT EXISTS (  -- what a later event annuls has not happened, here of a framework's: as events.toml says
    SELECT FROM procurement_occurrence later
    WHERE later.procurement_id = p.id AND later.id > o.id AND later.event IN ('review_voided', 'award_voided') AND o.event IN (
      'shortlist_letter_sent', 'shortlist_published', 'framework_signed', 'framework_filed', 'shortlist_told', 'framework_ended'
    )
  )
) h
CROSS JOIN LATERAL (
  SELECT COALESCE(h.started, LEAST(h.notice_published, h.file_provided, h.innovation_notice_published), p.starts_on) AS day
) began
CROSS JOIN LATERAL (
  SELECT
    bool_or(t.holds) FILTER (WHERE t.fact = 'is_unforeseen_urgent') AS is_unforeseen_urgent,
    bool_or(t.holds) FILTER (WHERE t.fact = 'is_beyond_reserves') AS is_beyond_reserves,
    bool_or(t.holds) FILTER (WHERE t.fact = 'is_too_urgent_to_compete') AS is_too_urgent_to_compete,
    bool_or(t.holds) FILTER (WHERE t.fact = 'is_complex') AS is_complex,
    bool_or(t.holds) FILTER (WHERE t.fact = 'has_great_social_impact') AS has_great_social_impact,
    bool_or(t.holds) FILTER (WHERE t.fact = 'standards_uniform') AS standards_uniform,
    bool_or(t.holds) FILTER (WHERE t.fact = 'is_it_system') AS is_it_system,
    bool_or(t.holds) FILTER (WHERE t.fact = 'qualification_scored') AS qualification_scored
  FROM (
    SELECT DISTINCT ON (each.fact) each.fact, each.holds FROM procurement_tick each
    WHERE each.procurement_id = p.id ORDER BY each.fact, each.id DESC
  ) t
) judged
LEFT JOIN LATERAL (
  SELECT d.is_granted, d.day FROM procurement_methoddecision d
  WHERE d.procurement_id = p.id AND d.method = p.method ORDER BY d.id DESC LIMIT 1
) allowed ON TRUE
LEFT JOIN LATERAL (
  -- The first notice that appeared says where this procurement is announced; of an address that is not known nothing is said.
  SELECT CASE WHEN n.address ~ '^https?://([a-z0-9-]+\.)*ccgp(-[a-z]+)?\.gov\.cn(/|$)' THEN TRUE END AS on_designated_media
  FROM procurement_notice n WHERE n.procurement_id = p.id AND n.appeared_on IS NOT NULL ORDER BY n.id LIMIT 1
) shown ON TRUE
LEFT JOIN LATERAL (
  -- What the last notice of a single source says, as it was published.
  SELECT
    COALESCE(string_agg(said ->> 'text', '，') FILTER (WHERE said ->> 'field' IN ('provider', 'provider_address')), '') AS supplier,
    COALESCE(string_agg(said ->> 'text', '；') FILTER (WHERE said ->> 'field' = 'reason'), '') AS reason,
    COALESCE(string_agg(said ->> 'text', '；') FILTER (WHERE said ->> 'field' IN ('argument', 'arguers')), '') AS opinion
  FROM (
    SELECT n.content FROM procurement_notice n
    WHERE n.procurement_id = p.id AND n.kind = 'single_source' AND n.state = 'published' ORDER BY n.id DESC LIMIT 1
  ) last CROSS JOIN LATERAL jsonb_array_elements(last.content) said HAVING count(*) > 0
) alone ON TRUE
LEFT JOIN LATERAL (
  -- Once all are examined; known of who was called by a notice and bid for the whole. Who declared nothing in taking part and whose
  -- sealed bid nobody has looked through may have declared it there.
  SELECT CASE WHEN bool_and(each.has_passed IS NOT NULL) AND bool_and(NOT each.has_passed OR each.is_small IS NOT NULL)
    THEN count(*) FILTER (WHERE each.has_passed AND each.is_small) END AS qualified
  FROM (
    SELECT DISTINCT ON (r.bidder_id) examined.has_passed, CASE
      WHEN r.feature <> '' OR r.has_declaration AND r.declared_size NOT IN ('large', 'other') THEN TRUE
      WHEN r.has_declaration OR r.came_by <> 'sealed' OR EXISTS (
        SELECT FROM procurement_participation taken
        WHERE taken.procurement_id = p.id AND taken.bidder_id = r.bidder_id AND taken.state = 'taking_part' AND NOT taken.is_small
      ) THEN FALSE END AS is_small
    FROM procurement_response r LEFT JOIN LATERAL (
      SELECT e.has_passed FROM procurement_examination e
      WHERE e.response_id = r.id AND e.part = 'qualification' ORDER BY e.id DESC LIMIT 1
    ) examined ON TRUE
    WHERE r.procurement_id = p.id AND r.quotation = 'first' ORDER BY r.bidder_id, r.id DESC
  ) each HAVING count(*) > 0
) small ON p.reserve = 'whole' AND h.notice_published IS NOT NULL AND NOT EXISTS (
  SELECT FROM procurement_lot lot WHERE lot.procurement_id = p.id
)
LEFT JOIN LATERAL (
  SELECT
    COALESCE(st.price_points, 0) AS price_points,
    st.consortium_deduction_percent, st.low_price_mean_percent, st.low_price_second_percent, st.low_price_ceiling_percent,
    st.is_quantified AS factors_quantified,
    (SELECT COALESCE(sum(f.points), 0) FROM procurement_factor f WHERE f.table_id = st.id AND f.title LIKE '%研发方案%') AS plan_points,
    (
      SELECT string_agg(concat_ws(' ', f.title, f.looks_at, (
        SELECT string_agg(grade ->> 'indicator', '；') FROM jsonb_array_elements(f.grades) grade
      )), E'\n' ORDER BY f.table_id, f.number)
      FROM procurement_factor f JOIN procurement_scoringtable every ON every.id = f.table_id WHERE every.procurement_id = p.id
    ) AS scoring_text
  -- Of several tables, the numbers of the first that counts; scoring_tables.py asks about the others.
  FROM procurement_scoringtable st LEFT JOIN procurement_lot its ON its.id = st.lot_id
  WHERE st.procurement_id = p.id AND (
    st.lot_id IS NOT NULL OR NOT EXISTS (SELECT FROM procurement_lot lot WHERE lot.procurement_id = p.id) OR EXISTS (
      SELECT FROM procurement_lot lot WHERE lot.procurement_id = p.id
        AND NOT EXISTS (SELECT FROM procurement_scoringtable own WHERE own.lot_id = lot.id)
    )
  )
  ORDER BY its.number NULLS FIRST LIMIT 1
) scored ON TRUE
LEFT JOIN LATERAL (
  SELECT count(*) AS invited FROM procurement_invitation sent
  JOIN procurement_invitationcandidate able ON able.id = sent.candidate_id JOIN procurement_invitationlist bound ON bound.id = able.of_id
  WHERE bound.procurement_id = p.id AND sent.passed_over = '' HAVING count(*) > 0
) drawn ON TRUE
LEFT JOIN procurement_procurementfile file ON file.procurement_id = p.id
LEFT JOIN LATERAL (
  -- Who sits on the panel now. Of how experts were chosen the least regular counts.
  SELECT
    count(*) AS panel_size,
    count(*) FILTER (WHERE m.seat = 'expert') AS expert_count,
    count(*) FILTER (WHERE m.is_lawyer) AS law_expert_count,
    CASE WHEN bool_or(m.selection = 'self') THEN 'self' WHEN bool_or(m.selection = 'self_approved') THEN 'self_approved'
      WHEN bool_or(m.selection = 'random') THEN 'random' END AS expert_selection,
    count(*) FILTER (WHERE EXISTS (
      SELECT FROM procurement_response r LEFT JOIN procurement_consortiummember joined ON joined.response_id = r.id
      JOIN registry_body bidder ON bidder.id IN (r.bidder_id, joined.body_id)
      LEFT JOIN procurement_expert x ON x.id = m.expert_id
      WHERE r.procurement_id = p.id AND (bidder.name = m.employer OR x.avoids ? bidder.name)
    )) AS conflicted_member_count,
    -- Without an agency nobody is of its staff.
    bool_or(COALESCE(m.employer = agency.name OR EXISTS (
      SELECT FROM registry_appointment a WHERE a.person_id = m.person_id AND a.body_id = agency.id
    ), FALSE)) AS agency_staff_on_panel
  FROM procurement_panelmember m
  LEFT JOIN procurement_delegation held ON held.id = p.delegation_id
  LEFT JOIN registry_body agency ON agency.id = held.agency_id
  WHERE m.procurement_id = p.id AND m.left_at IS NULL HAVING count(*) > 0
) seated ON TRUE
LEFT JOIN LATERAL (
  -- Of all applications the one that waited longest, be it still waiting.
  SELECT
    (a.applied_at AT TIME ZONE 'Asia/Shanghai')::date AS received,
    CASE WHEN a.state <> 'received' THEN (a.decided_at AT TIME ZONE 'Asia/Shanghai')::date END AS reviewed
  FROM procurement_frameworkapplication a JOIN procurement_framework f ON f.id = a.framework_id
  WHERE f.procurement_id = p.id AND p.framework_kind = 'open' AND a.state <> 'withdrawn'
  ORDER BY COALESCE(a.decided_at, core_now()) - a.applied_at DESC, a.id LIMIT 1
) applied ON TRUE
LEFT JOIN LATERAL (
  -- Of the lots the one of which the most were shortlisted; of an open agreement who came in at all.
  SELECT each.qualified, each.shortlisted FROM (
    SELECT (
      SELECT count(*) FROM procurement_placing placed WHERE placed.report_id = a.report_id AND placed.rank IS NOT NULL
    ) AS qualified, count(*) AS shortlisted
    FROM procurement_award a WHERE a.procurement_id = p.id AND a.is_shared AND a.round = 1 + (
      SELECT count(*) FROM procurement_occurrence o WHERE o.procurement_id = p.id AND o.event IN ('review_voided', 'award_voided')
    ) GROUP BY a.report_id
    UNION ALL
    SELECT NULL, count(*) FROM procurement_frameworkmember m JOIN procurement_framework f ON f.id = m.framework_id
    WHERE f.procurement_id = p.id AND p.framework_kind = 'open' HAVING count(*) > 0
  ) each ORDER BY each.shortlisted::numeric / NULLIF(each.qualified, 0) DESC NULLS LAST LIMIT 1
) judged_by_count ON TRUE
CROSS JOIN LATERAL (
  SELECT count(*) AS total, CASE WHEN count(*) > 0 THEN count(*) FILTER (WHERE m.state = 'in') END AS remaining
  FROM procurement_frameworkmember m JOIN procurement_framework f ON f.id = m.framework_id WHERE f.procurement_id = p.id AND f.round = 1 + (
    SELECT count(*) FROM procurement_occurrence o WHERE o.procurement_id = p.id AND o.event IN ('review_voided', 'award_voided')
  )
) joined
LEFT JOIN LATERAL (
  SELECT s.remaining FROM procurement_supplement s JOIN procurement_framework f ON f.id = s.framework_id
  WHERE f.procurement_id = p.id AND f.round = 1 + (
    SELECT count(*) FROM procurement_occurrence o WHERE o.procurement_id = p.id AND o.event IN ('review_voided', 'award_voided')
  )
  ORDER BY s.id DESC LIMIT 1
) more ON TRUE

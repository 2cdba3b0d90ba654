-- A project as the rules for plans read it, as far as that needs a join or an expression; the rest is its fields and its
-- stored facts (core.fact_views).
--
-- is_counted: the project holds money, and counts in the totals of a year; a returned one as long as a contract has
-- committed some. For a project that is being written again (returned or adjusting), what is typed may be less than what
-- contracts have committed, and may never be granted. So its own rules see at least what is committed, and the totals of
-- other projects count the money that it holds, and all else as it was when it was opened again (the columns counted_…).
--
-- What bodies were called on a day is selected in the columns: joined, it would be looked for of each of the many projects
-- of which totals are taken, which don't read it.
SELECT
  p.id,
  p.state IN ('submitted', 'approved', 'adjusting', 'returned') AND (p.state <> 'returned' OR held.committed > 0) AS is_counted,
  CASE WHEN held.committed_above_typed > 0 THEN COALESCE(p.amount, 0) + held.committed_above_typed ELSE p.amount END AS amount_yuan,
  p.first_year + COALESCE(held.committed_above_typed, 0) AS year_amount_yuan,
  granted.amount AS counted_amount_yuan,
  CASE WHEN granted.is_reopened THEN held.amount ELSE p.first_year END AS counted_year_amount_yuan,
  CASE WHEN granted.is_reopened THEN held.line_codes ELSE paying.codes END AS counted_budget_line,
  -- A part counts with no more than the whole. Not LEAST, which takes the whole for a part that is not given.
  CASE WHEN parts.added > granted.amount THEN granted.amount ELSE parts.added END AS counted_new_amount_yuan,
  CASE WHEN parts.sme > granted.amount THEN granted.amount ELSE parts.sme END AS counted_sme_reserved_yuan,
  CASE WHEN parts.small > granted.amount THEN granted.amount ELSE parts.small END AS counted_small_reserved_yuan,
  asked.day AS on_date,
  p.place_code AS place,
  p.level,
  p.purchaser_words AS purchaser,
  COALESCE((
    SELECT once.name FROM registry_designation once WHERE once.body_id = p.purchaser_id AND once.days @> asked.day
  ), b.name) AS said_purchaser,
  COALESCE((
    SELECT once.kind FROM registry_designation once WHERE once.body_id = p.purchaser_id AND once.days @> asked.day
  ), b.kind) AS purchaser_kind,
  p.id::text AS project,
  p.year + CASE WHEN p.third_year > 0 THEN 2 WHEN p.second_year > 0 THEN 1 ELSE 0 END AS last_funding_year,
  -- What a provider is, its file tells as of that day. Of a name that is not registered nothing is known.
  COALESCE((
    SELECT former.name FROM registry_designation former WHERE former.body_id = p.provider_body_id AND former.days @> asked.day
  ), provider.name, NULLIF(p.provider, '')) AS provider,
  COALESCE((
    SELECT former.kind FROM registry_designation former WHERE former.body_id = p.provider_body_id AND former.days @> asked.day
  ), provider.kind, NULLIF(p.provider_kind, '')) AS provider_kind,
  file.is_debarred AS is_provider_debarred,
  file.is_dishonest AS is_provider_dishonest,
  file.is_tax_violator AS is_provider_tax_violator,
  -- That nothing is noted does not say that there was nothing.
  CASE WHEN file.violation_on IS NOT NULL THEN TRUE END AS has_provider_violation,
  file.violation_on AS provider_violation_on,
  (SELECT CASE WHEN g.amount_yuan = 0 THEN FALSE ELSE g.is_full END FROM registry_appropriation g
    WHERE g.body_id = provider.id AND g.year = EXTRACT(YEAR FROM asked.day) AND g.struck = '') AS is_provider_fully_appropriated,
  (SELECT g.amount_yuan > 0 FROM registry_appropriation g WHERE g.body_id = provider.id AND g.year = p.year
    AND g.struck = '') AS is_provider_appropriated,
  paying.codes AS budget_line,
  line.approved AS budget_line_yuan,
  line.lines > 0 AS is_budgeted,
  p.second_year <= line.second_year AND COALESCE(p.third_year, 0) <= line.third_year AS is_in_medium_term_plan,
  line.is_adjusted AS is_budget_adjusted,
  line.fund_kind AS fund_source,
  line.department_economic_class,
  line.government_economic_class,
  line.is_service_purchase,
  line.is_gov_procurement,
  catalogue_in_central_list(p.place_code, p.level, p.item_code, asked.day) AS is_in_central_list,
  NULLIF(b.agency_code, '') AS purchaser_code,
  entry.code AS catalogue_code,
  -- A new edition of the same owner that has the entry as it was takes along the projects that wait.
  EXISTS (
    SELECT FROM (SELECT catalogue_edition_for(p.purchaser_id, asked.catalogue_day) AS id OFFSET 0) applies  -- found once
    JOIN catalogue_edition applied ON applied.id = applies.id AND applied.owner_id = edition.owner_id
    JOIN catalogue_editionentry there ON there.edition_id = applies.id AND there.code = entry.code AND there.name = entry.name
  ) AS is_in_catalogue,
  -- The level may have changed since the department's edition was published; departments detail its third level.
  CASE WHEN edition.kind = 'level' THEN TRUE ELSE (
    SELECT bool_or(base.code = entry.code OR length(entry.code) > 5 AND base.code = left(entry.code, -2))
    FROM catalogue_editionentry base
    WHERE base.edition_id = catalogue_edition_for(edition.owner_id, asked.catalogue_day, TRUE)
  ) END AS is_entry_in_level_catalogue,
  entry.is_consulted AS is_entry_consulted,
  entry.needs_expert_review,
  entry.is_expert_reviewed,
  (SELECT string_agg(concat_ws(' ', t.name, CASE WHEN t.operator = 'qualitative' THEN t.text
    ELSE concat(t.operator, ' ', trim_scale(t.number), ' ', t.unit) END), '；' ORDER BY t.position, t.id) FROM planning_target t WHERE t.project_id = p.id) AS performance_target
FROM planning_project p
CROSS JOIN LATERAL (
  -- What is still open is asked under today's law; what was decided keeps the day on which it was.
  SELECT CASE WHEN p.state IN ('approved', 'withdrawn') THEN p.law_day
    ELSE core_today() END AS day
) today
CROSS JOIN LATERAL (
  -- The catalogue is that of the budget year: of the day, or of the year's day that is nearest to it.
  SELECT today.day, LEAST(GREATEST(today.day, make_date(p.year, 1, 1)), make_date(p.year, 12, 31)) AS catalogue_day
) asked
LEFT JOIN LATERAL (
  -- What a project that is being written again holds for its first year, reserved or committed, and by how much what is
  -- committed exceeds what is typed now. Not even looked for of any other project.
  SELECT
    COALESCE(sum(sums.amount), 0) AS amount,
    COALESCE(sum(sums.committed), 0) AS committed,
    GREATEST(COALESCE(sum(sums.committed), 0) - COALESCE(p.first_year, p.amount, 0), 0) AS committed_above_typed,
    string_agg(l.code, '、' ORDER BY sums.amount DESC, l.id) AS line_codes
  FROM (
    SELECT e.line_id, sum(e.amount) AS amount, sum(e.amount) FILTER (WHERE e.kind = 'commitment') AS committed
    FROM funds_ledgerentry e
    WHERE e.project = p.id AND e.kind IN ('reservation', 'commitment')
    GROUP BY e.line_id HAVING sum(e.amount) > 0
  ) sums JOIN funds_budgetline l ON l.id = sums.line_id
  HAVING p.state IN ('returned', 'adjusting')  -- without GROUP BY: asked once, before any row is read, and no row where not
) held ON TRUE
CROSS JOIN LATERAL (
  -- What counts where a project is being written again: the money that it holds, and its facts as they were before. A
  -- returned project has no later years: nobody has granted them yet, or any more.
  SELECT
    reopened.is_reopened,
    reopened.facts,
    CASE p.state
      WHEN 'returned' THEN held.amount
      WHEN 'adjusting' THEN held.amount + CASE WHEN reopened.facts IS NULL
        THEN COALESCE(p.second_year, 0) + COALESCE(p.third_year, 0)
        ELSE COALESCE(CAST(reopened.facts ->> 'second_year_yuan' AS numeric), 0)
          + COALESCE(CAST(reopened.facts ->> 'third_year_yuan' AS numeric), 0) END
      ELSE p.amount
    END AS amount
  FROM (
    SELECT p.state IN ('returned', 'adjusting') AS is_reopened, CASE WHEN p.state IN ('returned', 'adjusting') THEN p.granted END AS facts
  ) reopened
) granted
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN granted.facts IS NULL THEN p.new_amount ELSE CAST(granted.facts ->> 'new_amount_yuan' AS numeric) END AS added,
    CAST(COALESCE(granted.facts, p.facts) ->> 'sme_reserved_yuan' AS numeric) AS sme,
    CAST(COALESCE(granted.facts, p.facts) ->> 'small_reserved_yuan' AS numeric) AS small
) parts
LEFT JOIN registry_body provider ON provider.id = p.provider_body_id
LEFT JOIN LATERAL registry_provider_file(provider.id, asked.day) file ON provider.id IS NOT NULL
LEFT JOIN catalogue_editionentry entry ON entry.id = p.entry_id
LEFT JOIN catalogue_edition edition ON edition.id = entry.edition_id
LEFT JOIN LATERAL (
  SELECT
    count(*) AS lines,
    max(l.code) AS code,
    sum(l.approved) AS approved,
    sum(l.second_year) AS second_year,
    sum(l.third_year) AS third_year,
    bool_or(EXISTS (SELECT FROM funds_budgetadjustment a WHERE a.line_id = l.id)) AS is_adjusted,
    bool_and(l.is_service_purchase) AS is_service_purchase,
    bool_or(l.is_gov_procurement) AS is_gov_procurement,
    (array_agg(l.fund_kind ORDER BY f.amount DESC, l.id))[1] AS fund_kind,
    (array_agg(l.department_economic_class ORDER BY f.amount DESC, l.id))[1] AS department_economic_class,
    (array_agg(l.government_economic_class ORDER BY f.amount DESC, l.id))[1] AS government_economic_class
  FROM planning_funding f
  JOIN funds_budgetline l ON l.id = f.line_id
  WHERE f.project_id = p.id
) line ON TRUE
CROSS JOIN LATERAL (
  -- Money of several lines counts together; of what cannot be added up, the line that pays most stands for all. Sorted only
  -- where there are several: of each of the many projects of which totals are taken, the codes are read.
  SELECT CASE WHEN line.lines > 1 THEN (
    SELECT string_agg(l.code, '、' ORDER BY f.amount DESC, l.id)
    FROM planning_funding f
    JOIN funds_budgetline l ON l.id = f.line_id
    WHERE f.project_id = p.id
  ) ELSE line.code END AS codes
) paying
-- Always found: LEFT and last, so that it isn't joined where no column of it is read.
LEFT JOIN registry_body b ON b.id = p.purchaser_id

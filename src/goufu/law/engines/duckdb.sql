-- The functions of the condition language. Each engine has its own file; the conformance table holds them together.
-- What begins with a printed sign of ASCII, or comes after U+3000, is not blank: two comparisons tell nearly every text.
CREATE OR REPLACE TEMP MACRO gf_blank(t) AS CASE WHEN (t >= '!' AND t < chr(127)) OR t >= chr(12289)
    THEN FALSE ELSE NOT regexp_matches(t, '[^ \t\n\v\f\r\x{a0}\x{3000}]') END;
CREATE OR REPLACE TEMP MACRO gf_match(t, pattern) AS regexp_matches(t, pattern);
CREATE OR REPLACE TEMP MACRO gf_any(t, words) AS regexp_matches(t, words);
CREATE OR REPLACE TEMP MACRO gf_ends(t, pattern) AS regexp_matches(t, '(?:' || pattern || ')\z');
CREATE OR REPLACE TEMP MACRO gf_odd(n) AS n % 2 = 1;
CREATE OR REPLACE TEMP MACRO gf_plus_months(d, n) AS CAST(d + to_months(CAST(n AS INTEGER)) AS DATE);
CREATE OR REPLACE TEMP MACRO gf_days(a, b) AS b - a;
CREATE OR REPLACE TEMP MACRO gf_workday_number(d) AS CASE WHEN d >= DATE '2004-01-01'
    THEN getvariable('gf_workday_numbers')[d - DATE '2004-01-01' + 1] END;
CREATE OR REPLACE TEMP MACRO gf_workday(n) AS CASE WHEN n > 0 THEN getvariable('gf_workdays')[n] END;
CREATE OR REPLACE TEMP MACRO gf_workdays(a, b) AS gf_workday_number(b) - gf_workday_number(a);
CREATE OR REPLACE TEMP MACRO gf_due(d, n) AS gf_workday(gf_workday_number(d + CAST(n AS INTEGER) - 1) + 1);
CREATE OR REPLACE TEMP MACRO gf_workday_due(d, n) AS gf_workday(gf_workday_number(d) + CAST(n AS INTEGER));

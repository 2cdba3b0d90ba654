-- The functions of the condition language. Each engine has its own file; the conformance table holds them together.
CREATE OR REPLACE TEMPORARY FUNCTION gf_blank(t STRING) RETURNS BOOLEAN
RETURN btrim(t, ' \t\n\u000b\u000c\r\u00a0\u3000') = '';
CREATE OR REPLACE TEMPORARY FUNCTION gf_match(t STRING, pattern STRING) RETURNS BOOLEAN
RETURN t RLIKE pattern;
CREATE OR REPLACE TEMPORARY FUNCTION gf_any(t STRING, words STRING) RETURNS BOOLEAN
RETURN t RLIKE words;
CREATE OR REPLACE TEMPORARY FUNCTION gf_ends(t STRING, pattern STRING) RETURNS BOOLEAN
RETURN t RLIKE concat('(?:', pattern, r')\z');
CREATE OR REPLACE TEMPORARY FUNCTION gf_odd(n DECIMAL(18, 6)) RETURNS BOOLEAN
RETURN n % 2 = 1;
CREATE OR REPLACE TEMPORARY FUNCTION gf_plus_months(d DATE, n DECIMAL(18, 6)) RETURNS DATE
RETURN add_months(d, CAST(n AS INT));
CREATE OR REPLACE TEMPORARY FUNCTION gf_days(a DATE, b DATE) RETURNS INT
RETURN datediff(b, a);
CREATE OR REPLACE TEMPORARY FUNCTION gf_workday_number(d DATE) RETURNS INT
RETURN CASE WHEN d >= DATE '2004-01-01' THEN try_element_at(gf_workday_numbers, datediff(d, DATE '2004-01-01') + 1) END;
CREATE OR REPLACE TEMPORARY FUNCTION gf_workday(n INT) RETURNS DATE
RETURN CASE WHEN n > 0 THEN try_element_at(gf_workday_list, n) END;
CREATE OR REPLACE TEMPORARY FUNCTION gf_workdays(a DATE, b DATE) RETURNS INT
RETURN gf_workday_number(b) - gf_workday_number(a);
CREATE OR REPLACE TEMPORARY FUNCTION gf_due(d DATE, n DECIMAL(18, 6)) RETURNS DATE
RETURN gf_workday(gf_workday_number(date_add(d, CAST(n AS INT) - 1)) + 1);
CREATE OR REPLACE TEMPORARY FUNCTION gf_workday_due(d DATE, n DECIMAL(18, 6)) RETURNS DATE
RETURN gf_workday(gf_workday_number(d) + CAST(n AS INT));

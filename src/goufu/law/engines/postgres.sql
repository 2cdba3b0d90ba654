-- The functions of the condition language. Each engine has its own file; the conformance table holds them together.
CREATE TABLE IF NOT EXISTS gf_calendar (day date PRIMARY KEY, workdays integer NOT NULL);
CREATE TABLE IF NOT EXISTS gf_workday_list (number integer PRIMARY KEY, day date NOT NULL);

CREATE OR REPLACE FUNCTION gf_blank(t text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT btrim(t, E' \t\n\u000b\f\r\u00a0\u3000') = '' $$;
CREATE OR REPLACE FUNCTION gf_match(t text, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT t ~ pattern $$;
-- A regular expression of many words is dear to prepare, and a session keeps only 32 of them.
CREATE OR REPLACE FUNCTION gf_any(t text, words text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT t LIKE ANY (string_to_array('%' || replace(translate(words, '[]', ''), '|', '%|%') || '%', '|')) $$;
CREATE OR REPLACE FUNCTION gf_ends(t text, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT t ~ ('(?:' || pattern || ')\Z') $$;
-- Asked by no rule of today, but by release 0.1.0, which serves on while a newer one migrates.
CREATE OR REPLACE FUNCTION gf_without(t text, words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT regexp_replace(t, words, '', 'g') $$;
CREATE OR REPLACE FUNCTION gf_odd(n numeric) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT n % 2 = 1 $$;
CREATE OR REPLACE FUNCTION gf_plus_months(d date, n numeric) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (d + make_interval(months => n::integer))::date $$;
CREATE OR REPLACE FUNCTION gf_days(a date, b date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT b - a $$;
CREATE OR REPLACE FUNCTION gf_workday_number(d date) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT workdays FROM gf_calendar WHERE day = d $$;
CREATE OR REPLACE FUNCTION gf_workday(n integer) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT day FROM gf_workday_list WHERE number = n $$;
CREATE OR REPLACE FUNCTION gf_workdays(a date, b date) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT gf_workday_number(b) - gf_workday_number(a) $$;
CREATE OR REPLACE FUNCTION gf_due(d date, n numeric) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT gf_workday(gf_workday_number(d + n::integer - 1) + 1) $$;
CREATE OR REPLACE FUNCTION gf_workday_due(d date, n numeric) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT gf_workday(gf_workday_number(d) + n::integer) $$;

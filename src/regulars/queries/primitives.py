"""What SQL may be written with: functions that every engine has, and primitives that each of them writes in its own way."""

from __future__ import annotations

# {0}, {1}: the arguments, already rendered in the target dialect
PRIMITIVES: dict[str, dict[str, str]] = {
    "X_DAYS": {"duckdb": "DATE_DIFF('day', {0}, {1})", "spark": "DATEDIFF({1}, {0})", "postgres": "({1} - {0})"},
    "X_LOCALDATE": {
        "duckdb": "CAST(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1} AS DATE)",
        "spark": "CAST(CONVERT_TIMEZONE('UTC', {1}, {0}) AS DATE)",
        "postgres": "CAST(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1} AS DATE)",
    },
    "X_TO_UTC": {
        "duckdb": "(({0} AT TIME ZONE {1}) AT TIME ZONE 'UTC')",
        "spark": "CONVERT_TIMEZONE({1}, 'UTC', {0})",
        "postgres": "(({0} AT TIME ZONE {1}) AT TIME ZONE 'UTC')",
    },
    # DuckDB's AT TIME ZONE asks its calendar for every row, which takes six times as long
    "X_ZONED_TO_UTC": {"duckdb": "MAKE_TIMESTAMP(EPOCH_US({0}))", "spark": "TO_TIMESTAMP_NTZ({0})"},
    # a text that ends in "+00"
    "X_TS_ZONED": {"duckdb": "TIMESTAMPTZ {0}"},
    "X_TS": {"duckdb": "TIMESTAMP {0}", "spark": "CAST({0} AS TIMESTAMP_NTZ)", "postgres": "TIMESTAMP {0}"},
    "X_MONTH": {"duckdb": "STRFTIME({0}, '%Y-%m')", "spark": "DATE_FORMAT({0}, 'yyyy-MM')"},
    "X_LOCALTIME": {
        "duckdb": "(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1})",
        "spark": "CONVERT_TIMEZONE('UTC', {1}, {0})",
        "postgres": "(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1})",
    },
    # 1 is Monday
    "X_WEEKDAY": {
        "duckdb": "ISODOW({0})",
        "spark": "(WEEKDAY({0}) + 1)",
        "postgres": "CAST(EXTRACT(ISODOW FROM {0}) AS INT)",
    },
    "X_HOUR": {"duckdb": "HOUR({0})", "spark": "HOUR({0})", "postgres": "CAST(EXTRACT(HOUR FROM {0}) AS INT)"},
    "X_MONTH_OF_YEAR": {
        "duckdb": "MONTH({0})",
        "spark": "MONTH({0})",
        "postgres": "CAST(EXTRACT(MONTH FROM {0}) AS INT)",
    },
    "X_YEAR": {"duckdb": "YEAR({0})", "spark": "YEAR({0})", "postgres": "CAST(EXTRACT(YEAR FROM {0}) AS INT)"},
    # nearest-rank: of an even number of values the smaller middle one
    "X_LOW_MEDIAN": {"duckdb": "QUANTILE_DISC({0}, 0.5)", "spark": "PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY {0})"},
    "X_DAY_OF_MONTH": {
        "duckdb": "DAY({0})",
        "spark": "DAY({0})",
        "postgres": "CAST(EXTRACT(DAY FROM {0}) AS INT)",
    },
    # days with their fraction
    "X_ELAPSED_DAYS": {
        "duckdb": "(DATE_DIFF('microsecond', {0}, {1}) / 86400000000)",
        "spark": "(TIMESTAMPDIFF(MICROSECOND, {0}, {1}) / 86400000000)",
        "postgres": "(EXTRACT(EPOCH FROM {1} - {0}) / 86400)",
    },
    # to six digits, so that what is equal in writing is equal; unknown where the divisor is 0
    "X_RATIO": {
        "duckdb": "ROUND({0} / NULLIF({1}, 0), 6)",
        "spark": "ROUND(CAST({0} AS DOUBLE) / NULLIF({1}, 0), 6)",
        "postgres": "ROUND(CAST({0} AS DECIMAL) / NULLIF(CAST({1} AS DECIMAL), 0), 6)",
    },
    "X_TIMES": {
        "duckdb": "ROUND(CAST({0} AS DOUBLE) * {1}, 6)",
        "spark": "ROUND(CAST({0} AS DOUBLE) * {1}, 6)",
        "postgres": "ROUND(CAST({0} AS DECIMAL) * {1}, 6)",
    },
    # in a list of constants; unlike IN, which becomes a join over all rows, it is worked out only where a CASE asks for it
    "X_AMONG": {"duckdb": "LIST_CONTAINS({1}, {0})", "spark": "ARRAY_CONTAINS({1}, {0})", "postgres": "({0} = ANY({1}))"},
    "X_CONTAINS": {"duckdb": "CONTAINS({0}, {1})", "spark": "CONTAINS({0}, {1})", "postgres": "(STRPOS({0}, {1}) > 0)"},
    "X_ENDS_WITH": {
        "duckdb": "SUFFIX({0}, {1})",
        "spark": "ENDSWITH({0}, {1})",
        "postgres": "(RIGHT({0}, LENGTH({1})) = {1})",
    },
    "X_ADD_YEARS": {
        "duckdb": "CAST({0} + TO_YEARS(CAST({1} AS INTEGER)) AS DATE)",
        "spark": "ADD_MONTHS({0}, 12 * ({1}))",
        "postgres": "CAST({0} + MAKE_INTERVAL(years => {1}) AS DATE)",
    },
    "X_SPLIT_ROWS": {"duckdb": "UNNEST(STRING_SPLIT({0}, {1}))"},
    # the start of the calendar unit that a local time is in
    "X_UNIT_START": {
        "duckdb": "DATE_TRUNC({0}, {1})",
        "spark": "DATE_TRUNC({0}, {1})",
        "postgres": "DATE_TRUNC({0}, {1})",
    },
    # text from a position on, 1 is the first
    "X_FROM": {"duckdb": "SUBSTRING({0}, {1})", "spark": "SUBSTRING({0}, {1})"},
    "X_TRY_STRPTIME": {"duckdb": "TRY_STRPTIME({0}, {1})"},
    # "+0100", with or without a blank before it, is an offset that the cast does not know
    "X_TRY_ZONED": {
        "duckdb": "(TRY_CAST(REGEXP_REPLACE({0}, ' ?([+-][0-9]{{2}}):?([0-9]{{2}})$', '\\1:\\2') AS TIMESTAMPTZ)"
        " AT TIME ZONE 'UTC')"
    },
    "X_EXCEL_TIME": {
        "duckdb": "(TIMESTAMP '1899-12-30 00:00:00' + TO_SECONDS(CAST(ROUND(TRY_CAST({0} AS DOUBLE) * 86400) AS BIGINT)))",
    },
    "X_EPOCH_TIME": {"duckdb": "MAKE_TIMESTAMP(CAST(ROUND(TRY_CAST({0} AS DOUBLE) * {1}) AS BIGINT))"},
    "X_ADD_TIME": {"duckdb": "(CAST({0} AS DATE) + {1})"},
    "X_ROW_HASH": {"duckdb": "HASH({*})"},
    "X_LIST": {"duckdb": "LIST_VALUE({*})"},
    "X_BITSTRING_COUNT": {"duckdb": "BIT_COUNT(BITSTRING_AGG({0}, {1}, {2}))"},
    "X_DIGITS": {"duckdb": "REGEXP_REPLACE({0}, '[^0-9+]', '', 'g')"},
    "X_PART": {"duckdb": "SPLIT_PART({0}, {1}, {2})"},
    "X_KEEP": {"duckdb": "REGEXP_REPLACE({0}, {1}, '', 'g')"},
    "X_REWRITE": {"duckdb": "REGEXP_REPLACE({0}, {1}, {2}, 'g')"},
    # the empty text where nothing matches
    "X_EXTRACT": {"duckdb": "REGEXP_EXTRACT({0}, {1}, {2})"},
    # a local instant and its offset ("+01", "-0530")
    "X_WITH_OFFSET": {"duckdb": "(TRY_CAST(CAST({0} AS VARCHAR) || {1} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')"},
    "X_SUM_OF": {"duckdb": "LIST_SUM(LIST_TRANSFORM({0}, lambda x: TRY_CAST(x AS DECIMAL(18, 4))))"},
    "X_EXTRACT_ALL": {"duckdb": "REGEXP_EXTRACT_ALL({0}, {1}, 1)"},
    "X_JSON_VALUES": {"duckdb": "JSON_EXTRACT_STRING(TRY_CAST({0} AS JSON), {1})"},
    "X_FULL_MATCH": {"duckdb": "REGEXP_FULL_MATCH({0}, {1})"},
    # lower-case hexadecimal SHA-256
    "X_SHA256": {"duckdb": "SHA256({0})"},
    # MD5: tells rows apart without saying whose they are. The bytes of the number, the least first, are the fingerprint
    "X_FINGERPRINT": {"duckdb": "UNHEX(MD5({0}))"},
    "X_FINGERPRINT_NUMBER": {"duckdb": "MD5_NUMBER({0})"},
    # `experiments.assignment.customer_hash`: a salt and a customer
    "X_CUSTOMER_HASH": {"duckdb": "CAST('0x' || SHA256({0} || CHR(31) || {1})[1:13] AS BIGINT)"},
    # the first where the second is largest, of the rows that have the second; the first has no NULL
    "X_ARG_MAX": {"duckdb": "ARG_MAX({0}, {1})", "spark": "MAX_BY({0}, {1})"},
    "X_CHANGE_MARK": {"duckdb": "MD5_NUMBER_LOWER({0})"},
    "X_MATCHES": {"duckdb": "REGEXP_MATCHES({0}, {1})", "spark": "({0} RLIKE {1})"},
}

# functions tried on every engine that Regulars runs on
TESTED = frozenset(
    {
        "ABS", "CAST", "COALESCE", "CONCAT", "COUNT", "DENSE_RANK", "EXISTS", "FLOOR", "GREATEST", "GROUPING", "LAG", "LEAST",
        "LENGTH", "LOWER", "MAX", "MIN", "NULLIF", "RANK", "REPLACE", "ROUND", "ROW_NUMBER", "SQRT", "STARTS_WITH", "SUM",
        "TRIM", "TRY_CAST", "UPPER",
    }
)  # fmt: skip
# words of the language that a bracket may follow
WORDS = frozenset(
    {
        "ALL", "AND", "AS", "BETWEEN", "BY", "DECIMAL", "DISTINCT", "ELSE", "FILTER", "FROM", "HAVING", "IN", "JOIN", "LIKE", "NOT",
        "ON", "OR", "OVER", "SELECT", "SETS", "THEN", "UNION", "USING", "VALUES", "WHEN", "WHERE",
    }
)  # fmt: skip

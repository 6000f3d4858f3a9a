"""Tables with faults: every one is a sentence with row numbers and column, never a value."""

import re
from collections.abc import Callable
from typing import Any

import pytest

Case = tuple[Callable[[dict[str, Any]], list[list[Any]]], list[str]]

PLAIN = "Write plain digits and no other text."
HAS_VALUE = "A KPI of kind count or mean has a value."
HAS_RATIO = "A KPI of kind proportion or rate has a numerator and a denominator."
OR_COLUMNS = "If one of them is meant, say so under 'columns:' beside the path."
AMOUNT = (
    ". An amount, such as spend, is a KPI of kind mean: give what it is for each person, or each "
    "1,000, in a column 'value'."
)
KEEP = "Keep one of them."
COLUMNS = "kpi, period, value, numerator, denominator, n, dimension, group"
BOTH = "Give both, or neither for the whole."
WINDOW = "Add the rows, or correct 'periods:' in project.yml."
DIMENSIONS = "'site', 'practice', 'deprivation', 'ethnicity', 'age_band', 'sex' or 'locality'"


def kpi(*cells: tuple[int, str, Any]) -> Callable[[dict[str, Any]], list[list[Any]]]:
    return lambda samples: samples["changed"](samples["kpi_rows"](), *cells)


def kpi_without(*left_out: int) -> Callable[[dict[str, Any]], list[list[Any]]]:
    return lambda samples: [
        row for number, row in enumerate(samples["kpi_rows"](), 1) if number not in left_out
    ]


def records(*cells: tuple[int, str, Any]) -> Callable[[dict[str, Any]], list[list[Any]]]:
    return lambda samples: samples["changed"](samples["record_rows"](), *cells)


def counts(*cells: tuple[int, str, Any]) -> Callable[[dict[str, Any]], list[list[Any]]]:
    return lambda samples: samples["changed"](samples["count_rows"](), *cells)


KPI_CASES: dict[str, Case] = {
    "a column spelt wrong": (
        kpi((1, "value", "valeu")),
        [
            "kpi.csv, column 'valeu': The column 'valeu' is not known here. Did you mean 'value'?",
            "kpi.csv: The column 'value' is missing. The table has: "
            f"kpi, period, valeu, numerator, denominator, dimension, group. {OR_COLUMNS}",
        ],
    ),
    "a column too many": (
        kpi((1, "group", "remarks"), (1, "dimension", "n")),
        [
            "kpi.csv, column 'remarks': The column 'remarks' is not known here. "
            f"Known columns: {COLUMNS}.",
        ],
    ),
    "two columns missing": (
        lambda samples: [[row[0], *row[2:4]] for row in samples["kpi_rows"]()],
        [
            "kpi.csv: The columns 'period' and 'denominator' are missing. "
            f"The table has: kpi, value, numerator. {OR_COLUMNS}"
        ],
    ),
    "a column twice": (
        kpi((1, "group", "VALUE")),
        [f"kpi.csv, row 1, column 'value': The column 'value' is there 2 times. {KEEP}"],
    ),
    "more cells than columns": (
        lambda samples: [
            [*row, "stray"] if n in (3, 4) else row for n, row in enumerate(samples["kpi_rows"]())
        ],
        [
            "kpi.csv, rows 4 and 5: There are more cells than the header has columns. "
            "Put text with a comma in quotation marks, or name the column."
        ],
    ),
    "a formula that failed": (
        kpi((4, "value", "#DIV/0!")),
        [
            "kpi.csv, row 4, column 'value': A formula gives an error. "
            "Correct the formula or type the value."
        ],
    ),
    "no numbers in many rows": (
        kpi(*[(row, "value", f"about {row}00") for row in range(4, 12)]),
        [
            "kpi.csv, rows 4, 5, 6, 7, 8 and 3 more, column 'value': "
            f"'value' must be a number. {PLAIN}"
        ],
    ),
    "percent, infinite and endless numbers": (
        kpi((4, "value", "85.77%"), (5, "value", "1e999"), (6, "value", "infinity")),
        [
            "kpi.csv, row 4, column 'value': 'value' has a percentage where none can be. "
            "Write the number of people or events, not a percentage.",
            f"kpi.csv, rows 5 and 6, column 'value': 'value' must be a number. {PLAIN}",
        ],
    ),
    "people in fractions": (
        kpi((4, "value", 4111.5), (41, "numerator", 6111.5), (42, "denominator", 8111.5)),
        [
            f"kpi.csv, row {row}, column '{name}': '{name}' of a KPI of kind {kind} must be a "
            f"whole number. Count people or events{otherwise}"
            for row, name, kind, otherwise in (
                (4, "value", "count", ", or choose kind mean in project.yml."),
                (41, "numerator", "proportion", AMOUNT),
                (42, "denominator", "proportion", AMOUNT),
            )
        ],
    ),
    "negative counts": (
        kpi((4, "value", -4177), (40, "numerator", -6177)),
        [
            "kpi.csv, row 40, column 'numerator': 'numerator' must be 0 or more. "
            "Correct the number.",
            "kpi.csv, row 4, column 'value': 'value' of a KPI of kind count must be 0 or more. "
            "Correct the number.",
        ],
    ),
    "more than all": (
        kpi((40, "numerator", 99999)),
        [
            "kpi.csv, row 40, column 'numerator': 'numerator' is greater than 'denominator'. "
            "Correct the numbers, or choose kind rate in project.yml."
        ],
    ),
    "nobody in the denominator": (
        kpi((40, "numerator", 0), (40, "denominator", 0)),
        [
            "kpi.csv, row 40, column 'denominator': 'denominator' must be greater than 0. "
            "Correct the number, or remove a row without people or time at risk."
        ],
    ),
    "a value that is missing": (
        kpi((4, "value", None)),
        [
            f"kpi.csv, row 4, column 'value': {HAS_VALUE} Fill in 'value', or remove the row.",
        ],
    ),
    "value and ratio mixed up": (
        kpi((4, "numerator", 1777), (40, "value", 5577), (41, "numerator", None)),
        [
            f"kpi.csv, row 40, column 'value': {HAS_RATIO} Leave 'value' empty in this row.",
            f"kpi.csv, row 41, column 'numerator': {HAS_RATIO} "
            "Fill in 'numerator', or remove the row.",
            f"kpi.csv, row 4, column 'numerator': {HAS_VALUE} Leave 'numerator' empty in this row.",
        ],
    ),
    "the same period twice": (
        kpi((5, "period", "2012-06-01")),
        [
            "kpi.csv, row 5, column 'kpi': A row above has the same 'kpi', 'period', 'dimension' "
            "and 'group'. Keep one of them; say under 'rows:' beside the path which organisation "
            "or indicator is wanted; or write 'duplicates: add-up' there if they are parts of one."
        ],
    ),
    "kpis that are not defined": (
        kpi((4, "kpi", "vists"), (5, "kpi", "vissits"), (6, "kpi", "qqqq"), (7, "kpi", None)),
        [
            "kpi.csv, rows 4 and 5, column 'kpi': 'kpi' is not defined under 'kpis:' in "
            "project.yml. Did you mean 'visits'?",
            "kpi.csv, row 6, column 'kpi': 'kpi' is not defined under 'kpis:' in project.yml. "
            "Defined are: seen and visits.",
            "kpi.csv, row 7, column 'kpi': 'kpi' is empty. Fill it in, or remove the row.",
        ],
    ),
    "one id spelt wrong, and no gap that follows from it": (
        kpi((4, "kpi", "vists")),
        [
            "kpi.csv, row 4, column 'kpi': 'kpi' is not defined under 'kpis:' in project.yml. "
            "Did you mean 'visits'?",
        ],
    ),
    "periods in another form": (
        kpi((4, "period", "Jun"), (5, "period", "2012-07-15"), (40, "period", None)),
        [
            "kpi.csv, rows 4 and 5, column 'period': 'period' is not a period of the monthly KPI "
            "'visits'. Write 2024-04 or 2024-04-01, the first day of the month.",
            "kpi.csv, row 40, column 'period': 'period' is empty. Fill it in, or remove the row.",
        ],
    ),
    "half a group": (
        kpi((4, "dimension", "sex"), (5, "group", "Female")),
        [
            "kpi.csv, row 4, column 'group': 'dimension' is given without 'group'. " + BOTH,
            "kpi.csv, row 5, column 'dimension': 'group' is given without 'dimension'. " + BOTH,
        ],
    ),
    "a dimension that is none": (
        kpi((4, "dimension", "gender"), (4, "group", "Female")),
        [f"kpi.csv, row 4, column 'dimension': 'dimension' must be one of {DIMENSIONS}."],
    ),
    "months without a row": (
        kpi_without(6, 7, 40),
        [
            "warning: kpi.csv, column 'period': The KPI 'visits' has no row for 2012-08 and "
            "2012-09. Add the months, or know that the gap stays in the series.",
            "warning: kpi.csv, column 'period': The KPI 'seen' has no row for 2012-06. "
            "Add the months, or know that the gap stays in the series.",
        ],
    ),
    "many months without a row": (
        kpi_without(*range(40, 50)),
        [
            "warning: kpi.csv, column 'period': The KPI 'seen' has no row for 2012-06, 2012-07, "
            "2012-08, 2012-09, 2012-10 and 5 more. "
            "Add the months, or know that the gap stays in the series.",
        ],
    ),
    "a short series": (
        kpi_without(*range(2, 21)),
        [
            "warning: kpi.csv, column 'period': The KPI 'visits' has no row in the window "
            f"'baseline'. {WINDOW}",
            "warning: kpi.csv, column 'period': The KPI 'visits', used in the analysis 'main', "
            "has 17 points; with fewer than 24 its intervals are wide. "
            "Add earlier periods if there are any.",
        ],
    ),
    "one point after go-live": (
        kpi_without(*range(27, 38)),
        [
            "kpi.csv, column 'period': The KPI 'visits', used in the analysis 'main', has 1 point "
            "from go-live; at least 3 are needed. Add the periods, correct the dates "
            "in project.yml, or remove the analysis.",
        ],
    ),
    "a kpi of an analysis without rows": (
        kpi_without(*range(2, 38)),
        [
            *(
                "kpi.csv, column 'period': The KPI 'visits', used in the analysis 'main', has 0 "
                f"points {side} go-live; at least 3 are needed. "
                "Add the periods, correct the dates "
                "in project.yml, or remove the analysis."
                for side in ("before", "from")
            ),
            "warning: kpi.csv, column 'kpi': The KPI 'visits' has no row for the whole. Add rows "
            "without 'dimension' and 'group', or know that the report shows none.",
            "warning: kpi.csv, column 'period': The KPI 'visits', used in the analysis 'main', "
            "has 0 points; with fewer than 24 its intervals are wide. "
            "Add earlier periods if there are any.",
        ],
    ),
    "a window without rows": (
        kpi_without(*range(62, 74)),
        [
            "warning: kpi.csv, column 'period': The KPI 'seen' has no row in the window 'after'. "
            + WINDOW
        ],
    ),
    "groups that are not the whole": (
        lambda samples: [
            *samples["kpi_rows"](),
            ["visits", "2012-04", 4000, None, None, "sex", "Female"],
            ["visits", "2012-04", 1999, None, None, "sex", "Male"],
            ["visits", "2012-05", 4101, None, None, "sex", "Female"],
            ["seen", "2012-04", None, 1999, 8100, "site", "Northern"],
        ],
        [
            "warning: kpi.csv, row 2, column 'value': The groups of 'sex' do not add up to the "
            "KPI 'visits'. Correct the rows, or add a group for people whose group is not known.",
            "warning: kpi.csv, row 38, column 'numerator': The groups of 'site' do not add up to "
            "the KPI 'seen'. "
            "Correct the rows, or add a group for people whose group is not known.",
        ],
    ),
}

AUDIT_CASES: dict[str, Case] = {
    "ids that are not defined": (
        records((2, "criterion", "FALL1"), (3, "criterion", "zzzz"), (4, "cycle", "frist")),
        [
            "audit.csv, row 2, column 'criterion': 'criterion' is not defined under "
            "'audit: criteria:' in project.yml. Did you mean 'FALL-1'?",
            "audit.csv, row 3, column 'criterion': 'criterion' is not defined under "
            "'audit: criteria:' in project.yml. Defined are: FALL-1 and FALL-2.",
            "audit.csv, row 4, column 'cycle': 'cycle' is not defined under "
            "'audit: cycles:' in project.yml. Did you mean 'first'?",
        ],
    ),
    "results that are none": (
        records((2, "result", "yes indeed"), (3, "result", "exception"), (4, "result", None)),
        [
            "audit.csv, row 2, column 'result': 'result' must be one of 'met', 'not met', "
            "'not recorded' or 'exception'.",
            "audit.csv, row 4, column 'result': 'result' is empty. Fill it in, or remove the row.",
            "audit.csv, row 3, column 'exception_reason': An exception has no reason. "
            "Fill in 'exception_reason', or correct the result.",
        ],
    ),
    "dates outside and no dates": (
        records((2, "date", "2014-04-01"), (3, "date", "3 Feb")),
        [
            "audit.csv, row 3, column 'date': 'date' must be a date. Write it as YYYY-MM-DD.",
            "audit.csv, row 2, column 'date': 'date' lies outside the cycle 'first' "
            "(2014-01-01 to 2014-03-31). Correct the date or the cycle.",
        ],
    ),
    "a record twice": (
        records((3, "criterion", "FALL-1"), (3, "site", "Southern site")),
        [
            "audit.csv, row 3, column 'record': A row above has the same 'record', 'criterion' "
            f"and 'cycle'. {KEEP}"
        ],
    ),
    "a criterion that is not audited in a cycle": (
        lambda samples: [
            row for row in samples["record_rows"]() if row[1:3] != ["FALL-2", "second"]
        ],
        [
            "warning: audit.csv, column 'criterion': The criterion 'FALL-2' has no row in the "
            "cycle 'second'. Add the rows, or know that the report shows none."
        ],
    ),
    "records without pseudonyms": (
        lambda samples: [row[1:] for row in samples["record_rows"]()],
        [
            "audit.csv: The column 'record' is missing. The table has: "
            "criterion, cycle, date, result, exception_reason, site."
        ],
    ),
    "counts that came suppressed": (
        counts((2, "met", "<5"), (3, "not_met", "*")),
        [
            "audit.csv, row 3, column 'not_met': 'not_met' is suppressed, and nothing says the "
            "most it can be. Write what it stands for beside the path, such as 'suppressed: "
            '{"*": [1, 7]}\', or ask for the unsuppressed counts.',
            "warning: audit.csv, row 3, column 'group': The groups of 'sex' have suppressed "
            "counts, so the report shows no results by it: beside the whole they could tell each "
            "other's counts. Nothing need be done. Ask for the unsuppressed counts within your "
            "organisation; the report suppresses for you.",
        ],
    ),
    "counts that are none": (
        counts(
            (2, "met", -5177),
            (3, "not_met", 1777.5),
            (4, "not_recorded", None),
            (5, "exceptions", "few people"),
            (6, "met", "99999999999999999999"),
        ),
        [
            "audit.csv, row 6, column 'met': 'met' must be a whole number. "
            "Count people or records.",
            "audit.csv, row 3, column 'not_met': 'not_met' must be a whole number. "
            "Count people or records.",
            f"audit.csv, row 5, column 'exceptions': 'exceptions' must be a number. {PLAIN}",
            "audit.csv, row 2, column 'met': 'met' must be 0 or more. Correct the number.",
            "audit.csv, row 4, column 'not_recorded': 'not_recorded' is empty. "
            "Fill it in, or remove the row.",
        ],
    ),
    "groups of an audit that are not the whole": (
        counts((2, "met", 5177)),
        [
            "warning: audit.csv, row 2, column 'met': The groups of 'sex' do not add up to the "
            "whole. Correct the rows, or add a group for records whose group is not known."
        ],
    ),
    "counts twice, and half a group": (
        counts((6, "group", "Male"), (3, "dimension", None)),
        [
            "audit.csv, row 3, column 'dimension': 'group' is given without 'dimension'. " + BOTH,
            "audit.csv, row 7, column 'criterion': A row above has the same 'criterion', 'cycle', "
            f"'dimension' and 'group'. {KEEP}",
        ],
    ),
}

VOCABULARY = {
    "visits",
    "seen",
    "first",
    "second",
    "FALL-1",
    "FALL-2",
    "exception",
    "not met",
    "site",
}
MONTH = re.compile(r"\d{4}-\d{2}")  # named where a KPI lacks it; another KPI may have it


def assert_no_value(findings: list[str], rows: list[list[Any]]) -> None:
    """No cell of a row is in a finding, other than names that project.yml defines."""
    text = "\n".join(findings)
    cells = {str(cell) for row in rows[1:] for cell in row if cell is not None}
    shown = {
        cell
        for cell in cells - VOCABULARY
        if len(cell) > 3
        and not MONTH.fullmatch(cell)
        and re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", text)
    }
    assert shown == set()


@pytest.mark.parametrize("name", KPI_CASES)
def test_a_kpi_table_with_faults(check_kpi, samples, name: str) -> None:
    build, expected = KPI_CASES[name]
    rows = build(samples)

    findings = check_kpi(rows)

    assert findings == expected
    assert_no_value(findings, rows)


@pytest.mark.parametrize("name", AUDIT_CASES)
def test_an_audit_table_with_faults(check_audit, samples, name: str) -> None:
    build, expected = AUDIT_CASES[name]
    rows = build(samples)

    findings = check_audit(rows)

    assert findings == expected
    assert_no_value(findings, rows)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("name", ["value and ratio mixed up", "people in fractions"])
def test_faults_are_the_same_in_every_format(check_kpi, samples, name: str, ending: str) -> None:
    build, expected = KPI_CASES[name]
    rows = build(samples)
    content = {
        "csv": lambda: samples["csv"](rows),
        "xlsx": lambda: samples["xlsx"]({"One": rows}),
        "parquet": lambda: samples["parquet"](rows),
    }[ending]()

    findings = check_kpi(content, ending=ending)

    assert findings == [text.replace("kpi.csv", f"kpi.{ending}") for text in expected]


def test_every_fault_of_a_table_comes_at_once(check_kpi, samples) -> None:
    rows = samples["changed"](
        samples["kpi_rows"](),
        (1, "group", "remarks"),
        (4, "value", "many"),
        (5, "period", "soon"),
        (40, "denominator", -1),
    )

    findings = check_kpi(rows)

    assert [text.split(":")[0] for text in findings] == [
        "kpi.csv, column 'remarks'",
        "kpi.csv, row 4, column 'value'",
        "kpi.csv, row 5, column 'period'",
        "kpi.csv, row 40, column 'denominator'",
        "kpi.csv, row 40, column 'numerator'",
    ]


def test_an_audit_table_needs_an_audit_in_the_project(check_audit, samples) -> None:
    project = samples["head"] + "tables: {audit: audit.csv}\n"

    assert check_audit(samples["record_rows"](), project) == [
        "audit.csv: There is an audit table but no 'audit:' in project.yml. "
        "Add the cycles and criteria, or remove the table."
    ]


def test_groups_that_are_compared_must_be_there(check_kpi, samples) -> None:
    project = samples["kpi_project"] + (
        "inequalities: [{kpi: seen, dimension: sex, group: Female, reference: Male}]\n"
    )
    rows = [*samples["kpi_rows"](), ["seen", "2012-04", None, 6100, 8100, "sex", "Male"]]

    assert check_kpi(rows, project) == [
        "kpi.csv, column 'group': The KPI 'seen' has no row for the group 'Female' of 'sex', "
        "which project.yml compares. Correct the group's name here or there."
    ]

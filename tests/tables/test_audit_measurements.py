"""An audit table of measurements is recognised, typed, and its faults said in sentences."""

import pandas as pd
import pytest

from evaluation.tables import check_workspace, read_audit_table
from evaluation.workspace import open_workspace

STANDARD = """\
topic: feno
title: FeNO
guidelines:
  - {id: NG80, title: Asthma, published: 2017-11-29, valid_from: 2017-11-29, valid_to: 2024-11-26}
  - {id: NG245, title: Asthma, published: 2024-11-27, valid_from: 2024-11-27, replaces: NG80}
columns:
  age: {type: number, description: Age in years}
  feno: {type: number, description: Nitric oxide in ppb}
  positive: {type: boolean, description: Whether the test was called positive}
  outcome: {type: text, allowed: [done, declined], description: What happened}
criteria:
  - id: FENO-4-NG80
    guideline: NG80
    statement: Positive at 40 ppb.
    numerator: At or above it.
    denominator: Called positive.
    target_origin: local
    evidence: checked
    valid_from: 2017-11-29
    valid_to: 2024-11-26
    successor: FENO-4
    measure: {eligible: positive, met: feno >= 40}
  - id: FENO-4
    guideline: NG245
    statement: Positive at 50 ppb.
    numerator: At or above it.
    denominator: Called positive.
    target_origin: local
    evidence: checked
    valid_from: 2024-11-27
    measure:
      eligible: positive
      met: feno >= 50
      exceptions:
        - {reason: Declined, when: "outcome == 'declined'"}
"""
AUDIT = """\
audit:
  cycles:
    - {id: first, name: First, from: 2024-11-01, to: 2024-12-31}
    - {id: second, name: Second, from: 2025-04-01, to: 2025-04-30}
  criteria:
    - {id: FENO-4}
"""
HEADER = ["record", "date", "site", "feno", "positive", "outcome"]


def rows(*more):
    return [
        HEADER,
        ["a", "2024-11-26", "N", 45, "yes", "done"],
        ["b", "2024-11-27", "N", 45, "no", "done"],
        ["c", "2025-04-02", "S", None, "yes", None],
        *more,
    ]


@pytest.fixture
def workspace(write_workspace, samples):
    """Write the project with a table of measurements; return the workspace's root."""

    def write(table, audit=AUDIT, standard=STANDARD):
        project = samples["head"] + "tables: {audit: audit.csv}\n" + audit
        root = write_workspace(project, audit_csv=samples["csv"](table))
        (root / "data" / "standards" / "feno.yml").write_text(standard, encoding="utf-8")
        return root

    return write


@pytest.fixture
def check(workspace):
    def run(table, **more):
        return [
            ("" if each.severity == "error" else "warning: ")
            + str(each).replace("data/projects/falls/", "")
            for each in check_workspace(workspace(table, **more))
        ]

    return run


def test_a_table_of_measurements_is_recognised_and_typed(workspace):
    opened = open_workspace(workspace(rows()))
    table, findings = read_audit_table(opened, opened.project("falls"))
    assert findings == []
    assert table.kind == "measurements"
    assert table.frame["record"].tolist() == ["a", "b", "c"]
    assert table.frame["date"].dtype == "datetime64[ns]"
    assert table.frame["cycle"].isna().all()
    assert table.measured.column("feno").to_pylist() == [45, 45, None]
    assert table.measured.column("positive").to_pylist() == [True, False, True]


def test_sound_measurements_have_no_findings(check):
    assert check(rows()) == []


def test_headers_may_differ_in_case_and_spaces(check):
    table = rows()
    table[0] = ["Record", "DATE", "Site", " Feno", "Positive", "Outcome"]
    assert check(table) == []


def test_a_missing_column_of_a_measure_is_named_with_the_nearest_spelling(check):
    table = rows()
    table[0] = [*HEADER[:3], "fenno", *HEADER[4:]]
    assert check(table) == [
        "audit.csv, column 'fenno': The column 'fenno' is not known here. Did you mean 'feno'?",
        "audit.csv: The column 'feno' is missing. The table has: record, date, site, fenno, "
        "positive, outcome.",
    ]


def test_cells_that_do_not_fit_are_named_by_row_without_their_values(check):
    found = check(rows(["d", "the 27th", "N", "high", "perhaps", "gone"]))
    assert found == [
        "audit.csv, row 5, column 'date': 'date' must be a date. Write it as YYYY-MM-DD.",
        "audit.csv, row 5, column 'feno': 'feno' must be a number. Write plain digits and "
        "no other text.",
        "audit.csv, row 5, column 'outcome': 'outcome' must be one of 'done' or 'declined'.",
        "audit.csv, row 5, column 'positive': 'positive' must be true or false. Write true or "
        "false, or yes or no.",
    ]


def test_records_without_a_date_or_outside_every_cycle_give_a_warning(check):
    found = check(
        rows(["d", None, "N", 45, "yes", "done"], ["e", "2026-01-01", "N", 45, "yes", ""])
    )
    assert found == [
        "warning: audit.csv, row 5, column 'date': 'date' is empty. The report sets these records "
        "aside and counts them.",
        "warning: audit.csv, row 6, column 'date': 'date' lies outside every cycle. The report "
        "sets these records aside and counts them.",
    ]


def test_a_record_twice_in_a_cycle_and_one_without_a_pseudonym_are_refused(check):
    again = ["a", "2024-12-01", "N", 45, "yes", "done"]
    found = check(rows(again, [None, "2024-12-01", "N", 45, "yes", "done"]))
    assert found == [
        "audit.csv, row 6, column 'record': 'record' is empty. Fill it in, or remove the row.",
        "audit.csv, row 5, column 'record': A row above has the same 'record' and 'cycle'. Keep "
        "one of them.",
    ]


def test_a_column_of_cycles_must_agree_with_the_plan_and_the_dates(check):
    table = [
        [*row, cycle]
        for row, cycle in zip(rows(), ("cycle", "frist", "second", "second"), strict=True)
    ]
    assert check(table) == [
        "audit.csv, row 2, column 'cycle': 'cycle' must be an id under 'audit: cycles:'. There "
        "are: first, second.",
        "audit.csv, row 3, column 'date': 'date' lies outside the cycle 'second' (2025-04-01 to "
        "2025-04-30). Correct the date or the cycle.",
    ]


def test_a_version_without_a_measure_cannot_judge(check):
    standard = STANDARD.replace("    measure: {eligible: positive, met: feno >= 40}\n", "")
    (found,) = check(rows(), standard=standard)
    assert (
        "The criterion 'FENO-4' cannot be judged: its version 'FENO-4-NG80' has no 'measure'."
        in found
    )


def test_a_version_that_held_in_no_cycle_needs_no_measure(check):
    standard = STANDARD.replace("    measure: {eligible: positive, met: feno >= 40}\n", "")
    audit = AUDIT.replace("2024-11-01", "2024-11-27")
    assert check([*rows()[:1], *rows()[2:]], audit=audit, standard=standard) == []


def test_direct_identifiers_are_refused(check):
    table = [[*row, name] for row, name in zip(rows(), ("surname", "A", "B", "C"), strict=True)]
    assert check(table)[0].startswith("audit.csv, column 'surname': The column 'surname' is named")


def test_results_by_a_version_not_in_force_give_a_warning_with_guideline_and_dates(check):
    table = [
        ["record", "criterion", "cycle", "date", "result"],
        ["a", "FENO-4", "first", "2024-11-26", "met"],
        ["b", "FENO-4", "first", "2024-11-27", "met"],
        ["c", "FENO-4", "second", "2025-04-02", "met"],
    ]
    assert check(table) == [
        "warning: audit.csv, row 2, column 'criterion': 'FENO-4' is of NG245, in force from "
        "2024-11-27, not on the day of these records. Judge them by the version of their day, or "
        "know that the report says so."
    ]


def test_measurements_may_be_parquet(write_workspace, samples):
    project = samples["head"] + "tables: {audit: audit.parquet}\n" + AUDIT
    frame = pd.DataFrame(rows()[1:], columns=HEADER)
    frame["positive"] = frame["positive"] == "yes"
    root = write_workspace(project)
    (root / "data" / "standards" / "feno.yml").write_text(STANDARD, encoding="utf-8")
    frame.to_parquet(root / "data" / "projects" / "falls" / "audit.parquet")
    assert check_workspace(root) == []

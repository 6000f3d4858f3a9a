"""Measurements become results by the version of their day, and the chapter says which applied."""

import datetime as dt

import pandas as pd
import pytest
import yaml

from evaluation.errors import InvalidInput
from evaluation.present.blocks import Prose, Table
from evaluation.study import audit_versions, audits
from evaluation.study.inputs import read_inputs
from tests.study.conftest import HUB, PROJECT, STANDARD

CHANGE = dt.date(2024, 4, 15)
CYCLES = [
    {"id": "one", "name": "First", "from": dt.date(2024, 4, 1), "to": dt.date(2024, 4, 30)},
    {"id": "two", "name": "Second", "from": dt.date(2024, 6, 1), "to": dt.date(2024, 6, 30)},
    {"id": "later", "name": "Later", "from": dt.date(2025, 6, 1), "to": dt.date(2025, 6, 30)},
]
RULE = {"rule": "none", "reason": "Made up"}


def standard():
    plain = STANDARD["criteria"][0]
    old = {
        **plain,
        "id": "FALL-1-OLD",
        "valid_to": CHANGE - dt.timedelta(days=1),
        "successor": "FALL-1",
        "measure": {"eligible": "age >= 65", "met": "asked"},
    }
    new = {
        **plain,
        "guideline": "QS1-NEW",
        "valid_from": CHANGE,
        "measure": {
            "eligible": "age >= 50",
            "met": "asked",
            "exceptions": [{"reason": "Declined", "when": "declined"}],
        },
    }
    guideline = {**STANDARD["guidelines"][0], "id": "QS1-NEW"}
    columns = {
        "age": {"type": "number", "description": "Age"},
        "asked": {"type": "boolean", "description": "Asked"},
        "declined": {"type": "boolean", "description": "Declined"},
    }
    return {
        **STANDARD,
        "guidelines": [*STANDARD["guidelines"], guideline],
        "criteria": [old, new],
        "columns": columns,
    }


def measurements(*rows):
    names = ["record", "date", "age", "asked", "declined", "site"]
    return pd.DataFrame([[f"r{n}", *row] for n, row in enumerate(rows)], columns=names)


SPANNING = measurements(
    ("2024-04-14", 60, "no", "no", "N"),  # not eligible before the change
    ("2024-04-14", 70, "yes", "no", "N"),
    ("2024-04-15", 60, "no", "no", "N"),  # eligible after it
    ("2024-04-15", 60, "no", "yes", "S"),
    ("2024-06-02", None, "yes", "no", "S"),
    ("2024-06-02", 70, None, "no", "S"),
    ("2024-05-02", 70, "yes", "no", "S"),  # outside every cycle
    ("2025-06-02", 70, "yes", "no", "S"),  # after the reporting year
    (None, 70, "yes", "no", "S"),
)


@pytest.fixture
def inputs_of(tmp_path):
    """Write the project "falls" with an audit table and read it."""

    def make(table, rule=RULE):
        folder = tmp_path / "data" / "projects" / "falls"
        folder.mkdir(parents=True)
        table.to_csv(folder / "audit.csv", index=False)
        project = {
            **PROJECT,
            "disclosure": rule,
            "tables": {"audit": "audit.csv"},
            "audit": {"cycles": CYCLES, "criteria": [{"id": "FALL-1"}]},
        }
        for path, content in (
            (tmp_path / "data" / "hub.yml", HUB),
            (tmp_path / "data" / "standards" / "falls.yml", standard()),
            (folder / "project.yml", project),
        ):
            path.parent.mkdir(exist_ok=True)
            path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return read_inputs("falls", str(tmp_path))

    return make


def table_of(section, ending):
    (found,) = [
        block
        for block in section.blocks
        if isinstance(block, Table) and block.label.endswith(ending)
    ]
    return found.frame.replace("\N{NO-BREAK SPACE}", " ", regex=True)


def prose_of(section):
    return "\n".join(block.markdown for block in section.blocks if isinstance(block, Prose))


def test_measurements_become_records_with_results(inputs_of):
    table = inputs_of(SPANNING).audit_table
    assert table.kind == "records"
    columns = ["record", "cycle", "result", "version", "site"]
    assert table.frame[columns].to_numpy().tolist() == [
        ["r1", "one", "met", "FALL-1-OLD", "N"],
        ["r2", "one", "not met", "FALL-1", "N"],
        ["r3", "one", "exception", "FALL-1", "S"],
        ["r5", "two", "not recorded", "FALL-1", "S"],
    ]
    assert table.frame["exception_reason"].dropna().tolist() == ["Declined"]


def test_what_could_not_be_judged_is_kept_apart(inputs_of):
    aside = inputs_of(SPANNING).audit_table.set_aside
    assert aside["reason"].tolist() == [
        "eligibility not recorded",
        "outside every cycle",
        "no date",
    ]


def test_the_chapter_shows_the_results_by_version_and_cycle(inputs_of):
    section = audits.section(inputs_of(SPANNING))
    shown = table_of(section, "audit-versions")
    assert shown.drop(columns="Result, %").to_numpy().tolist() == [
        ["FALL-1", "1", "FALL-1-OLD (QS1)", "from 1 January 2015 to 14 April 2024", "1", "0"],
        ["FALL-1", "1", "FALL-1 (QS1-NEW)", "from 15 April 2024", "1", "1"],
        ["FALL-1", "2", "FALL-1 (QS1-NEW)", "from 15 April 2024", "1", "0"],
    ]
    assert shown["Result, %"].str.split(" ").str[0].tolist() == ["100.0", "0.0", "0.0"]
    text = prose_of(section)
    assert "The standard changed during the audit (FALL-1)" in text
    assert "FALL-1: 1 record, eligibility not recorded" in text
    assert "FALL-1: 1 record, no date" in text
    assert table_of(section, "-exceptions")["Exceptions"].tolist() == ["1"]


def test_small_counts_are_hidden_wherever_versions_are_shown(inputs_of):
    section = audits.section(inputs_of(SPANNING, rule={"rule": "hes"}))
    shown = table_of(section, "audit-versions")
    assert set(shown["Eligible"]) == {"*"}
    assert set(shown["Result, %"]) == {"*"}
    assert "FALL-1: fewer than 8 records, no date" in prose_of(section)


def test_without_a_change_there_is_no_table_of_versions(inputs_of):
    section = audits.section(inputs_of(measurements(("2024-06-02", 70, "yes", "no", "S"))))
    assert not [b for b in section.blocks if getattr(b, "label", "").endswith("versions")]
    assert "changed" not in prose_of(section)
    assert "set aside" not in prose_of(section)


def stated(*days):
    return pd.DataFrame(
        {
            "record": [f"r{n}" for n in range(len(days))],
            "criterion": "FALL-1",
            "cycle": "one",
            "date": days,
            "result": "met",
        }
    )


def test_results_by_a_version_not_in_force_fail_a_check_that_is_printed(inputs_of):
    section = audits.section(inputs_of(stated("2024-04-14", "2024-04-15")))
    (check,) = [each.result for each in section.checks]
    assert check.passed is False
    assert check.text == (
        "FALL-1 is of QS1-NEW, in force from 15 April 2024; 1 record was of a day on which it was "
        "not in force."
    )
    assert "on which it was not in force" in prose_of(section)


def test_results_by_a_version_in_force_pass_without_a_word(inputs_of):
    section = audits.section(inputs_of(stated("2024-04-15", "2024-04-16")))
    assert section.checks == ()
    assert "in force" not in prose_of(section)


def test_results_without_dates_have_no_check(inputs_of):
    assert audits.section(inputs_of(stated(None, None))).checks == ()


def test_counts_have_no_versions(inputs_of):
    counts = pd.DataFrame(
        {
            "criterion": ["FALL-1"],
            "cycle": "one",
            "met": 1,
            "not_met": 2,
            "not_recorded": 0,
            "exceptions": 0,
        }
    )
    inputs = inputs_of(counts)
    plan = inputs.project.audit
    assert audit_versions.section(inputs, inputs.audit_table, plan, {"FALL-1": 90}).blocks == ()


def test_measurements_with_a_fault_stop_the_run(inputs_of):
    with pytest.raises(InvalidInput):
        inputs_of(SPANNING.assign(age="old"))

"""One audit from a SPEC.yml whose records are judged by criteria, or bring their results."""

import json

import numpy as np
import pandas as pd
import pytest

from evaluation import single
from evaluation.errors import InvalidInput

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
criteria:
"""
CRITERION = """\
  - id: %s
    guideline: %s
    statement: A test is called positive at the threshold.
    numerator: Those at or above it.
    denominator: Tests called positive.
    target: 90
    target_origin: local
    evidence: checked
    valid_from: %s
"""
MEASURE = """\
    measure:
      eligible: age >= 5 and positive
      met: (age > 16 and feno >= %d) or (age <= 16 and feno >= 35)
"""
OLD = CRITERION % ("FENO-4-NG80", "NG80", "2017-11-29") + (
    "    valid_to: 2024-11-26\n    successor: FENO-4\n"
)
NEW = CRITERION % ("FENO-4", "NG245", "2024-11-27")
CHAIN = OLD + MEASURE % 40 + NEW + MEASURE % 50
HEADER = "record,date,site,age,feno,positive\n"
PLAIN = "disclosure: {rule: none, reason: Made up}\n"
SPEC = "data: audit.csv\nstandards: feno.yml\ncriteria: [FENO-4]\n" + PLAIN


@pytest.fixture
def run(tmp_path):
    """Write a spec, its standard and its table, and return the audit's result."""

    def run_it(spec, table, standard=STANDARD + CHAIN):
        (tmp_path / "spec.yml").write_text(spec, encoding="utf-8")
        (tmp_path / "feno.yml").write_text(standard, encoding="utf-8")
        if isinstance(table, str):
            (tmp_path / "audit.csv").write_text(table, encoding="utf-8")
        else:
            table.to_parquet(tmp_path / "audit.parquet", index=False)
        return single.audit(tmp_path / "spec.yml")

    return run_it


def faults(run, *given, **more):
    with pytest.raises(InvalidInput) as caught:
        run(*given, **more)
    return [str(finding) for finding in caught.value.findings] or [str(caught.value)]


# adult at 45 ppb on the last day of NG80 and on the first of NG245, then at 50; a child at 35
SPANNING = HEADER + (
    "r1,2024-11-26,N,40,45,yes\n"
    "r2,2024-11-27,N,40,45,yes\n"
    "r3,2024-11-27,S,40,50,yes\n"
    "r4,2024-11-28,S,12,35,yes\n"
    "r5,2024-11-28,S,40,,yes\n"
    "r6,2024-11-28,S,40,60,no\n"
    "r7,2024-11-28,S,,60,yes\n"
    "r8,,S,40,60,yes\n"
    "r9,2017-11-28,S,40,60,yes\n"
)


def test_each_record_is_judged_by_the_version_of_its_day(run):
    found = run(SPEC, SPANNING)
    (row,) = found["results"]
    names = ("criterion", "cycle", "population", "met", "not_met", "not_recorded", "eligible")
    assert [row[name] for name in names] == ["FENO-4", "all", 5, 3, 1, 1, 5]
    assert row["percent"] == 60
    assert row["percent_recorded"] == 75
    assert row["target"] == 90


def test_the_results_of_each_version_are_shown_apart(run):
    rows = run(SPEC, SPANNING)["versions"]
    names = ("version", "guideline", "valid_from", "valid_to", "eligible", "met")
    assert [[row[name] for name in names] for row in rows] == [
        ["FENO-4-NG80", "NG80", "2017-11-29", "2024-11-26", 1, 1],
        ["FENO-4", "NG245", "2024-11-27", None, 4, 2],
    ]


def test_what_cannot_be_judged_is_counted_apart_and_said(run):
    found = run(SPEC, SPANNING)
    assert {row["reason"]: row["records"] for row in found["set_aside"]} == {
        "eligibility not recorded": 1,
        "no date": 1,
        "no version in force": 1,
    }
    assert found["warnings"][0] == (
        "FENO-4: the audit spans a change of the standard. Each record is judged by the version "
        "of its day: NG80 (FENO-4-NG80), 29 November 2017 to 26 November 2024; NG245 (FENO-4), "
        "from 27 November 2024."
    )
    assert "FENO-4: set aside, no date: 1 record." in found["warnings"]


def test_any_id_of_a_chain_stands_for_the_chain_and_is_the_one_reported(run):
    found = run(SPEC.replace("[FENO-4]", "[FENO-4-NG80]"), SPANNING)
    (row,) = found["results"]
    assert (row["criterion"], row["met"], row["eligible"]) == ("FENO-4-NG80", 3, 5)


def test_the_result_is_strict_json_and_its_text_has_every_part(run):
    found = run(SPEC + "by: [site]\n", SPANNING)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    lines = single.audit_text(found).splitlines()
    assert lines[0].startswith("FENO-4 cycle all: 60.0 (")
    assert lines[1].startswith("  eligible 5, met 3, not met 1, not recorded 1, exceptions 0; of ")
    assert {"groups", "versions", "set aside"} <= set(lines)
    assert any(
        line.startswith("  FENO-4 by FENO-4-NG80 (NG80, 2017-11-29 to 2024-11-26): 100.0")
        for line in lines
    )
    assert any(line.startswith("  FENO-4 cycle all, site N: 50.0") for line in lines)
    assert lines[-1].startswith("warning: FENO-4: set aside")


def test_counts_pass_disclosure_control_everywhere(run):
    found = run(SPEC.replace(PLAIN, "") + "by: [site]\n", SPANNING)
    shown = json.dumps({**found, "warnings": []})
    assert '"met": 3' not in shown
    assert '"records": 1' not in shown
    assert "FENO-4: set aside, no date: fewer than 8 records." in found["warnings"]
    assert {row["status"] for row in found["results"]} == {"suppressed"}


OWN = (
    """\
data: audit.csv
own_criteria:
  - id: seen
    statement: Seen within 14 days
    eligible: age >= 16
    met: days <= 14
    exceptions:
      - {reason: Declined, when: "outcome == 'declined'"}
      - {reason: Moved away, when: "outcome == 'moved'"}
    target: 80
by: [age, team]
bands: {age: [40, 65]}
"""
    + PLAIN
)
OWN_ROWS = "record,cycle,age,days,outcome,team\n" + (
    "a,one,30,10,,A\nb,one,50,20,,A\nc,one,70,,,B\nd,one,70,3,declined,B\ne,one,12,3,,B\n"
    "f,two,70,14,,\ng,two,70,3,moved,A\n"
)


def test_a_hub_writes_criteria_of_its_own_without_dates(run):
    found = run(OWN, OWN_ROWS)
    counted = {
        row["cycle"]: (row["eligible"], row["met"], row["exceptions"]) for row in found["results"]
    }
    assert counted == {"one": (3, 1, 1), "two": (1, 1, 1)}
    assert [(row["reason"], row["exceptions"]) for row in found["exceptions"]] == [
        ("Declined", 1),
        ("Moved away", 1),
    ]
    assert found["warnings"] == []


def test_groups_are_bands_of_a_number_and_names_with_those_not_recorded(run):
    rows = run(OWN, OWN_ROWS)["groups"]
    found = {(r["dimension"], r["group"], r["cycle"]): r["population"] for r in rows}
    assert found == {
        ("age", "under 40", "one"): 1,
        ("age", "40 to 64", "one"): 1,
        ("age", "65 and over", "one"): 2,
        ("age", "65 and over", "two"): 2,
        ("team", "A", "one"): 2,
        ("team", "B", "one"): 2,
        ("team", "not recorded", "two"): 1,
        ("team", "A", "two"): 1,
    }


def test_cycles_by_their_dates_are_compared_and_what_is_outside_is_said(run):
    spec = SPEC + (
        "cycles:\n  - {id: one, from: 2024-11-01, to: 2024-11-26}\n"
        "  - {id: two, from: 2024-11-27, to: 2024-11-27}\ncompare: [one, two]\nperiod: year\n"
    )
    found = run(spec, SPANNING)
    assert [(row["cycle"], row["eligible"]) for row in found["results"]] == [("one", 1), ("two", 2)]
    assert found["comparison"][0]["difference"] == -50
    assert {row["reason"]: row["records"] for row in found["set_aside"]} == {
        "outside every cycle": 3,
        "no date": 1,
        "no version in force": 1,
    }
    assert {row["group"] for row in found["groups"]} == {"2024/25"}


STATED = "record,criterion,cycle,date,result,exception_reason\n" + (
    "a,FENO-4,one,2024-11-26,met,\nb,FENO-4,one,2024-11-27,met,\n"
    "c,FENO-4-NG80,one,2024-11-26,not met,\nd,FENO-4,one,,exception,Unwell\n"
)


def test_results_by_a_version_not_in_force_are_said_with_guideline_and_dates(run):
    found = run(SPEC, STATED)
    (row,) = found["results"]
    assert (row["eligible"], row["met"], row["exceptions"]) == (3, 2, 1)
    assert found["warnings"] == [
        "FENO-4: the audit spans a change of the standard. Results came by these versions: NG80 "
        "(FENO-4-NG80), 29 November 2017 to 26 November 2024; NG245 (FENO-4), from 27 November "
        "2024.",
        "Judged by FENO-4 (NG245, in force from 27 November 2024), which was not in force on the "
        "day of care: 1 record, counted as their results say.",
        "Judged by FENO-4 (NG245, in force from 27 November 2024), without a date to check the "
        "version by: 1 record.",
    ]
    assert found["exceptions"][0]["reason"] == "Unwell"


def test_results_without_dates_cannot_be_checked_and_say_so(run):
    table = STATED.replace("cycle,date", "cycle,other").replace(",FENO-4-NG80,", ",FENO-4,")
    assert run(SPEC, table)["warnings"] == [
        "There is no column of dates, so the versions of the criteria are not checked."
    ]


def measured(number=20_000, seed=3):
    """Return records with what the criteria judge, in the types of parquet."""
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "record": [f"R{row:06d}" for row in range(number)],
            "date": (np.datetime64("2024-09-01") + generator.integers(0, 180, number)),
            "cycle": generator.integers(1, 3, number),
            "site": np.array(["N", " S ", "NA"])[generator.integers(0, 3, number)],
            "age": generator.integers(0, 90, number).astype(float),
            "feno": pd.Series(generator.integers(10, 90, number).astype(float)).mask(
                generator.uniform(size=number) < 0.1
            ),
            "positive": generator.uniform(size=number) < 0.7,
        }
    )


def by_pandas(frame):
    frame = frame[(frame["age"] >= 5) & frame["positive"]]
    limit = np.where(frame["date"] >= pd.Timestamp("2024-11-27"), 50, 40)
    limit = np.where(frame["age"] <= 16, 35, limit)
    result = np.where(
        frame["feno"].isna(), "unknown", np.where(frame["feno"] >= limit, "yes", "no")
    )
    site = frame["site"].str.strip().replace("NA", "not recorded")
    keys = [frame["cycle"].astype(str), site.rename("site")]
    counted = pd.crosstab(keys, result)
    return {key: (row["yes"], row["no"], row["unknown"]) for key, row in counted.iterrows()}


@pytest.mark.parametrize("rows_of_batch", [2**20, 7_001])
def test_parquet_is_counted_as_pandas_does_wherever_its_batches_end(
    run, monkeypatch, rows_of_batch
):
    monkeypatch.setattr("evaluation.tables.batches.ROWS_OF_BATCH", rows_of_batch)
    frame = measured()
    told = SPEC.replace("audit.csv", "audit.parquet") + "by: [site]\n"
    rows = run(told, frame)["groups"]
    ours = {(r["cycle"], r["group"]): (r["met"], r["not_met"], r["not_recorded"]) for r in rows}
    assert ours == by_pandas(frame)


def test_csv_and_parquet_give_the_same(run):
    frame = measured(500)
    from_csv = run(SPEC + "by: [site]\n", frame.to_csv(index=False))
    told = SPEC.replace("audit.csv", "audit.parquet") + "by: [site]\n"
    assert run(told, frame) == from_csv


def test_the_reader_is_told_how_far_it_is(tmp_path, run, monkeypatch):
    monkeypatch.setattr("evaluation.tables.batches.ROWS_OF_BATCH", 400)
    run(SPEC.replace("audit.csv", "audit.parquet"), measured(1000))
    said = []
    single.audit(tmp_path / "spec.yml", said.append)
    assert said == ["400 of 1,000 records", "800 of 1,000 records", "1,000 of 1,000 records"]


def test_direct_identifiers_are_refused_by_name_and_by_content(run):
    named = faults(run, SPEC, SPANNING.replace("site", "surname"))
    assert named[0].startswith("audit.csv, column 'surname': The column 'surname' is named like")
    numbers = ["9990000018", "9990000026", "9990000034"]
    rows = "".join(f"r{n},2024-11-28,{text},40,60,yes\n" for n, text in enumerate(numbers))
    assert "holds what look like NHS numbers" in faults(run, SPEC, HEADER + rows)[0]


def test_a_column_that_a_measure_reads_is_missed_with_the_nearest_spelling(run):
    found = faults(run, SPEC, SPANNING.replace(",feno,", ",fenno,"))
    assert found == ["audit.csv: There is no column 'feno'. Did you mean 'fenno'?"]


def test_a_cell_of_the_wrong_type_is_named_by_its_row_without_its_value(run):
    found = faults(run, SPEC, SPANNING.replace("40,45", "forty,45"))
    assert found == [
        "audit.csv, rows 2 and 3, column 'age': 'age' must be a number. "
        "Write plain digits and no other text."
    ]


def test_an_unknown_criterion_is_refused_with_the_nearest(run):
    found = faults(run, SPEC.replace("[FENO-4]", "[FENO-44]"), SPANNING)
    assert found == [
        "spec.yml, criteria: The criterion 'FENO-44' is in no standard. Did you mean 'FENO-4'?"
    ]


def test_a_criterion_without_a_measure_cannot_judge_records(run):
    found = faults(run, SPEC, SPANNING, standard=STANDARD + OLD + NEW)
    assert "The criterion 'FENO-4' has no 'measure', so records cannot be judged by it." in found[0]


@pytest.mark.parametrize(
    ("standards", "words"),
    [
        ("standards: nowhere.yml\n", "There is no file or folder 'nowhere.yml'."),
        ("", "The spec does not lie in a workspace."),
    ],
)
def test_standards_that_are_not_there_are_refused(run, standards, words):
    found = faults(run, SPEC.replace("standards: feno.yml\n", standards), SPANNING)
    assert words in found[0]


def test_standards_may_be_a_folder_or_the_workspaces_own(run, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "feno.yml").write_text(STANDARD + CHAIN, encoding="utf-8")
    assert run(SPEC.replace("feno.yml", "folder"), SPANNING)["results"][0]["met"] == 3
    (tmp_path / "data" / "standards").mkdir(parents=True)
    (tmp_path / "data" / "hub.yml").write_text("name: Hub\n", encoding="utf-8")
    (tmp_path / "data" / "standards" / "feno.yml").write_text(STANDARD + CHAIN, encoding="utf-8")
    assert run(SPEC.replace("standards: feno.yml\n", ""), SPANNING)["results"][0]["met"] == 3


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            "cycles:\n  - {id: a, from: 2024-01-01, to: 2024-02-01}\n"
            "  - {id: b, from: 2024-02-01, to: 2024-03-01}\n",
            "share a day",
        ),
        (
            "cycles:\n  - {id: a, from: 2024-01-01, to: 2024-02-01}\n"
            "  - {id: a, from: 2024-03-01, to: 2024-03-02}\n",
            "the same id",
        ),
        ("bands: {age: [65, 40]}\n", "must ascend"),
        ("own_criteria:\n  - {id: FENO-4, eligible: age > 1, met: age > 2}\n", "more than once"),
    ],
)
def test_a_spec_that_contradicts_itself_is_refused(run, more, words):
    assert words in faults(run, SPEC + more, SPANNING)[0]


def test_a_spec_without_anything_to_audit_is_refused(run):
    assert "needs 'targets', 'criteria'" in faults(run, "data: audit.csv\n", SPANNING)[0]


def test_an_expression_that_is_none_is_refused_where_it_stands(run):
    found = faults(run, SPEC, SPANNING, standard=STANDARD + CHAIN.replace("age >= 5", "age >="))
    assert "feno.yml, line " in found[0]
    assert "a column, a number, a text or a day is expected" in found[0]


def test_an_expression_that_does_not_go_with_the_table_is_refused(run):
    spec = OWN.replace("days <= 14", "days == 'soon'")
    (found,) = faults(run, spec, OWN_ROWS)
    assert "Criterion 'seen': '\"soon\"' is a text where a number is needed." in found


def test_exceptions_and_records_outside_every_cycle_are_in_the_text(run):
    cycles = "cycles: [{id: one, from: 2024-11-26, to: 2024-11-26}]\n"
    text = single.audit_text(run(SPEC + cycles, SPANNING))
    assert "  FENO-4: outside every cycle, 5" in text.splitlines()
    own = single.audit_text(run(OWN, OWN_ROWS)).splitlines()
    assert "  seen cycle one: Declined, 1" in own
    assert "versions" not in own

"""The library that comes with the hub: complete, measurable, right on both sides of a change."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from evaluation.criteria import parse
from evaluation.workspace import open_workspace
from evaluation.workspace.measures import ARROW_TYPES, columns_of, faults_of
from evaluation.workspace.standards import versions

ROOT = Path(__file__).parents[2]
EXPECTED = {
    *(f"PLGF-{number}" for number in range(1, 9)),
    *(f"HIP-{number}" for number in range(1, 8)),
    *(f"GC-{number}" for number in range(1, 7)),
    *(f"FENO-{number}" for number in range(1, 10)),
    *(f"FALL-{number}" for number in range(1, 6)),
    *(f"NUT-{number}" for number in range(1, 8)),
    "PLGF-1-DG23",
    "PLGF-2-DG23",
    "FENO-4-NG80",
    "FALL-1-2017",
    "FALL-2-2017",
    "FALL-3-2017",
    "FALL-4-CG161",
}
WITHOUT_MEASURE = {"PLGF-6"}  # a gap between groups, not a property of single records
WORKSPACE = open_workspace(ROOT)
CRITERIA = WORKSPACE.criteria
COLUMNS = {name: kind for file in WORKSPACE.standards for name, kind in file.columns.items()}


def batch(**cells):
    """One record, every declared column of which is missing but those told."""
    arrays = [pa.array([cells.get(name)], ARROW_TYPES[kind.type]) for name, kind in COLUMNS.items()]
    return pa.RecordBatch.from_arrays(arrays, names=list(COLUMNS))


def judged(criterion, **cells):
    """What one record is by a criterion: who is not eligible, an exception, met and so on."""
    measure, record = CRITERIA[criterion].measure, batch(**cells)

    def answer(text):
        return parse(text).evaluate(record)[0].as_py()

    eligible = answer(measure.eligible)
    if not eligible:
        return "not known to be eligible" if eligible is None else "not eligible"
    for exception in measure.exceptions:
        if answer(exception.when):
            return exception.reason
    return {True: "met", False: "not met", None: "not recorded"}[answer(measure.met)]


def test_every_criterion_is_in_the_library():
    assert set(CRITERIA) == EXPECTED


@pytest.mark.parametrize("name", sorted(EXPECTED - WITHOUT_MEASURE))
def test_every_measure_reads_declared_columns_of_the_right_type(name):
    measure = CRITERIA[name].measure
    assert columns_of(measure) <= set(COLUMNS)
    schema = pa.schema([(column, ARROW_TYPES[kind.type]) for column, kind in COLUMNS.items()])
    assert faults_of(measure, schema) == []
    reasons = [exception.reason for exception in measure.exceptions]
    assert reasons == CRITERIA[name].exceptions


def test_only_a_gap_between_groups_has_no_measure():
    assert {name for name, item in CRITERIA.items() if item.measure is None} == WITHOUT_MEASURE


@pytest.mark.parametrize(
    ("criterion", "cells", "result"),
    [
        ("FALL-1", {"age": 70, "asked_about_falls": True}, "met"),
        ("FALL-1", {"age": 55, "falls_risk_factors": 1}, "not recorded"),
        ("FALL-1", {"age": 55, "falls_risk_factors": 0}, "not eligible"),
        ("FALL-1", {"age": 55}, "not known to be eligible"),
        ("FALL-2", {"meets_assessment_criteria": True, "assessment_declined": True}, "Declined"),
        ("FALL-4", {"falls_assessed": True, "prediction_tool_used": False}, "not met"),
        ("FENO-1", {"age": 4, "diagnosed_on": dt.date(2025, 5, 1)}, "Younger than 5 years"),
        (
            "FENO-1",
            {
                "age": 30,
                "diagnosed_on": dt.date(2025, 5, 1),
                "objective_test_on": dt.date(2025, 7, 15),
            },
            "met",
        ),
        ("FENO-2", {"age": 30, "suspected_asthma": True, "first_objective_test": "feno "}, "met"),
        ("FENO-2", {"age": 16, "suspected_asthma": True}, "not eligible"),
        ("FENO-3", {"age": 9, "suspected_asthma": True, "first_objective_test": "none"}, "not met"),
        (
            "GC-1",
            {"started_on": dt.date(2025, 1, 1), "reviewed_on": dt.date(2025, 4, 2)},
            "met",
        ),
        ("GC-1", {"started_on": dt.date(2025, 1, 1), "withdrew": True}, "Withdrew"),
        ("GC-3", {"symptoms_reduced": False, "continued": True}, "not met"),
        ("NUT-2", {"care_setting": "Hospital", "length_of_stay": 3}, "Stay shorter than 7 days"),
        ("NUT-4", {"must_score": 2, "care_plan": True}, "met"),
        ("NUT-4", {"must_score": 0}, "not eligible"),
        (
            "PLGF-1",
            {
                "suspected_pre_eclampsia": True,
                "gestation_days": 200,
                "assay": "Triage PlGF",
                "valid_result": True,
            },
            "met",
        ),
        ("PLGF-4", {"assay": "BRAHMS Kryptor"}, "met"),
        ("HIP-1", {"high_risk_factors": 0, "moderate_risk_factors": 1}, "not eligible"),
        ("HIP-7", {"pre_eclampsia": True, "discharged_after_birth": True}, "not recorded"),
    ],
)
def test_records_are_judged_as_the_criterion_says(criterion, cells, result):
    assert judged(criterion, **cells) == result


@pytest.mark.parametrize(
    ("chain", "cells", "before", "after"),
    [
        (
            "PLGF-1",
            {
                "suspected_pre_eclampsia": True,
                "gestation_days": 250,  # 35+5: inside the window of DG49 only
                "assay": "Triage PlGF",
                "valid_result": True,
            },
            "not eligible",
            "met",
        ),
        (
            "FENO-4",
            {"age": 40, "feno_positive": True, "feno_ppb": 45},  # between 40 and 50 ppb
            "met",
            "not met",
        ),
        (
            "FALL-4",
            {"falls_assessed": True, "care_setting": "community", "prediction_tool_used": True},
            "not eligible",
            "met",
        ),
        (
            "FALL-1",
            {"age": 55, "falls_risk_factors": 2, "asked_about_falls": True},
            "not eligible",
            "met",
        ),
    ],
)
def test_a_change_of_edition_judges_the_same_record_otherwise(chain, cells, before, after):
    old, new = versions(CRITERIA, chain)
    assert new.valid_from == old.valid_to + dt.timedelta(days=1)
    assert judged(old.id, **cells) == before
    assert judged(new.id, **cells) == after

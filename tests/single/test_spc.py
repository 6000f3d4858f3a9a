"""Control charts from a SPEC.yml: the promised keys, times as written, protection, faults."""

import json
from typing import get_args

import pandas as pd
import pytest
from typer.testing import CliRunner

from evaluation import single
from evaluation.cli import app
from evaluation.errors import InvalidInput
from evaluation.monitoring.charts import Options
from evaluation.monitoring.charts.options import Kind, Rule
from evaluation.workspace.spc_spec import ChartKind, ChartRule, SpcSpec

MONTHS = pd.period_range("2023-01", periods=20, freq="M").astype(str).tolist()
STEADY = [50, 52, 49, 51, 53, 50, 48, 52, 51, 49] * 2
PROMISED = ("time", "value", "centre", "lower", "upper", "special_cause", "rules", "direction")


@pytest.fixture
def spec(tmp_path):
    """Write a spec and its table into one folder; return the spec's path."""

    def write(keys, columns):
        pd.DataFrame(columns).to_csv(tmp_path / "series.csv", index=False)
        path = tmp_path / "spec.yml"
        path.write_text(f"data: series.csv\n{keys}", encoding="utf-8")
        return path

    return write


def plain(values=STEADY, times=MONTHS, **more):
    return {"month": times, "falls": values} | more


VALUE = "time: month\nvalue: falls\n"
RATIO = "time: month\nnumerator: met\ndenominator: all\n"


def faults(path):
    with pytest.raises(InvalidInput) as caught:
        single.spc(path)
    return [str(finding) for finding in caught.value.findings] or [str(caught.value)]


def test_one_chart_has_the_promised_keys_and_is_plain_json(spec):
    more = "improvement: decrease\ntarget: 60\n"
    result = single.spc(spec(VALUE + more, plain([*STEADY[:-1], 90])))
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert {"points", "variation", "assurance", "warnings"} <= set(result)
    assert set(PROMISED) <= set(result["points"][0])
    last = result["points"][-1]
    assert (last["time"], last["value"], last["direction"]) == ("2024-08-01", 90, "high")
    assert last["rules"] == ["beyond-limits"]
    assert (result["variation"], result["assurance"]) == ("concern-high", "pass")
    assert result["summary"][0]["variation"] == result["variation"]


def test_a_facet_makes_a_chart_of_each_value_and_a_row_in_the_summary(spec):
    table = plain(STEADY * 2, MONTHS * 2, site=["001"] * 20 + ["002"] * 20)
    result = single.spc(spec(VALUE + "facet: site\n", table))
    assert [chart["chart"] for chart in result["charts"]] == ["001", "002"]
    assert [row["chart"] for row in result["summary"]] == ["001", "002"]
    assert set(result) == {"charts", "summary", "warnings"}


@pytest.mark.parametrize(
    ("times", "first"),
    [
        (["2024-01-01", "2024-02-01"], "2024-01-01"),
        (["2024-01", "2024-02"], "2024-01-01"),
        (["2024-Q2", "2024-Q3"], "2024-04-01"),
        (["2024/25", "2025/26"], "2024-04-01"),
        (["2024", "2025"], 2024),
        (["0.5", "1"], 0.5),
    ],
)
def test_times_may_be_written_in_many_ways(spec, times, first):
    result = single.spc(spec(VALUE, plain([1, 2], times)))
    assert result["points"][0]["time"] == first


def test_dates_of_the_spec_are_read_as_the_times_of_the_data(spec):
    keys = VALUE + "rebase: [2023-Q4]\nexclude: [2023-03]\n"
    result = single.spc(spec(keys, plain()))
    assert [point["segment"] for point in result["points"]] == [1] * 9 + [2] * 11
    assert result["points"][2]["excluded"]
    numbered = single.spc(spec(VALUE + "rebase: [11]\n", plain(times=range(1, 21))))
    assert numbered["points"][10]["segment"] == 2


def test_targets_may_be_a_number_a_column_or_steps(spec):
    keys = VALUE + "improvement: increase\ntarget: "
    table = plain(goal=[40] * 19 + [70])
    one = single.spc(spec(keys + "40\n", table))
    column = single.spc(spec(keys + "goal\n", table))
    steps = single.spc(
        spec(keys + "[{from: 2023-01, value: 40}, {from: 2024-08, value: 70}]\n", table)
    )
    assert (one["assurance"], column["assurance"], steps["assurance"]) == ("pass", "fail", "fail")
    assert column["points"] == steps["points"]
    assert any("in force from 2024-08-01" in text for text in steps["warnings"])


def test_percent_is_a_multiplier_of_100(spec):
    table = {"month": MONTHS, "met": STEADY, "all": [100] * 20}
    percent = single.spc(spec(RATIO + "chart: p\npercent: true\n", table))
    multiplied = single.spc(spec(RATIO + "chart: p\nmultiplier: 100\n", table))
    assert percent["points"] == multiplied["points"]
    assert percent["points"][0]["value"] == 50


@pytest.mark.parametrize(
    ("keys", "warns"),
    [
        ("percent: true\ntarget: 0.95\n", "95% is written 95"),
        ("target: 95\n", "95% is written 0.95"),
        ("target: 0.95\n", None),
        ("percent: true\ntarget: 95\n", None),
    ],
)
def test_a_target_of_another_unit_is_doubted(spec, keys, warns):
    table = {"month": MONTHS, "met": STEADY, "all": [100] * 20}
    texts = single.spc(spec(RATIO + "chart: p\n" + keys, table))["warnings"]
    assert any("is written" in text for text in texts) == (warns is not None)
    assert warns is None or any(warns in text for text in texts)


SMALL = {"month": MONTHS, "met": [3, *STEADY[1:]], "all": [100] * 20}


@pytest.mark.parametrize("keys", [RATIO + "chart: p\n", RATIO])
def test_small_counts_without_a_rule_are_warned_of_without_a_number(spec, keys):
    texts = single.spc(spec(keys, SMALL))["warnings"]
    assert any("Counts of 1 to 7 people" in text for text in texts)
    quiet = single.spc(spec(keys, SMALL | {"met": STEADY}))["warnings"]
    assert not any("people" in text for text in quiet)


def test_small_counts_of_a_c_chart_are_warned_of_too(spec):
    keys = "time: month\nvalue: met\nchart: c\n"
    assert "no disclosure rule" in single.spc(spec(keys, SMALL))["warnings"][0]


def test_a_rule_that_was_named_suppresses_and_rounds(spec):
    keys = RATIO + "chart: p\npercent: true\ndisclosure: {rule: hes}\n"
    result = single.spc(spec(keys, SMALL | {"all": [101] * 20}))
    assert result["points"][0]["value"] is None
    assert result["points"][1]["value"] == pytest.approx(50)  # 52 of 101: 50 of 100
    assert "1 point has no value: suppressed." in result["warnings"]


def test_rates_and_counts_are_protected_in_their_events_only(spec):
    keys = RATIO + "chart: u\ndisclosure: {rule: hes}\n"
    rate = single.spc(spec(keys, SMALL | {"all": [101] * 20}))["points"]
    assert (rate[0]["value"], rate[1]["value"]) == (None, pytest.approx(50 / 101))
    counts = "time: month\nvalue: met\nchart: c\ndisclosure: {rule: hes}\n"
    assert [p["value"] for p in single.spc(spec(counts, SMALL))["points"][:2]] == [None, 50]


def test_counts_of_one_time_are_added_before_they_are_protected(spec):
    keys = RATIO + "chart: p\ndisclosure: {rule: hes}\n"
    table = {"month": ["2024-01", "2024-01", "2024-02"], "met": [4, 6, 20], "all": [20, 20, 40]}
    result = single.spc(spec(keys, table))
    assert [point["value"] for point in result["points"]] == [0.25, 0.5]


def test_ready_made_values_cannot_be_protected_and_that_is_said(spec):
    result = single.spc(spec(VALUE + "disclosure: {rule: hes}\n", plain()))
    assert any("used as they are" in text for text in result["warnings"])


@pytest.mark.parametrize(
    ("keys", "table", "says"),
    [
        (VALUE + "improvment: increase\n", plain(), "Did you mean 'improvement'?"),
        (VALUE + "chart: p\n", plain(), "needs 'numerator' and 'denominator'"),
        ("time: month\n", plain(), "Name 'value', or"),
        (VALUE + "numerator: falls\n", plain(), "not both"),
        ("time: month\nnumerator: met\n", SMALL, "'numerator' needs a 'denominator'"),
        (RATIO + "chart: c\n", SMALL, "has no 'denominator'"),
        (VALUE + "percent: true\nmultiplier: 10\n", plain(), "leave one of them out"),
        (VALUE + "rebase: {a: [2023-05]}\n", plain(), "'facet' is needed"),
        (VALUE + "rebase: 2023-05\n", plain(), "Times are a list"),
        (VALUE + "exclude: [true]\n", plain(), "must be a date"),
        (VALUE + "target: {from: 1}\n", plain(), "'target' must be a number"),
        (VALUE + "target: [{form: 2023-01, value: 1}]\n", plain(), "Did you mean 'from'?"),
        (VALUE + "rebase: [soon]\n", plain(), "a time that is no date"),
        (VALUE + "rebase: [2030-01]\n", plain(), "series.csv: 'rebase': 2030-01-01 lies outside"),
        (VALUE + "chart: run\nrules: [shift]\n", plain(), "spec.yml: The rule 'shift' is not one"),
        ("time: month\nvalue: fall\n", plain(), "Did you mean 'falls'?"),
        ("time: falls\nvalue: falls\n", plain(), "two roles"),
        (
            VALUE,
            plain(times=[*MONTHS[:-1], "13/01"]),
            "column 'month': 'month' is no date",
        ),
        (VALUE, plain(times=[*MONTHS[:-1], None]), "'month' is empty"),
        (VALUE, plain([*STEADY[:-1], "x"]), "must be a number"),
        (VALUE, plain(times=[*MONTHS[:-1], MONTHS[0]]), "1 row repeats a time"),
        (RATIO + "chart: p\n", SMALL | {"met": [101, *STEADY[1:]]}, "denominator (row 2)"),
        (
            RATIO + "chart: p\ndisclosure: {rule: hes}\n",
            SMALL | {"met": [101, *STEADY[1:]]},
            "denominator (row 2)",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(spec, keys, table, says):
    texts = faults(spec(keys, table))
    assert any(says in text for text in texts), texts


def test_parts_of_people_cannot_be_protected(spec):
    keys = RATIO + "disclosure: {rule: hes}\n"
    texts = faults(spec(keys, SMALL | {"met": [0.5, *STEADY[1:]]}))
    assert "cannot be protected" in texts[0]


def test_a_chart_without_values_is_plain_json_too(spec):
    table = plain([*STEADY, *[None] * 20], MONTHS * 2, site=["a"] * 20 + ["b"] * 20)
    result = single.spc(spec(VALUE + "facet: site\n", table))
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert [row["time"] for row in result["summary"]] == ["2024-08-01", None]
    assert "b no point: none, centre none" in single.spc_text(result)


def test_a_null_target_is_none(spec):
    assert single.spc(spec(VALUE + "target: null\n", plain()))["target"] is None


def test_the_choices_of_a_spec_are_those_of_a_chart():
    assert get_args(ChartKind) == get_args(Kind)
    assert set(get_args(ChartRule)) < set(get_args(Rule))
    written = SpcSpec.model_validate({"data": "a.csv", "time": "t", "value": "v"})
    assert Options(**written.options()) == Options()


def test_the_command_prints_one_json_object(spec):
    path = spec(VALUE, plain())
    said = CliRunner().invoke(app, ["spc", str(path), "--json"])
    assert said.exit_code == 0
    assert json.loads(said.stdout) == single.spc(path)


def test_the_text_of_one_chart_says_what_fired_and_how_it_was_made(spec):
    keys = VALUE + "improvement: increase\ntarget: 60\nrebase: [2023-10-15]\n"
    text = single.spc_text(single.spc(spec(keys, plain([*STEADY[:-1], 90]))))
    for part in (
        "XmR chart, 20 points, 2023-01-01 to 2024-08-01",
        "segment 2 ends at 2024-08-01",
        "2024-08-01: 90, Above the upper limit",
        "Special cause of improvement, higher values (Above the upper limit).",
        "target 60",
        "method: XmR chart: mean and 2.66",
        "warning: There is no point at 2023-10-15",
    ):
        assert part in text


def test_the_text_of_a_facet_has_a_line_for_each_chart(spec):
    table = plain([*STEADY, *STEADY[:-1], None], MONTHS * 2, site=["north"] * 20 + ["south"] * 20)
    lines = single.spc_text(single.spc(spec(VALUE + "facet: site\n", table))).splitlines()
    assert lines[0].startswith("north 2024-08-01: 49, centre")
    assert lines[1].startswith("south 2024-07-01: 51, centre")
    assert any(line.startswith("south: warning: 1 of 20 points") for line in lines)


def test_a_run_chart_shows_that_it_has_no_limits(spec):
    text = single.spc_text(single.spc(spec(VALUE + "chart: run\n", plain())))
    assert "limits none to none" in text

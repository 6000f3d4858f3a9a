"""What was run of an analysis is written down whole."""

import datetime as dt
import json

import pytest

pytestmark = pytest.mark.usefixtures("quick_pictures")


def test_the_design_and_what_is_left_out_are_in_it(section_of):
    strike = {"from": dt.date(2023, 6, 1), "to": dt.date(2023, 6, 30), "reason": "strike"}
    (run,) = section_of(method=None, exclude=[strike]).runs
    assert run["design"]["interruptions"][0]["date"] == "2024-04-01"
    assert run["design"]["exclusions"] == [
        {"start": "2023-06-01", "end": "2023-06-30", "reason": "strike"}
    ]
    assert run["fits"][0]["method"] == "rho-integrated"
    assert run["first_post"] == {"go-live": "2024-04-01"}
    assert any("strike" in warning for warning in run["warnings"])


def test_a_method_left_to_the_rule_has_the_rule_and_the_weights_of_the_orders(section_of):
    first = section_of(method=None).runs[0]["fits"][0]
    assert first["method"] == "order-averaged"
    assert first["rule"].startswith("No method was named, so the rule chose for 24 periods")
    assert list(first["order_weights"]) == ["1", "2"]


def test_the_methods_that_the_file_names_beside_follow_the_primary_one(section_of):
    (run,) = section_of(sensitivity=[{"newey-west": {"lags": 2}}]).runs
    assert [(fit["method"], fit["lags"]) for fit in run["fits"]] == [
        ("ols", None),
        ("newey-west", 2),
    ]
    assert {effect["method"] for effect in run["effects"]} == {"ols"}


def test_the_scale_leads_from_the_engines_numbers_to_the_unit(section_of, by_measure):
    values = [25 + number % 4 for number in range(24)]
    section = section_of(values, kind="proportion", family="quasi-binomial", method="glm")
    (run,) = section.runs
    assert (run["unit"], run["scale"]) == ("percentage points", 100)
    effect = run["effects"][0]["estimate"]
    assert effect * run["scale"] == pytest.approx(by_measure(section)["absolute difference"].value)


def test_it_is_strict_json_and_has_the_agreement_of_the_primary_analysis_alone(section_of):
    (primary,) = section_of(primary=True).runs
    (other,) = section_of(primary=False).runs
    assert json.loads(json.dumps(primary, allow_nan=False)) == primary
    assert any(text.startswith("Estimators: ") for text in primary["sensitivity"])
    assert "sensitivity" not in other

"""Funnels against FunnelPlotR 0.6.0 and PHEindicatormethods 2.1.1."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from evaluation.monitoring.funnels import (
    SCALES,
    FunnelOptions,
    adjusted_limits,
    funnel,
    unadjusted_limits,
)
from evaluation.monitoring.funnels.overdispersion import tau_squared
from tests.reference_cases import CASES

pytestmark = pytest.mark.reference
METHODS = CASES.parents[1] / "data" / "methods"
RELATIVE = 1e-8
LEVELS = ((0.95, "95"), (0.998, "998"))
# FunnelPlotR rounds the normal deviates to six decimals; these are the levels that it so has
ROUNDED_LEVELS = tuple(
    (1 - 2 * stats.norm.sf(deviate), name)
    for deviate, name in ((1.959964, "95"), (3.090232, "998"))
)


def shared(name):
    if not METHODS.is_dir():
        pytest.skip("the inputs of ../shared are absent")
    table = pd.read_csv(METHODS / f"{name}.csv", dtype={"group": str})
    counts = ["numerator", "denominator"]
    return table.groupby("group")[counts].sum().reset_index().rename(columns={"group": "unit"})


def both(limits):
    return [*limits.lower, *limits.upper]


def columns(rows, *names):
    return [row[name] for name in names for row in rows]


@pytest.mark.parametrize(
    ("part", "scale", "target", "tau2"),
    [
        ("pr_target08", "arcsine", 0.8, 0.0),
        ("pr_target08_tau2_0004", "arcsine", 0.8, 0.004),
        ("sr_shmi_tau2_002", "shmi", 1.0, 0.02),
    ],
)
def test_limits_on_a_scale_are_those_of_the_table(nhs_case, part, scale, target, tau2):
    case = nhs_case("funnelplotr_limits_table")
    rows = case.expected[part]
    prefix = "od" if tau2 else ""
    size = columns(rows, "number_seq")
    for level, name in ROUNDED_LEVELS:
        ours = both(adjusted_limits(SCALES[scale], target, size, tau2, level))
        theirs = columns(rows, f"{prefix}ll{name}", f"{prefix}ul{name}")
        if scale == "arcsine" and not tau2:
            # beyond the quarter circle the package's sine falls again, to 0.9994 of ten people
            pairs = zip(ours, theirs, strict=True)
            theirs = [1 if mine == 1 and their > 0.999 else their for mine, their in pairs]
        case.close(f"{part} {name}", ours, theirs, relative=RELATIVE)


def test_limits_of_the_root_are_those_of_the_table_once_squared(nhs_case):
    """The package draws limits of the root beside ratios, half as wide as they should be."""
    case = nhs_case("funnelplotr_limits_table")
    rows = case.expected["sr_cqc_tau2_002"]
    size = columns(rows, "number_seq")
    for level, name in ROUNDED_LEVELS:
        ours = np.sqrt(both(adjusted_limits(SCALES["cqc"], 1.0, size, 0.02, level)))
        theirs = columns(rows, f"odll{name}", f"odul{name}")
        case.close(f"sr_cqc root {name}", ours, theirs, relative=RELATIVE)


def test_poisson_limits_about_the_expected_are_those_of_the_table(nhs_case):
    case = nhs_case("funnelplotr_limits_table")
    rows = case.expected["sr_poisson_unadjusted"]
    size = columns(rows, "number_seq")
    for level, name in LEVELS:
        ours = both(unadjusted_limits("ratio", "about-expected", 1.0, size, level))
        theirs = columns(rows, f"ll{name}", f"ul{name}")
        case.close(f"sr_poisson {name}", ours, theirs, relative=RELATIVE)


@pytest.mark.parametrize(
    ("part", "scale", "trim", "multiplier"),
    [("sr_shmi", "shmi", 0.1, 1), ("sr_cqc", "cqc", 0.05, 100)],
)
def test_six_groups_have_their_phi_tau2_scores_and_limits(nhs_case, part, scale, trim, multiplier):
    case = nhs_case("funnelplotr_small6")
    expected = case.expected[part]
    rows = expected["groups"]
    counts = case.table().rename(columns={"group": "unit"})
    options = FunnelOptions(scale=scale, limits="about-expected", trim=trim, multiplier=multiplier)
    made = funnel(counts, "ratio", options)
    case.close(f"{part} phi", [made.phi], [expected["phi"]], relative=RELATIVE)
    case.close(f"{part} tau2", [made.tau2], [expected["tau2"]], relative=RELATIVE)
    units = made.units
    assert units["unit"].tolist() == columns(rows, "group")
    case.close(f"{part} z", units["z"], columns(rows, "Uzscore"), relative=RELATIVE)
    for (level, name), theirs in zip(ROUNDED_LEVELS, ("95", "99"), strict=True):
        for side, short in (("lower", "LCL"), ("upper", "UCL")):
            limit = columns(rows, f"{short}{theirs}")
            ours = units[f"{side}_{name}"]
            case.close(f"{part} {side}_{name}", ours, limit, relative=RELATIVE)
        found = adjusted_limits(SCALES[scale], 1.0, counts["denominator"], made.tau2, level)
        shown = np.sqrt(both(found)) if scale == "cqc" else np.array(both(found))
        limit = columns(rows, f"OD{theirs}LCL", f"OD{theirs}UCL")
        case.close(f"{part} adjusted {name}", multiplier * shown, limit, relative=RELATIVE)
        exact = [*units[f"adjusted_lower_{name}"], *units[f"adjusted_upper_{name}"]]
        assert exact == pytest.approx([multiplier * v for v in both(found)], rel=1e-6)
    if scale == "shmi":
        is_out = (units["status"] == "alarm").astype(int).tolist()
        case.same(f"{part} outliers", is_out, columns(rows, "outlier"))


def test_limits_of_proportions_are_those_of_ukhsa_but_for_the_floor_and_cap(nhs_case):
    case = nhs_case("phe_funnel_proportion")
    data, rows = case.table(), case.expected["limits"]
    target = data["numerator"].sum() / data["denominator"].sum()
    case.close("average", [100 * target], [rows[0]["baseline"]], relative=RELATIVE)
    size = columns(rows, "Population")
    for level, name in ((0.95, "2s"), (0.998, "3s")):
        limits = unadjusted_limits("proportion", "wilson", target, size, level)
        theirs = columns(rows, f"lower_{name}_limit", f"upper_{name}_limit")
        case.close(f"limits {name}", 100 * np.array(both(limits)), theirs, relative=RELATIVE)


def test_every_area_is_as_significant_as_ukhsa_says(nhs_case):
    case = nhs_case("phe_funnel_proportion")
    data = case.table().rename(columns={"Area": "unit"})
    data["unit"] = [f"{name} {number}" for number, name in enumerate(data["unit"])]
    units = funnel(data, "proportion").units
    words = {"alarm": "0.001", "alert": "0.025"}
    target = 100 * data["numerator"].sum() / data["denominator"].sum()
    found = [
        f"{'High' if value > target else 'Low'} ({words[status]})"
        if status in words
        else "Not significant"
        for status, value in zip(units["status_unadjusted"], units["value"], strict=True)
    ]
    case.same("significance", found, case.expected["significance"])


@pytest.mark.parametrize(
    ("scale", "phi", "tau2"), [("shmi", 8.53, 0.02841), ("cqc", 9.30, 0.00786)]
)
def test_the_lengths_of_stay_of_medpar_have_the_printed_phi(scale, phi, tau2):
    made = funnel(shared("funnelplotr_medpar"), "ratio", FunnelOptions(scale=scale))
    assert made.phi == pytest.approx(phi, abs=0.005)
    assert made.tau2 == pytest.approx(tau2, abs=5e-6)


def test_nearly_every_emergency_department_is_out_unadjusted_and_few_are_adjusted():
    counts = shared("funnelplotr_ae_proportion")
    made = funnel(counts, "proportion", FunnelOptions(limits="arcsine"))
    assert made.phi == pytest.approx(3829, abs=0.5)
    assert (made.units["status_unadjusted"] == "alarm").sum() == 130
    assert made.units["status"].value_counts().to_dict() == {"within limits": 117, "alert": 20}
    assert any("case mix" in text for text in made.warnings)


def test_units_that_differ_by_chance_alone_keep_their_unadjusted_limits():
    made = funnel(shared("funnelplotr_no_overdispersion"), "proportion")
    assert made.phi < 1
    assert made.limits_used == "unadjusted"
    assert "no more than chance" in made.reason


def test_tau2_of_the_bcg_trials_is_that_of_dersimonian_and_laird():
    if not METHODS.is_dir():
        pytest.skip("the inputs of ../shared are absent")
    bcg = pd.read_csv(METHODS / "dersimonian_laird_bcg.csv")
    treated, control = bcg["tpos"] + bcg["tneg"], bcg["cpos"] + bcg["cneg"]
    effect = np.log(bcg["tpos"] / treated / (bcg["cpos"] / control))
    variance = 1 / bcg["tpos"] - 1 / treated + 1 / bcg["cpos"] - 1 / control
    pooled = np.average(effect, weights=1 / variance)
    phi = float(np.mean((effect - pooled) ** 2 / variance))
    found = tau_squared(phi, np.sqrt(variance.to_numpy()))
    theirs = combine_effects(effect.to_numpy(), variance.to_numpy(), method_re="chi2")
    assert found == pytest.approx(theirs.tau2, rel=1e-12)
    assert found == pytest.approx(0.3088, abs=5e-5)

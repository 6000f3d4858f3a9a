"""The words of control charts, in one place: icons, rules, and which tool's choices were used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from evaluation.monitoring.charts.options import (
    DEFAULT_RUN,
    PERCENT,
    Kind,
    Options,
    Rule,
)

Variation = Literal[
    "common-cause",
    "improvement-high",
    "improvement-low",
    "concern-high",
    "concern-low",
    "neither-high",
    "neither-low",
]
Assurance = Literal["pass", "fail", "hit-or-miss"]

VARIATION_WORDS: Final[Mapping[str, str]] = {
    "common-cause": "Common cause variation, no significant change",
    "improvement-high": "Special cause of improvement, higher values",
    "improvement-low": "Special cause of improvement, lower values",
    "concern-high": "Special cause of concern, higher values",
    "concern-low": "Special cause of concern, lower values",
    "neither-high": "Special cause, higher values, neither improvement nor concern",
    "neither-low": "Special cause, lower values, neither improvement nor concern",
}
ASSURANCE_WORDS: Final[Mapping[str, str]] = {
    "pass": "The process will meet the target if nothing changes",
    "fail": "The process will miss the target if nothing changes",
    "hit-or-miss": "Variation alone decides: the target will be hit or missed",
}
NO_VARIATION: Final = "Too few values to judge variation"
NO_ASSURANCE: Final = "No assurance: it needs a target, limits and a direction of improvement"

KIND_WORDS: Final[Mapping[Kind, str]] = {
    "xmr": "XmR chart",
    "mr": "Moving range chart",
    "p": "P chart",
    "p-prime": "P' chart",
    "u": "U chart",
    "u-prime": "U' chart",
    "c": "C chart",
    "g": "G chart",
    "t": "T chart",
    "run": "Run chart",
}

_LIMITS: Final[Mapping[Kind, str]] = {
    "mr": "limits of moving ranges at 0 and 3.267 times their mean",
    "p": "binomial limits, 3 standard errors, within 0 and 1",
    "p-prime": "binomial limits widened by the variation between periods (Laney 2002)",
    "u": "Poisson limits, 3 standard errors, not below 0",
    "u-prime": "Poisson limits widened by the variation between periods (Laney 2002)",
    "c": "Poisson limits, 3 standard deviations, not below 0",
    "g": "geometric limits about the mean, centre at the median (Benneyan 2001, qicharts2)",
    "t": "XmR limits of the values to the power 1/3.6, turned back (Nelson 1994, qicharts2)",
    "run": "centre at the median, no limits",
}
_SCREENED: Final = (
    "moving ranges of 3.267 times their mean or more left out once (as NHSRplotthedots and "
    "qicharts2; the Making Data Count Excel tool keeps them)"
)
_KEPT: Final = "all moving ranges kept (as the Making Data Count Excel tool)"
_RUNS: Final[Mapping[str, str]] = {
    "anhoej": "runs analysis by the Anhøj rules",
    "bestbox": "runs analysis by the best box (Anhøj and Wentzel-Larsen 2020)",
    "cutbox": "runs analysis by the cut box (Anhøj and Wentzel-Larsen 2020)",
    "none": "no runs analysis",
}


def variation_words(variation: str | None) -> str:
    """Return what a variation icon says.

    Examples
    --------
    >>> variation_words("improvement-high")
    'Special cause of improvement, higher values'
    """
    return NO_VARIATION if variation is None else VARIATION_WORDS[variation]


def assurance_words(assurance: str | None) -> str:
    """Return what an assurance icon says.

    Examples
    --------
    >>> assurance_words("pass")
    'The process will meet the target if nothing changes'
    """
    return NO_ASSURANCE if assurance is None else ASSURANCE_WORDS[assurance]


def label(rule: Rule, direction: int, options: Options) -> str:
    """Return the name of a rule at a point, with its direction.

    Parameters
    ----------
    rule : str
        The rule that names the point.
    direction : int
        1 for high or rising, -1 for low or falling.
    options : Options
        The lengths of runs.

    Examples
    --------
    >>> label("trend", -1, Options())
    'Trend of 7 points, falling'
    """
    high = direction > 0
    side = "above" if high else "below"
    return {
        "beyond-limits": f"{side.capitalize()} the {'upper' if high else 'lower'} limit",
        "trend": f"Trend of {options.points_of_a_trend} points, {'rising' if high else 'falling'}",
        "two-of-three": f"Two of three near or beyond the {'upper' if high else 'lower'} limit",
        "shift": f"Shift of {options.run_length} points {side} the centre",
        "long-run": f"Unusually long run {side} the centre",
        "few-crossings": f"Unusually few crossings of the centre, {side} it now",
    }[rule]


def method_words(options: Options) -> tuple[str, ...]:
    """Return how a chart was made, and which tool does the same where tools differ.

    Examples
    --------
    >>> method_words(Options(kind="run"))
    ('Run chart: centre at the median, no limits', 'runs analysis by the Anhøj rules')
    """
    kind = options.kind
    said = [f"{KIND_WORDS[kind]}: {_LIMITS[kind] if kind in _LIMITS else _xmr_limits(options)}"]
    if kind in ("xmr", "p-prime", "u-prime", "t"):
        said.append(_SCREENED if options.screen_moving_ranges else _KEPT)
    said += [_rule_words(rule, options) for rule in options.point_rules]
    if options.point_rules and options.both_improvement_and_concern != "priority":
        said.append(
            "a point of both directions counts as "
            f"{options.both_improvement_and_concern} (the Making Data Count tool: improvement)"
        )
    if kind != "mr":
        said.append(_RUNS[options.run_rules])
    if options.baseline_points is not None:
        said.append(f"limits from the first {options.baseline_points} points of each segment")
    if options.multiplier != 1:
        times = f"{options.multiplier:g}"
        said.append("values in %" if times == str(PERCENT) else f"values times {times}")
    if options.gaps == "break":
        said.append("missing values and periods end runs and trends")
    return tuple(said)


def _xmr_limits(options: Options) -> str:
    if options.sigma_constant == "mdc":
        return "mean and 2.66 mean moving ranges to each side (Making Data Count)"
    return "mean and 3/1.128 mean moving ranges to each side (qicharts2)"


def _rule_words(rule: Rule, options: Options) -> str:
    if rule == "beyond-limits":
        return "beyond the limits: strictly outside them"
    if rule == "shift":
        usual = "" if options.run_length == DEFAULT_RUN else f" (Making Data Count: {DEFAULT_RUN})"
        return f"shift: {options.run_length} points in a row on one side of the centre{usual}"
    if rule == "trend":
        equal = "ends it" if options.equal_values_in_a_trend == "break" else "is passed over"
        points = options.points_of_a_trend
        return f"trend: {points} points in a row rising or falling, an equal value {equal}"
    beyond = options.beyond_limits_count_in_two_of_three
    counted = (
        "points beyond the limit count (Making Data Count since November 2023)"
        if beyond
        else "points beyond the limit do not count (NHSRplotthedots 0.2.2)"
    )
    third = "" if options.two_of_three_needs_same_side else ", the third on any side (PowerBI-SPC)"
    return f"two of three: more than two thirds of the way to the limit, {counted}{third}"

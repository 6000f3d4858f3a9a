"""What the rules make of each point: which fired, which names it, and improvement or concern.

In: values, lines and options. Out: `Judged`, arrays over all points of all charts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.monitoring.charts import rules
from evaluation.monitoring.charts.limits import Lines
from evaluation.monitoring.charts.options import RULES, Options, Rule
from evaluation.monitoring.charts.rules import Fired
from evaluation.monitoring.charts.runs import Runs, runs_analysis
from evaluation.monitoring.charts.segments import BoolArray, FloatArray, IntArray, sides
from evaluation.monitoring.charts.words import label

HIGH, LOW = "high", "low"
COMMON_CAUSE: Final = "common-cause"
NO_RULE: Final = -1

Objects = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Judged:
    """The rules at every point.

    Parameters
    ----------
    rules : ndarray of tuple of str
        All rules that fired at the point, in their order of priority.
    label : ndarray of str
        Words for the rule that names the point; empty for common cause.
    direction : ndarray of "high", "low" or None
        Direction of that rule.
    cause : ndarray of str
        What the point means, in the words of the variation icon; None where the value is missing
        or is set apart and within the limits.
    runs : Runs or None
        Runs analysis of each segment; None where there is none.
    """

    rules: Objects
    label: Objects
    direction: Objects
    cause: Objects
    runs: Runs | None


def judge(
    values: FloatArray,
    lines: Lines,
    block: IntArray,
    stretch: IntArray,
    excluded: BoolArray,
    options: Options,
) -> Judged:
    """Return what the rules make of each point.

    Parameters
    ----------
    values : ndarray of float
        The points of all charts.
    lines : Lines
        Centre and limits at each.
    block, stretch : ndarray of int
        Number of the segment, and of the stretch that runs do not leave.
    excluded : ndarray of bool
        Ghost points: in no runs, but beyond the limits all the same where they are.
    options : Options
        Rules, their lengths and their ties.
    """
    takes_part = ~np.isnan(values) & ~excluded
    side = sides(values, lines.centre)[takes_part]
    runs = None
    if options.run_rules != "none" and options.kind != "mr":
        blocks = int(block[-1]) + 1
        runs = runs_analysis(side, block[takes_part], blocks, options.run_rules)
    outside = rules.beyond_limits(values, lines.lower, lines.upper)
    near = _near(values, lines, outside, options)[takes_part]
    fired = _fired(values[takes_part], near, side, stretch[takes_part], options)
    if options.uses_runs_analysis and runs is not None:
        fired |= {"long-run": runs.long_run, "few-crossings": runs.few_crossings}
    directions = np.zeros((len(RULES), len(values)), dtype=np.int64)
    for rule, found in fired.items():
        directions[RULES.index(rule), takes_part] = found.direction
    if "beyond-limits" in options.point_rules:
        directions[RULES.index("beyond-limits")] = outside.direction
    naming, direction = _naming(directions, options)
    return Judged(
        _rules_at(directions != 0),
        _labels(naming, direction, options),
        np.array([LOW, None, HIGH], dtype=object)[direction + 1],
        _causes(direction, takes_part, options),
        runs,
    )


def _near(values: FloatArray, lines: Lines, outside: Fired, options: Options) -> IntArray:
    """Return 1 for points that count as near the upper limit, -1 as near the lower, else 0."""
    near = (sides(values, lines.near_upper) > 0).astype(np.int64)
    near -= sides(values, lines.near_lower) < 0
    if options.beyond_limits_count_in_two_of_three:
        return near
    return np.where(outside.direction == 0, near, 0)


def _fired(
    values: FloatArray, near: IntArray, side: IntArray, stretch: IntArray, options: Options
) -> dict[Rule, Fired]:
    """Return what the rules find that look at several points."""
    fired: dict[Rule, Fired] = {}
    if "trend" in options.point_rules:
        equal = options.equal_values_in_a_trend
        fired["trend"] = rules.trend(values, stretch, options.points_of_a_trend, equal)
    if "two-of-three" in options.point_rules:
        fired["two-of-three"] = rules.two_of_three(
            near,
            side,
            stretch,
            needs_same_side=options.two_of_three_needs_same_side,
            flags_all=options.two_of_three_flags_all,
        )
    if "shift" in options.point_rules:
        fired["shift"] = _shift(side, stretch, options)
    return fired


def _shift(side: IntArray, stretch: IntArray, options: Options) -> Fired:
    """Return the shifts; on a run chart points on the centre neither end them nor add to them."""
    if options.kind != "run":
        return rules.shift(side, stretch, options.run_length)
    useful = side != 0
    found = rules.shift(side[useful], stretch[useful], options.run_length)
    up, down = np.zeros((2, len(side)), dtype=bool)
    up[useful], down[useful] = found.up, found.down
    return Fired(up, down, side)


def _naming(directions: IntArray, options: Options) -> tuple[IntArray, IntArray]:
    """Return the rule that names each point and its direction, by the choice for ties."""
    wanted = directions
    if options.both_improvement_and_concern != "priority" and options.improvement != "neither":
        better = 1 if options.improvement == "increase" else -1
        sign = better if options.both_improvement_and_concern == "improvement" else -better
        has_both = (directions == 1).any(axis=0) & (directions == -1).any(axis=0)
        wanted = np.where(has_both & (directions != sign), 0, directions)
    first = np.argmax(wanted != 0, axis=0)
    direction = wanted[first, np.arange(wanted.shape[1])]
    return np.where(direction != 0, first, NO_RULE), direction


def _rules_at(has_fired: BoolArray) -> Objects:
    """Return the names of the rules at each point; equal sets share one tuple."""
    codes = (has_fired.astype(np.int64) << np.arange(len(RULES))[:, None]).sum(axis=0)
    names = np.empty(1 << len(RULES), dtype=object)
    for code in np.unique(codes):
        names[code] = tuple(rule for place, rule in enumerate(RULES) if code >> place & 1)
    found: Objects = names[codes]
    return found


def _labels(naming: IntArray, direction: IntArray, options: Options) -> Objects:
    texts = np.full((len(RULES) + 1, 3), "", dtype=object)
    for place, rule in enumerate(RULES):
        texts[place, 0], texts[place, -1] = label(rule, -1, options), label(rule, 1, options)
    found: Objects = texts[naming, direction + 1]
    return found


def _causes(direction: IntArray, takes_part: BoolArray, options: Options) -> Objects:
    low, high = {
        "increase": ("concern-low", "improvement-high"),
        "decrease": ("improvement-low", "concern-high"),
        "neither": ("neither-low", "neither-high"),
    }[options.improvement]
    causes = np.array([low, COMMON_CAUSE, high], dtype=object)[direction + 1]
    causes[~takes_part & (direction == 0)] = None
    return causes


def assurance_of(target: float | None, lower: float, upper: float, options: Options) -> str | None:
    """Return whether a process meets its target: "pass", "fail", "hit-or-miss", or None.

    Parameters
    ----------
    target : float or None
        The target in force.
    lower, upper : float
        Limits at the last point; NaN where there are none.
    options : Options
        Direction of improvement, and what a target on a limit is.

    Notes
    -----
    Without variation, lower = upper, the process passes where it meets the target and fails where
    it does not: a constant 100% meets a target of 100%.

    Examples
    --------
    >>> assurance_of(95.0, 96.0, 99.0, Options(improvement="increase"))
    'pass'
    >>> assurance_of(100.0, 100.0, 100.0, Options(improvement="increase"))
    'pass'
    """
    is_known = target is not None and not pd.isna([target, lower, upper]).any()
    if target is None or not is_known or options.improvement == "neither":
        return None
    better = 1 if options.improvement == "increase" else -1
    best, worst = (upper, lower) if better > 0 else (lower, upper)
    beyond_best = better * int(_side(target, best))
    beyond_worst = better * int(_side(target, worst))
    if _side(lower, upper) == 0:
        return "pass" if beyond_worst <= 0 else "fail"
    reached = 0 if options.target_at_limit == "inclusive" else 1
    if beyond_best >= reached:
        return "fail"
    return "pass" if -beyond_worst >= reached else "hit-or-miss"


def _side(value: float, line: float) -> int:
    return int(sides(np.array([value]), np.array([line]))[0])

"""The choices of a control chart: its kind, its rules, and every option in which NHS tools differ.

An `Options` says them all once; it travels with the chart that was made from it, so that a reader
is told which were used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from evaluation.errors import InvalidInput, nearest

Kind = Literal["xmr", "mr", "p", "p-prime", "u", "u-prime", "c", "g", "t", "run"]
Improvement = Literal["increase", "decrease", "neither"]
Rule = Literal["beyond-limits", "trend", "two-of-three", "shift", "long-run", "few-crossings"]
RunRules = Literal["anhoej", "bestbox", "cutbox", "none"]
Constant = Literal["mdc", "qicharts2"]
EqualValues = Literal["break", "ignore"]
TargetAtLimit = Literal["strict", "inclusive"]
Both = Literal["priority", "improvement", "concern"]
Gaps = Literal["join", "break"]

POINT_RULES: Final[tuple[Rule, ...]] = ("beyond-limits", "trend", "two-of-three", "shift")
"""In the order in which they name a point (NHSRplotthedots 0.2.2)."""
RUN_CHART_RULES: Final[tuple[Rule, ...]] = ("long-run", "few-crossings")
RULES: Final[tuple[Rule, ...]] = (*POINT_RULES, *RUN_CHART_RULES)

OF_COUNTS: Final = frozenset({"p", "p-prime", "u", "u-prime", "c"})
OF_RATIOS: Final = frozenset({"p", "p-prime", "u", "u-prime"})
OF_PROPORTIONS: Final = frozenset({"p", "p-prime"})
OF_RARE_EVENTS: Final = frozenset({"g", "t"})

DEFAULT_RUN: Final = 7  # Making Data Count; its Excel tool also offers 6, run charts often use 6
SHORTEST_RUN: Final = 2
FEWEST_POINTS: Final = 13  # from so many the Making Data Count tool shows limits and icons
FEWEST_BASELINE: Final = 2
PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Options:
    """How a control chart is made.

    Parameters
    ----------
    kind : str
        "xmr" (individual values), "mr" (their moving ranges), "p" and "p-prime" (proportions),
        "u" and "u-prime" (rates), "c" (counts), "g" (cases between rare events), "t" (time
        between them) or "run" (run chart).
    improvement : {"increase", "decrease", "neither"}
        Which way is better.
    multiplier : float
        What values are multiplied with before anything else, such as 100 for percent.
    rebase : sequence of times, or mapping from chart to such
        Times from which limits are made anew, for all charts or for those named.
    baseline_points : int, optional
        Limits rest on so many first points of each segment and hold for the rest of it.
    exclude : sequence of times, or mapping from chart to such
        Ghost points: shown, but in no limits and no runs; beyond the limits they are told.
    screen_moving_ranges : bool
        Whether moving ranges of 3.267 times their mean or more are left out, once.
    sigma_constant : {"mdc", "qicharts2"}
        XmR limits at 2.66 or at 3/1.128 mean moving ranges.
    rules : sequence of str, optional
        Which of the four point rules are used; all by default ("mr": beyond-limits only).
    run_length, trend_length : int
        Points of a shift, and of a trend (as many as of a shift by default).
    equal_values_in_a_trend : {"break", "ignore"}
        Whether a value equal to the last ends a trend, or neither adds nor ends.
    beyond_limits_count_in_two_of_three : bool
        Whether a point beyond the limit counts as one of the two.
    two_of_three_needs_same_side : bool
        Whether the third point must lie on the same side of the centre.
    two_of_three_flags_all : bool
        Whether all three points are flagged, or those beyond the near line only.
    both_improvement_and_concern : {"priority", "improvement", "concern"}
        What a point is on which rules of both directions fire.
    target_at_limit : {"strict", "inclusive"}
        Whether a target must lie beyond a limit, or may lie on it, to be passed or failed.
    run_rules : {"anhoej", "bestbox", "cutbox", "none"}
        Runs analysis about the centre. On a run chart these are the rules; with "none" a run
        chart uses shift and trend.
    gaps : {"join", "break"}
        Whether runs and trends go on over missing values and missing periods, and moving ranges
        over missing periods.
    minimum_points : int
        Segments of fewer points come with a warning.

    Raises
    ------
    InvalidInput
        If the choices do not go together.

    Notes
    -----
    A moving range is never taken across a missing value, whatever `gaps` says; across an
    excluded point it is (qicharts2 0.8.1).

    References
    ----------
    NHS England, Making Data Count; NHSRplotthedots 0.2.2; qicharts2 0.8.1; PowerBI-SPC.
    """

    kind: Kind = "xmr"
    improvement: Improvement = "neither"
    multiplier: float = 1
    rebase: Sequence[Any] | Mapping[str, Sequence[Any]] = ()
    baseline_points: int | None = None
    exclude: Sequence[Any] | Mapping[str, Sequence[Any]] = ()
    screen_moving_ranges: bool = True
    sigma_constant: Constant = "mdc"
    rules: Sequence[Rule] | None = None
    run_length: int = DEFAULT_RUN
    trend_length: int | None = None
    equal_values_in_a_trend: EqualValues = "break"
    beyond_limits_count_in_two_of_three: bool = True
    two_of_three_needs_same_side: bool = True
    two_of_three_flags_all: bool = False
    both_improvement_and_concern: Both = "priority"
    target_at_limit: TargetAtLimit = "strict"
    run_rules: RunRules = "anhoej"
    gaps: Gaps = "join"
    minimum_points: int = FEWEST_POINTS

    def __post_init__(self) -> None:
        _require_choice("chart", self.kind, Kind)
        _require_choice("improvement", self.improvement, Improvement)
        if not self.multiplier > 0:
            raise InvalidInput("The multiplier is not above 0.", "Use 1, or 100 for percent.")
        if self.run_length < SHORTEST_RUN or self.steps_of_a_trend < 1:
            raise InvalidInput(
                f"A run of fewer than {SHORTEST_RUN} points is none.",
                f"Making Data Count uses {DEFAULT_RUN}.",
            )
        if self.baseline_points is not None and self.baseline_points < FEWEST_BASELINE:
            raise InvalidInput(
                f"A baseline needs at least {FEWEST_BASELINE} points.", "Making Data Count asks 12."
            )
        self._require_rules()

    def _require_rules(self) -> None:
        unused = [rule for rule in self.rules or () if rule not in self._possible]
        if unused:
            possible = ", ".join(self._possible)
            raise InvalidInput(
                f"The rule '{unused[0]}' is not one of a chart of kind '{self.kind}'.",
                f"Its rules are: {possible}." if possible else "Leave 'rules' out.",
            )

    @property
    def _possible(self) -> tuple[Rule, ...]:
        if self.kind == "mr":
            return ("beyond-limits",)
        if self.kind == "run":
            return ("trend", "shift") if self.run_rules == "none" else ()
        return POINT_RULES

    @property
    def point_rules(self) -> tuple[Rule, ...]:
        """The rules of single points in use, in their order of priority."""
        return tuple(rule for rule in self._possible if self.rules is None or rule in self.rules)

    @property
    def uses_runs_analysis(self) -> bool:
        """Whether the runs analysis itself flags points: on run charts only."""
        return self.kind == "run" and self.run_rules != "none"

    @property
    def points_of_a_trend(self) -> int:
        """Points of a trend."""
        return self.run_length if self.trend_length is None else self.trend_length

    @property
    def steps_of_a_trend(self) -> int:
        """Steps between the points of a trend."""
        return self.points_of_a_trend - 1

    @property
    def ceiling(self) -> float:
        """The largest value that can be: 1 for proportions, in their unit; else infinite."""
        return self.multiplier if self.kind in OF_PROPORTIONS else float("inf")


def _require_choice(name: str, value: str, choices: Any) -> None:
    known = get_args(choices)
    if value not in known:
        near = nearest(value, known)
        remedy = f"Did you mean '{near}'?" if near else f"Use one of {', '.join(known)}."
        raise InvalidInput(f"'{value}' is not a {name}.", remedy)

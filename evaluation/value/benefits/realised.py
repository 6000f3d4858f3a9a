"""The share of each planned benefit that has been realised, with an interval where there is one.

In: a benefit, its project's estimates and its indicator. Out: a `Realised`: baseline, actual,
target, the share as an `Estimate`, and a state where a share would mislead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from evaluation.estimate import DEFAULT_LEVEL, Estimate, Provenance
from evaluation.value.benefits.finding import status_of
from evaluation.value.distributions import drawn, of_estimate, scores
from evaluation.workspace.project import Kpi
from evaluation.workspace.value_benefits import Benefit, Reading

State = Literal[
    "exceeded",
    "reached",
    "partly",
    "none",
    "worsened",
    "no target",
    "no baseline",
    "not yet measured",
    "target equals baseline",
    "better before",
    "baseline unclear",
    "suppressed",
    "not estimable",
]
ANALYSIS: Final = "value"
SHARE: Final = "share realised"
PERCENT: Final = 100
# A share of which more draws than these have the target on the other side has no useful limits.
MOST_DRAWS_ACROSS: Final = 0.005


@dataclass(frozen=True, slots=True)
class Realised:
    """What came of one benefit, set against what was planned.

    Parameters
    ----------
    benefit, label : str
        Id, and what it is.
    is_harm : bool
        A dis-benefit: its share is how much of the expected harm came.
    state : str
        "exceeded" to "worsened" have a share; the others say why there is none.
    share : Estimate or None
        In percent of what was planned; without limits where it comes from single readings.
    baseline, actual : Estimate or None
        What it is made from.
    target : float or None
    target_date : date or None
    is_due : bool or None
        Whether the target's date has passed; None where there is none.
    """

    benefit: str
    label: str
    is_harm: bool
    state: State
    share: Estimate | None
    baseline: Estimate | None
    actual: Estimate | None
    target: float | None
    target_date: dt.date | None
    is_due: bool | None


def realised(
    benefit: Benefit,
    estimates: Sequence[Estimate],
    kpi: Kpi | None,
    *,
    project: str,
    on: dt.date,
    provenance: Provenance,
    seed: int,
    draws: int,
) -> Realised:
    """Return the share of a benefit that has been realised.

    Parameters
    ----------
    benefit : Benefit
    estimates : sequence of Estimate
        Of its project; the indicator's are those of analysis "kpi", measures "baseline", "after".
    kpi : Kpi or None
        The benefit's indicator.
    project : str
        Slug.
    on : date
        The day of the report: later readings are not used.
    provenance : {"measured", "estimated", "synthetic"}
        Of readings.
    seed, draws : int
        Of the simulation.

    Notes
    -----
    100 (actual - baseline) / (target - baseline) percent. The limits are percentiles over draws
    of baseline and actual, taken as independent. It is a before and after: how much of it is owed
    to the innovation is another question. There is no share where the baseline's interval includes
    the target, because any share is then compatible with the data.
    """
    baseline, actual = _levels(benefit, estimates, kpi, on, provenance)
    target = benefit.target
    if target is None and kpi is not None and not benefit.is_harm:
        target = kpi.target
    is_due = None if benefit.target_date is None else on >= benefit.target_date
    share: Estimate | None = None
    state = _obstacle(benefit, baseline, actual, target, kpi)
    if state is None and baseline is not None and actual is not None and target is not None:
        share = _share(f"{project}/{benefit.id}", benefit, baseline, actual, target, seed, draws)
        state = "baseline unclear" if share is None else _judged(share)
    return Realised(
        benefit=benefit.id,
        label=benefit.benefit,
        is_harm=benefit.is_harm,
        state=state or "not estimable",
        share=share,
        baseline=baseline,
        actual=actual,
        target=target,
        target_date=benefit.target_date,
        is_due=is_due,
    )


def _levels(
    benefit: Benefit,
    estimates: Sequence[Estimate],
    kpi: Kpi | None,
    on: dt.date,
    provenance: Provenance,
) -> tuple[Estimate | None, Estimate | None]:
    """Return baseline and latest actual, of the indicator or from readings."""
    if kpi is not None:
        own = {
            item.measure: item
            for item in estimates
            if item.analysis == "kpi" and item.outcome == kpi.id
        }
        return own.get("baseline"), own.get("after")
    past = sorted((item for item in benefit.actuals if item.date <= on), key=lambda item: item.date)
    return (
        _of_reading(benefit, benefit.baseline, "baseline", provenance),
        _of_reading(benefit, past[-1] if past else None, "actual", provenance),
    )


def _of_reading(
    benefit: Benefit, reading: Reading | None, measure: str, provenance: Provenance
) -> Estimate | None:
    if reading is None:
        return None
    return Estimate(
        analysis=ANALYSIS,
        outcome=benefit.id,
        measure=measure,
        unit=benefit.unit or "",
        value=reading.value,
        lower=None,
        upper=None,
        n=None,
        method="a single reading",
        period=reading.date.isoformat(),
        provenance=provenance,
        label=benefit.measure or benefit.benefit,
    )


def _obstacle(
    benefit: Benefit,
    baseline: Estimate | None,
    actual: Estimate | None,
    target: float | None,
    kpi: Kpi | None,
) -> State | None:
    """Return why there is no share, or None."""
    if target is None:
        return "no target"
    if baseline is None:
        return "no baseline"
    if actual is None:
        return "not yet measured"
    statuses = {status_of(item) for item in (baseline, actual)} if kpi is not None else set()
    if "suppressed" in statuses:
        return "suppressed"
    if "not estimable" in statuses:
        return "not estimable"
    return _obstacle_of_target(benefit, baseline, target, kpi)


def _obstacle_of_target(
    benefit: Benefit, baseline: Estimate, target: float, kpi: Kpi | None
) -> State | None:
    """Return why a baseline and a target make no share, or None."""
    if baseline.value is None:
        return "not estimable"
    if baseline.value == target:
        return "target equals baseline"
    if kpi is not None:
        wanted_up = (kpi.direction == "increase") != benefit.is_harm
        if (target > baseline.value) != wanted_up:
            return "better before"
    lower, upper = baseline.lower, baseline.upper
    if lower is not None and upper is not None and lower <= target <= upper:
        return "baseline unclear"
    return None


def _share(
    named: str,
    benefit: Benefit,
    baseline: Estimate,
    actual: Estimate,
    target: float,
    seed: int,
    draws: int,
) -> Estimate | None:
    """Return the share, or None where too many draws have the baseline beyond the target."""
    if baseline.value is None or actual.value is None:
        return None
    planned = target - baseline.value
    lower, upper, method = None, None, "from single readings, without an interval"
    if baseline.is_estimable and actual.is_estimable:
        before = drawn(of_estimate(baseline), scores(seed, f"{named}/baseline", draws))
        after = drawn(of_estimate(actual), scores(seed, f"{named}/after", draws))
        gap = target - before
        if (gap * planned <= 0).mean() > MOST_DRAWS_ACROSS:
            return None
        tail = (1 - actual.level) / 2
        shares = PERCENT * (after - before) / np.where(gap == 0, planned, gap)
        lower, upper = (float(limit) for limit in np.quantile(shares, [tail, 1 - tail]))
        method = f"percentiles of {draws:,} draws (seed {seed}); before and after only"
    value = PERCENT * (actual.value - baseline.value) / planned
    return Estimate(
        analysis=ANALYSIS,
        outcome=benefit.id,
        measure=SHARE,
        unit="%",
        value=value,
        lower=lower,
        upper=upper,
        n=actual.n,
        method=method,
        period=f"{actual.period} against {baseline.period}",
        provenance=actual.provenance,
        level=actual.level if lower is not None else DEFAULT_LEVEL,
        label=benefit.benefit,
    )


def _judged(share: Estimate) -> State:
    """Return what the interval of a share says, or the point where there is no interval."""
    value = share.value or 0.0
    lower, upper = (value if limit is None else limit for limit in (share.lower, share.upper))
    if upper < 0:
        return "worsened"
    if lower <= 0:
        return "none"
    if lower > PERCENT:
        return "exceeded"
    return "reached" if value >= PERCENT else "partly"

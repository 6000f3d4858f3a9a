"""What a resource impact model says: its base case, scenarios, one-way and probabilistic analysis.

In: a model. Out: impacts, each of the whole; a tornado's bars; intervals by draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evaluation.estimate import DEFAULT_LEVEL
from evaluation.value.given import draws_of
from evaluation.value.impact.model import PERCENT, FloatArray, Impact, resource_impact
from evaluation.workspace.impact_spec import ImpactSpec, is_percentage, least_of
from evaluation.workspace.uncertain_number import UncertainNumber

TORNADO_COLUMNS: Final = ("input", "low", "high", "at_low", "at_high", "swing")


@dataclass(frozen=True, eq=False)
class Probabilistic:
    """The impact over draws of all uncertain inputs together.

    Parameters
    ----------
    net, cumulative, per_people, cash, capacity : DataFrame, one row a year
        lower and upper: percentile limits in pounds.
    share_saving : float
        Share of draws in which all years together save money.
    uncertain : tuple of str
        Names of the inputs that were drawn; all others are fixed.
    draws, seed : int
    level : float
    """

    net: pd.DataFrame
    cumulative: pd.DataFrame
    per_people: pd.DataFrame
    cash: pd.DataFrame
    capacity: pd.DataFrame
    share_saving: float
    uncertain: tuple[str, ...]
    draws: int
    seed: int
    level: float


def base_values(spec: ImpactSpec) -> dict[str, float]:
    """Return the value of every input, by its name."""
    return {key: number.value for key, number in spec.inputs()}


def base_case(spec: ImpactSpec) -> Impact:
    """Return the impact at the values of the inputs."""
    return resource_impact(spec, base_values(spec))


def scenarios(spec: ImpactSpec) -> dict[str, Impact]:
    """Return the impact of each scenario, by its name."""
    base = base_values(spec)
    return {
        scenario.name: resource_impact(spec, {**base, **scenario.changes})
        for scenario in spec.scenarios
    }


def tornado(spec: ImpactSpec) -> pd.DataFrame:
    """Return the cumulative impact at the limits of each uncertain input, one at a time.

    Returns
    -------
    DataFrame, one row for each input with limits, the widest swing first
        input, low, high (its limits), at_low, at_high (cumulative net impact in pounds) and swing.
    """
    base = base_values(spec)
    rows = []
    for key, number in spec.inputs():
        if number.low is None or number.high is None:
            continue
        at_low, at_high = (
            float(resource_impact(spec, {**base, key: limit}).cumulative[-1])
            for limit in (number.low, number.high)
        )
        rows.append((key, number.low, number.high, at_low, at_high, abs(at_high - at_low)))
    frame = pd.DataFrame(rows, columns=list(TORNADO_COLUMNS))
    return frame.sort_values("swing", ascending=False, kind="stable").reset_index(drop=True)


def probabilistic(spec: ImpactSpec, level: float = DEFAULT_LEVEL) -> Probabilistic | None:
    """Return the impact over draws of all inputs with a distribution, None where none has one.

    Parameters
    ----------
    spec : ImpactSpec
    level : float
        Coverage of the percentile intervals.

    Notes
    -----
    Inputs are drawn independently of one another, each from a seed of its own name; uptake is one
    input, so that all its years are high or low together. Percentages are cut at 0 and 100, people,
    units and prices at 0.
    """
    uncertain = [key for key, number in spec.inputs() if number.distribution != "fixed"]
    if not uncertain:
        return None
    values: dict[str, float | FloatArray] = {
        key: _drawn(spec, key, number) if key in uncertain else number.value
        for key, number in spec.inputs()
    }
    found = resource_impact(spec, values)
    cumulative = found.cumulative
    return Probabilistic(
        net=_limits(found.net, level),
        cumulative=_limits(cumulative, level),
        per_people=_limits(found.per_people, level),
        cash=_limits(found.net_of(kind="cash"), level),
        capacity=_limits(found.net_of(kind="capacity"), level),
        share_saving=float(np.mean(cumulative[:, -1] < 0)),
        uncertain=tuple(uncertain),
        draws=spec.draws,
        seed=spec.seed,
        level=level,
    )


def _drawn(spec: ImpactSpec, key: str, number: UncertainNumber) -> FloatArray:
    is_uptake = key.startswith("uptake.year-")
    is_percent = is_percentage(key)
    found = draws_of(
        number,
        f"resource impact/{'uptake.year' if is_uptake else key}",
        seed=spec.seed,
        draws=spec.draws,
        is_percent=is_percent,
    )
    least, most = least_of(key), PERCENT if is_percent else None
    return found if least is None else np.clip(found, least, most)


def _limits(amounts: FloatArray, level: float) -> pd.DataFrame:
    tails = [(1 - level) / 2, (1 + level) / 2]
    lower, upper = np.quantile(amounts, tails, axis=0)
    return pd.DataFrame({"lower": lower, "upper": upper})

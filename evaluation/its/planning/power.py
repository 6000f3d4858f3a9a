"""The power of an interrupted time series that is planned, by simulation.

A `Plan` and a random generator come in; a `Power` goes out: for every length, error, effect and
method what intervals would find and cover, and how long the series must be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.its.planning.needed import Needed, needed
from evaluation.its.planning.planned import Plan
from evaluation.its.planning.planned_errors import draws
from evaluation.its.planning.trials import Trial, Trials, Watch

TRIAL_COLUMNS = (
    "method",
    "before",
    "after",
    "rho",
    "spread",
    "effect",
    "power",
    "power_error",
    "power_either_direction",
    "type_one_error",
    "coverage",
    "bias",
    "median_width",
    "wide_width",
    "detectable",
    "without_interval",
    "is_honest",
)


@dataclass(frozen=True, eq=False)
class Power:
    """What a study of power found.

    Parameters
    ----------
    plan : Plan
        What was studied.
    trials : tuple of Trial
        For each error, number before, number after, effect and method, in that order.
    needed : tuple of Needed
        How long the series must be, by the first method.
    """

    plan: Plan
    trials: tuple[Trial, ...]
    needed: tuple[Needed, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per trial; columns as the parameters of `Trial`."""
        return pd.DataFrame([trial_row(trial) for trial in self.trials])


def power(plan: Plan, generator: np.random.Generator, watch: Watch | None = None) -> Power:
    """Return the power, coverage, bias and width of intervals for planned series.

    Parameters
    ----------
    plan : Plan
        Lengths, effects, errors, measure and methods.
    generator : Generator
        Source of randomness.
    watch : callable, optional
        Called with a few words before each simulation.

    Raises
    ------
    InvalidInput
        If a planned length is too short for the model or a method.

    Notes
    -----
    Power is the share of simulated series whose interval excludes no effect in the direction of
    the effect; it says little unless the share of series without an effect whose interval
    excludes it (the type I error) is what the level promises. All lengths and methods share
    random numbers. The Monte Carlo standard error of a share p of S series is
    sqrt(p (1 - p) / S).

    References
    ----------
    Zhang F, Wagner AK, Ross-Degnan D (2011), doi:10.1016/j.jclinepi.2010.12.007. Hawley S et
    al. (2019), doi:10.2147/CLEP.S176723. Morris TP, White IR, Crowther MJ (2019), Using
    simulation studies to evaluate statistical methods, doi:10.1002/sim.8086.

    Examples
    --------
    >>> from evaluation.its.planning.planned import Change
    >>> from evaluation.its.planning.planned_errors import GaussianErrors
    >>> plan = Plan("monthly", (12,), (12,), (Change(level=4),), (GaussianErrors((0.4,)),),
    ...             simulations=200)
    >>> found = power(plan, np.random.default_rng(1)).trials[0]
    >>> found.method.name, 0.8 < found.power < 1
    ('order-averaged', True)
    """
    trials = Trials(plan, draws(plan.simulations, plan.longest, generator), watch)
    found = tuple(
        trials.trial(errors, before, after, change, method)
        for errors in plan.errors
        for before in plan.before
        for after in plan.after
        for change in plan.effects
        for method in plan.methods
    )
    return Power(plan, found, needed(trials))


def trial_row(trial: Trial) -> dict[str, object]:
    """Return a trial as plain values by the names of `TRIAL_COLUMNS`."""
    values = {name: getattr(trial, name) for name in TRIAL_COLUMNS if name != "method"}
    return {"method": trial.label, **values}

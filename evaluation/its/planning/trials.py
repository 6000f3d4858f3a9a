"""Trials: what a method finds in simulated series of one length, effect and kind of errors.

A `Plan` and its random numbers come in; a `Trial` with shares and widths goes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from evaluation.its.designs.arima_order import ArimaOrder
from evaluation.its.designs.method import Method
from evaluation.its.estimation.solution import FloatArray
from evaluation.its.planning.planned import Change, Plan
from evaluation.its.planning.planned_errors import Draws, Errors, GaussianErrors
from evaluation.its.planning.repeated import Repeated, repeated

Watch = Callable[[str], None]

MOST_ERRORS = 3.0  # Monte Carlo standard errors above nominal that are not chance
WIDE = 0.9  # quantile of the width of intervals that is reported beside the median
NONE = Change()


@dataclass(frozen=True)
class Trial:
    """What a method found in the simulated series.

    Shares are of all series; one without an interval neither covers nor detects.

    Parameters
    ----------
    method : Method
        As it was used.
    before, after : int
        Periods.
    rho : float
        Autocorrelation of the errors at lag 1.
    spread : float
        Standard deviation of the errors; for counts their dispersion.
    change : Change
        The effect, on the model's scale.
    effect : float
        True value of the measure, in the units of the reader (for counts percent).
    power : float
        Share of intervals that exclude no effect in the right direction.
    power_either_direction : float
        Share that excludes no effect at all.
    type_one_error : float
        Share that excludes no effect where there is none.
    coverage : float
        Share that holds the effect.
    bias : float
        Mean of the estimates less the effect.
    median_width, wide_width : float
        Median and 90th percentile of the widths.
    detectable : float
        Smallest effect in the same direction that the wanted share of series finds; not a number
        for counts, whose intervals depend on the effect.
    without_interval : float
        Share of series for which the method gave no finite interval.
    simulations : int
        Number of series.
    nominal_error : float
        1 less the nominal coverage.
    """

    method: Method
    before: int
    after: int
    rho: float
    spread: float
    change: Change
    effect: float
    power: float
    power_either_direction: float
    type_one_error: float
    coverage: float
    bias: float
    median_width: float
    wide_width: float
    detectable: float
    without_interval: float
    simulations: int
    nominal_error: float

    @property
    def label(self) -> str:
        """Name of the method with the lags or the order that were asked for."""
        if isinstance(self.method.order, ArimaOrder):
            return str(self.method.order)
        settings = {"lags": self.method.lags, "order": self.method.order}
        given = [f"{name} {value}" for name, value in settings.items() if value is not None]
        return " ".join([self.method.name, *given])

    @property
    def power_error(self) -> float:
        """Monte Carlo standard error of the power."""
        return float(np.sqrt(self.power * (1 - self.power) / self.simulations))

    @property
    def is_honest(self) -> bool:
        """Whether the type I error is not above nominal by more than chance."""
        nominal = self.nominal_error
        chance = float(np.sqrt(nominal * (1 - nominal) / self.simulations))
        return self.type_one_error <= nominal + MOST_ERRORS * chance


@dataclass(frozen=True, eq=False)
class Trials:
    """The trials of a plan, each simulated once.

    Parameters
    ----------
    plan : Plan
        What is studied.
    drawn : Draws
        Random numbers of all series.
    watch : callable, optional
        Called with a few words before each simulation.
    """

    plan: Plan
    drawn: Draws
    watch: Watch | None = None
    _known: dict[object, Repeated] = field(default_factory=dict, repr=False)

    def trial(
        self,
        errors: Errors,
        before: int,
        after: int,
        change: Change,
        method: Method | None,
    ) -> Trial:
        """Return what a method finds.

        Notes
        -----
        Estimates and limits of a linear model move with an effect by just its size, so that
        series without an effect tell the power for every effect. Counts are simulated with and
        without the effect.

        Raises
        ------
        InvalidInput
            If the series are too short for the model or the method.
        """
        plan = self.plan
        chosen = plan.method_for(method, before + after)
        size = plan.size(change, after)
        without = self._repeated(errors, before, after, NONE, chosen)
        found = (
            without.shifted(size)
            if errors.is_shifted_only
            else self._repeated(errors, before, after, change, chosen)
        )
        is_found, is_found_at_all = _detected(found, size)
        ends = errors.natural(np.array([found.lower, found.upper, found.estimate]))
        widths = np.where(found.has_interval, ends[1] - ends[0], np.inf)
        effect = float(errors.natural(np.array(size)))
        has_interval = found.has_interval
        covers = has_interval & (found.lower <= size) & (size <= found.upper)
        return Trial(
            method=chosen,
            before=before,
            after=after,
            rho=errors.partial[0],
            spread=errors.sd if isinstance(errors, GaussianErrors) else errors.dispersion,
            change=change,
            effect=effect,
            power=float(is_found.mean()),
            power_either_direction=float(is_found_at_all.mean()),
            type_one_error=float(_detected(without, size)[1].mean()),
            coverage=float(covers.mean()),
            bias=float((ends[2][has_interval] - effect).mean()) if has_interval.any() else np.nan,
            median_width=_quantile(widths, 1 / 2),
            wide_width=_quantile(widths, WIDE),
            detectable=(
                _detectable(without, size, plan.wanted_power) if errors.is_shifted_only else np.nan
            ),
            without_interval=float(1 - has_interval.mean()),
            simulations=len(has_interval),
            nominal_error=1 - plan.level,
        )

    def _repeated(
        self,
        errors: Errors,
        before: int,
        after: int,
        change: Change,
        method: Method,
    ) -> Repeated:
        key = (errors, before, after, change, method)
        if key not in self._known:
            problem = self.plan.problem(before, after)
            if self.watch is not None:
                self.watch(
                    f"{method.name}, {before} before, {after} after, rho {errors.partial[0]:.2g}"
                )
            outcomes = errors.outcomes(
                self.drawn.first(before + after), self.plan.course(change, before, after)
            )
            contrast = self.plan.contrast(after, len(problem.terms))
            self._known[key] = repeated(problem, outcomes, contrast, method, self.plan.level)
        return self._known[key]


def _detected(found: Repeated, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return whether each interval excludes 0 in the direction of the effect, and at all."""
    above = found.has_interval & (found.lower > 0)
    below = found.has_interval & (found.upper < 0)
    return (above if size > 0 else below), above | below


def _detectable(without: Repeated, size: float, wanted: float) -> float:
    """Return the smallest effect that the wanted share of series finds, with the effect's sign."""
    needed = -without.lower if size > 0 else without.upper
    found = _quantile(np.where(without.has_interval, needed, np.inf), wanted)
    return found if size > 0 else -found


def _quantile(values: FloatArray, share: float) -> float:
    """Return the smallest value that at least a share of all values does not exceed."""
    return float(np.quantile(values, share, method="inverted_cdf"))

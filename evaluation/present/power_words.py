"""Sentences about the power of a planned series, made from what was simulated.

In: a `Power` with its unit. Out: one sentence for each length, method that is not honest and
length needed; none says more than the simulation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from evaluation.its.planning.needed import Needed
from evaluation.its.planning.pilot import Pilot
from evaluation.its.planning.planned import Plan
from evaluation.its.planning.power import Power
from evaluation.its.planning.trials import Trial
from evaluation.its.preparation.series import ADVISED_POINTS
from evaluation.present import numbers

PERIODS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "annual": "year",
}
MEASURES = {
    "level": "a shift in level of {size}",
    "slope": "a change of trend of {size} a {period}",
    "end": "an effect of {size} in the last {period}",
}
SMALLEST = {
    "level": "shift in level",
    "slope": "change of trend",
    "end": "effect in the last {period}",
}
RHO_DECIMALS = 2
BIAS_DIGITS = 3  # of the width
POINTS = 100  # percentage points of a share


def power_sentences(power: Power, unit: str, pilot: Pilot | None = None) -> list[str]:
    """Return what was found, a sentence each.

    Parameters
    ----------
    power : Power
        What was simulated.
    unit : str
        Of the effects: "SD", "%", or empty for the outcome's own units.
    pilot : Pilot, optional
        The series that the noise was taken from.
    """
    plan, first = power.plan, [t for t in power.trials if _is_first(power.plan, t)]
    found = [_pilot_sentence(pilot, plan)] if pilot is not None else []
    found += [_trial_sentence(trial, plan, unit) for trial in first]
    found += _dishonest_sentences(power)
    found += [_needed_sentence(item, plan, unit) for item in power.needed]
    found += [*_short_sentences(plan), *_missing_sentences(power)]
    return list(dict.fromkeys(found))


def periods_text(count: int, frequency: str) -> str:
    """Return a number of periods in words.

    Examples
    --------
    >>> periods_text(1, "monthly"), periods_text(24, "weekly")
    ('1 month', '24 weeks')
    """
    return f"{count} {PERIODS[frequency]}{'' if count == 1 else 's'}"


def percent_text(share: float) -> str:
    """Return a share as a percentage with one decimal, never rounded up to all or none.

    Examples
    --------
    >>> percent_text(0.4271), percent_text(0.9999), percent_text(1.0)
    ('42.7%', 'over 99.9%', '100%')
    """
    if share in (0, 1):
        return f"{POINTS * share:.0f}%"
    shown = f"{POINTS * share:.1f}%"
    return {"100.0%": "over 99.9%", "0.0%": "under 0.1%"}.get(shown, shown)


def size_text(size: float, unit: str) -> str:
    """Return an effect with its unit.

    Examples
    --------
    >>> size_text(2.0, "SD"), size_text(-0.126, ""), size_text(-20.0, "%")
    ('2 SD', '−0.126', '−20%')
    """
    text = f"{size:.3g}".replace("-", numbers.MINUS)
    return numbers.with_unit(text, unit)


def bias_text(bias: float, width: float) -> str:
    """Return a bias to a thousandth of an interval's width, finer is chance.

    Examples
    --------
    >>> bias_text(0.01234, 3.0), bias_text(-12.34, 400.0)
    ('0.01', '−12')
    """
    if not (math.isfinite(bias) and math.isfinite(width) and width > 0):
        return numbers.NOT_AVAILABLE
    decimals = max(0, BIAS_DIGITS - 1 - math.floor(math.log10(width)))
    return numbers.number(bias, decimals)


def rho_text(rho: float) -> str:
    """Return an autocorrelation with two decimals at most.

    Examples
    --------
    >>> rho_text(0.4), rho_text(-0.221)
    ('0.4', '−0.22')
    """
    return f"{round(rho, RHO_DECIMALS):g}".replace("-", numbers.MINUS)


def _is_first(plan: Plan, trial: Trial) -> bool:
    return trial.method == plan.method_for(plan.methods[0], trial.before + trial.after)


def _trial_sentence(trial: Trial, plan: Plan, unit: str) -> str:
    sentence = (
        f"With {periods_text(trial.before, plan.frequency)} before and {trial.after} after and "
        f"an autocorrelation of {rho_text(trial.rho)}, {_effect_text(trial, plan, unit)} is found "
        f"in {percent_text(trial.power)} of series (Monte Carlo error {_error_text(trial)})"
    )
    if not math.isfinite(trial.detectable):
        return f"{sentence}."
    name = SMALLEST[plan.measure].format(period=PERIODS[plan.frequency])
    smallest = size_text(trial.detectable, unit)
    wanted = numbers.level_text(plan.wanted_power)
    return f"{sentence}; the smallest {name} that is found in {wanted} of them is {smallest}."


def _error_text(trial: Trial) -> str:
    return f"{POINTS * trial.power_error:.1f} points"


def _effect_text(trial: Trial, plan: Plan, unit: str) -> str:
    size = size_text(trial.effect, unit)
    return MEASURES[plan.measure].format(size=size, period=PERIODS[plan.frequency])


def _dishonest_sentences(power: Power) -> Iterator[str]:
    """Return a sentence for each method that finds too much where there is nothing."""
    frequency = power.plan.frequency
    for name in dict.fromkeys(trial.label for trial in power.trials):
        mine = [t for t in power.trials if t.label == name and not t.is_honest]
        if mine:
            promised = numbers.level_text(mine[0].nominal_error)
            worst = max(mine, key=lambda trial: trial.type_one_error)
            yield (
                f"The power of {name} is not honest: where there is no effect, "
                f"{percent_text(worst.type_one_error)} of its intervals exclude 0 "
                f"({periods_text(worst.before, frequency)} before, {worst.after} after, "
                f"autocorrelation "
                f"{rho_text(worst.rho)}), where {promised} are promised."
            )


def _needed_sentence(item: Needed, plan: Plan, unit: str) -> str:
    trial, wanted = item.trial, numbers.level_text(plan.wanted_power)
    start = f"At an autocorrelation of {rho_text(trial.rho)}, "
    effect = _effect_text(trial, plan, unit)
    shown = f"{percent_text(trial.power)}; {_range_text(item)}"
    if item.is_reached:
        text = f"{start}{effect} is found in {wanted} of series with {_where(item, plan)} ({shown})"
    else:
        text = (
            f"{start}{effect} is not found in {wanted} of series {_within(item, plan)}: the most "
            f"that was reached is {percent_text(trial.power)} (Monte Carlo error "
            f"{_error_text(trial)})"
        )
    if trial.is_honest:
        return f"{text}."
    error = percent_text(trial.type_one_error)
    return f"{text}; this is not honest power, its type I error there is {error}."


def _range_text(item: Needed) -> str:
    """Return how far chance in the simulation may move the number of periods."""
    lower = item.trial.after if item.lower is None else item.lower
    upper = f"over {item.most}" if item.upper is None else str(item.upper)
    return f"with Monte Carlo error {lower} to {upper}"


def _where(item: Needed, plan: Plan) -> str:
    """Return the length that was found; a longer one is no worse but for the last period."""
    more = "" if plan.measure == "end" else " or more"
    period, trial = PERIODS[plan.frequency], item.trial
    if item.kind == "balanced":
        return f"{trial.after}{more} {period}s on each side"
    return f"{periods_text(trial.before, plan.frequency)} before and {trial.after}{more} after"


def _within(item: Needed, plan: Plan) -> str:
    if item.kind == "balanced":
        return f"within {periods_text(item.most, plan.frequency)} on each side"
    before = periods_text(item.trial.before, plan.frequency)
    return f"with {before} before, within {item.most} after"


def _pilot_sentence(pilot: Pilot, plan: Plan) -> str:
    counts = ""
    if plan.family != "gaussian":
        counts = " (of the counts; that of their rates, which the table shows, is further from 0)"
    return (
        f"The pilot series of {periods_text(pilot.periods, plan.frequency)} has an "
        f"autocorrelation of {rho_text(pilot.rho)}, with an 80% interval from "
        f"{rho_text(pilot.rho_lower)} to {rho_text(pilot.rho_upper)}{counts}: power is shown for "
        f"all three."
    )


def _short_sentences(plan: Plan) -> Sequence[str]:
    if min(*plan.before, *plan.after) >= ADVISED_POINTS:
        return ()
    return (
        f"A plan has fewer than {ADVISED_POINTS} {PERIODS[plan.frequency]}s on a side; "
        f"{ADVISED_POINTS} or more are advised.",
    )


def _missing_sentences(power: Power) -> Iterator[str]:
    """Return a sentence for each method that gave no interval for some series."""
    for name in dict.fromkeys(trial.label for trial in power.trials):
        most = max(t.without_interval for t in power.trials if t.label == name)
        if most > 0:
            yield (
                f"{name} gives no interval for up to {percent_text(most)} of series; these count "
                f"as not found and not covered."
            )

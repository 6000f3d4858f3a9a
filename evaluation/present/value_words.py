"""Sentences on worth, made from an appraisal by templates, so that they can't contradict it.

In: quantities with intervals, or the reason why there are none. Out: one sentence each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from evaluation.present import numbers
from evaluation.present.words import capital, listed
from evaluation.value.economics import (
    CHOICE_WORDS,
    Acceptability,
    Appraisal,
    CostEffectiveness,
    Option,
    Quantity,
)

OPEN_END: Final = "not within these years"
AT_ONCE: Final = "at once"
LEAST_WITHOUT_PENCE: Final = 10.0
LEAST_SHARE, MOST_SHARE = 0.005, 0.995  # shares outside are not printed as 0% or 100%


def money_text(value: float) -> str:
    """Return an amount in pounds to three figures.

    Examples
    --------
    >>> money_text(151_237), money_text(-950.4), money_text(1.237)
    ('£151,000', '−£950', '£1')
    """
    return numbers.with_unit(
        numbers.number(value, numbers.decimals_for(value, numbers.POUNDS)), numbers.POUNDS
    )


def share_text(share: float) -> str:
    """Return a share of draws in percent, never as certain.

    Examples
    --------
    >>> share_text(0.712), share_text(1.0), share_text(0.0)
    ('71%', 'more than 99%', 'less than 1%')
    """
    if share > MOST_SHARE:
        return "more than 99%"
    return "less than 1%" if share < LEAST_SHARE else f"{100 * share:.0f}%"


def money_limits(found: Quantity) -> str:
    """Return limits in pounds, rounded to the same place; empty without limits."""
    if found.lower is None or found.upper is None:
        return ""
    least = max(abs(found.lower), abs(found.upper), abs(found.value or 0.0))
    decimals = numbers.decimals_for(least, numbers.POUNDS)
    return numbers.with_unit(
        numbers.limits_text(found.lower, found.upper, decimals), numbers.POUNDS
    )


def pounds_and_pence(found: Quantity) -> tuple[str, str]:
    """Return a small ratio to one pound and its limits, such as "£1.24" and "£0.41 to £2.10"."""
    limits = numbers.limits_text(found.lower or 0.0, found.upper or 0.0, 2)
    value = numbers.number(found.value, 2)
    return (
        numbers.with_unit(value, numbers.POUNDS),
        numbers.with_unit(limits, numbers.POUNDS),
    )


def price_texts(found: Quantity) -> tuple[str, str]:
    """Return what a unit costs and its limits, with pence where it is a few pounds."""
    value = found.value or 0.0
    if abs(value) >= LEAST_WITHOUT_PENCE:
        return money_text(value), money_limits(found)
    has_limits = found.lower is not None and found.upper is not None
    shown, limits = pounds_and_pence(found)
    return shown, limits if has_limits else ""


def worth_sentence(found: Appraisal, years: tuple[str, str]) -> str:
    """Return whether benefits exceed costs.

    Parameters
    ----------
    found : Appraisal
    years : tuple of str
        First and last financial year.
    """
    net = found.npsv
    span = f"from {years[0]} to {years[1]}"
    level = numbers.level_text(found.level)
    if net.value is None or net.lower is None or net.upper is None:
        return f"Whether the benefits {span} exceed the costs cannot be estimated."
    if net.lower > 0:
        return (
            f"The benefits {span} are worth {money_text(net.value)} more than the costs "
            f"({level} interval {money_limits(net)})."
        )
    if net.upper < 0:
        turned = Quantity(-net.value, -net.upper, -net.lower)
        return (
            f"The costs {span} are {money_text(-net.value)} more than the benefits are worth "
            f"({level} interval {money_limits(turned)})."
        )
    return (
        f"Whether the benefits {span} exceed the costs is not clear: the difference is "
        f"{money_text(net.value)} ({level} interval {money_limits(net)}), and the benefits are "
        f"larger in {share_text(found.share_above)} of draws."
    )


def return_sentence(found: Appraisal) -> str:
    """Return what comes back for each pound."""
    if found.bcr.value is None:
        return f"A benefit-cost ratio is not given: {found.bcr.reason}."
    value, limits = pounds_and_pence(found.bcr)
    level = numbers.level_text(found.level)
    return f"For each £1 of cost, {value} of benefit comes back ({level} interval {limits})."


def payback_sentence(found: Appraisal, first_year: str) -> str:
    """Return when the costs are covered."""
    share = share_text(found.share_repaid)
    if found.payback.value is None:
        return (
            f"The benefits do not cover the costs within these years; in {share} of draws they do."
        )
    if found.payback.value == 0:
        return f"The benefits cover the costs from the first year on; in {share} of draws they do."
    upper = OPEN_END if found.payback.upper is None else _years(found.payback.upper)
    return (
        f"The costs are covered {_years(found.payback.value)} after the start of {first_year} "
        f"({numbers.level_text(found.level)} interval {_years(found.payback.lower or 0.0)} to "
        f"{upper}); they are covered in {share} of draws."
    )


def price_text(price: float) -> str:
    """Return a price of a unit, with pence where it is a few pounds.

    Examples
    --------
    >>> price_text(20_000), price_text(1.5), price_text(0)
    ('£20,000', '£1.50', '£0')
    """
    return price_texts(Quantity(price, None, None))[0] if price else money_text(price)


def payback_text(years: float | None) -> str:
    """Return a time until costs are covered, for a cell.

    Examples
    --------
    >>> payback_text(2.36), payback_text(0.0), payback_text(None)
    ('2.4 years', 'at once', 'not within these years')
    """
    if years is None:
        return OPEN_END
    return AT_ONCE if years == 0 else _years(years)


def cost_per_outcome_sentence(found: CostEffectiveness, outcome: str, level: float) -> str:
    """Return what a unit of an outcome costs.

    Parameters
    ----------
    found : CostEffectiveness
    outcome : str
        One unit in words, such as "an admission avoided".
    level : float
        Coverage of the interval.
    """
    icer = found.icer
    if icer.value is None:
        return f"What {outcome} costs is not given: {icer.reason}."
    dominant = share_text(found.quadrants["dominant"])
    shown = numbers.level_text(level)
    if icer.value <= 0:
        return (
            f"The innovation saves more than it costs, so that {outcome} costs nothing; it saves "
            f"money and has an effect in {dominant} of draws."
        )
    value, limits = price_texts(icer)
    if not limits:
        interval = f"; {icer.reason}"
    else:
        interval = f" ({shown} interval {limits})"
        if icer.lower is not None and icer.lower <= 0:
            interval += f"; in {dominant} of draws it saves money"
    return f"{capital(outcome)} costs {value}{interval}."


def worth_it_sentence(found: Acceptability, outcome: str) -> str:
    """Return how probable it is that the outcome is worth its cost, at each price of it."""
    parts = [
        f"{share_text(float(share))} at {price_text(float(price))}"
        for price, share in zip(found.thresholds, found.probability, strict=True)
    ]
    return f"The share of draws in which {outcome} is worth its cost is {listed(parts)}."


def decision_sentence(found: Sequence[Option], from_year: str) -> str:
    """Return which choice is worth most from a year on, and how sure that is."""
    best = max(found, key=lambda option: option.value.value or 0.0)
    current = next(option for option in found if option.choice == "continue")
    others = [option for option in found if option.choice not in (best.choice, "continue")]
    mean = best.value.value or 0.0
    text = (
        f"From {from_year} on, the choice worth most on average is to "
        f"{CHOICE_WORDS[best.choice].lower()}: {money_text(mean)}, and it is the best in "
        f"{share_text(best.probability_best)} of draws."
    )
    compared = [*([] if best.choice == "continue" else [current]), *others]
    parts = [
        f"to {CHOICE_WORDS[option.choice].lower()} is worth "
        f"{money_text(mean - (option.value.value or 0.0))} less"
        for option in compared
    ]
    return f"{text} On average, {listed(parts)}." if parts else text


def _years(value: float) -> str:
    return f"{numbers.number(value, 1)} years"

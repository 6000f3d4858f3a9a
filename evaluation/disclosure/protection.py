"""Disclosure control: small counts of people are suppressed and the others rounded.

A count of people passes before any percentage, rate or interval is computed from it, so that
nothing that is published can be turned back into a small number:

    true counts -> `protect`, `protect_proportion`, `protect_rate` -> percentages, limits -> output

Totals are counted first and then protected, so rows need not add up to them. Estimates of a model
(regressions, standardised rates) are exempt by the rule itself, and so are counts that are not of
people, such as sites or providers.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from evaluation.disclosure.rules import HES, SUPPRESSED, DisclosureRule


class ProtectedProportion(NamedTuple):
    """Numerator and denominator after protection: Int64, NA where suppressed."""

    numerator: pd.Series
    denominator: pd.Series


def protect(counts: pd.Series, rule: DisclosureRule = HES) -> pd.Series:
    """Return counts of people as they may be published.

    Parameters
    ----------
    counts : Series of whole numbers
        True counts; a missing one stays missing.
    rule : DisclosureRule
        The rule to apply.

    Returns
    -------
    Series of Int64
        NA where suppressed; same index and name.

    Raises
    ------
    ValueError
        If a count is negative or not a whole number.

    Examples
    --------
    >>> protect(pd.Series([0, 7, 8, 12, 13])).tolist()
    [0, <NA>, 10, 10, 15]
    """
    true = _whole_numbers(counts)
    return rule.rounded(true).mask(rule.suppresses(true))


def protect_one(count: int, rule: DisclosureRule = HES) -> int | None:
    """Return one count of people as it may be published; None where it is suppressed.

    Examples
    --------
    >>> protect_one(12), protect_one(3), protect_one(0)
    (10, None, 0)
    """
    safe = protect(pd.Series([count]), rule).iloc[0]
    return None if pd.isna(safe) else int(safe)


def protect_counts(
    frame: pd.DataFrame, columns: list[str], rule: DisclosureRule = HES
) -> pd.DataFrame:
    """Return a copy of a table in which each of `columns` is protected on its own."""
    return frame.assign(**{column: protect(frame[column], rule) for column in columns})


def protect_proportion(
    numerator: pd.Series, denominator: pd.Series, rule: DisclosureRule = HES
) -> ProtectedProportion:
    """Return numerators and denominators from which percentages may be computed.

    The numerator is suppressed where it is small or, under a rule that guards the whole, where it
    would be rounded up to a denominator that it does not reach, and, if the rule does not round,
    where the rest (denominator less numerator) is small. Rounding keeps order, so a protected
    numerator never exceeds its denominator, and equals it only where the true ones are equal.

    Parameters
    ----------
    numerator, denominator : Series of whole numbers
        True counts of people, on the same index.
    rule : DisclosureRule
        The rule to apply.

    Raises
    ------
    ValueError
        If a numerator is greater than its denominator, negative or not whole.

    Examples
    --------
    >>> protected = protect_proportion(pd.Series([12, 38, 33]), pd.Series([34, 40, 33]))
    >>> protected.numerator.tolist(), protected.denominator.tolist()
    ([10, <NA>, 35], [35, 40, 35])
    """
    rest = _whole_numbers(denominator) - _whole_numbers(numerator)
    if (rest < 0).any():
        raise ValueError("a numerator is greater than its denominator")
    safe = ProtectedProportion(protect(numerator, rule), protect(denominator, rule))
    if not rule.guards_whole:
        return safe
    if rule.rounds:
        tells_rest = ((safe.numerator == safe.denominator) & (rest > 0)).fillna(value=False)
    else:
        tells_rest = rule.suppresses(rest)
    return safe._replace(numerator=safe.numerator.mask(tells_rest))


def protect_rate(events: pd.Series, rule: DisclosureRule = HES) -> pd.Series:
    """Return events from which a rate may be computed; the exposure stays as it is.

    The exposure of a rate (population, bed days, periods) is not a count of the people concerned.
    """
    return protect(events, rule)


def shown(count: int | None, mark: str = SUPPRESSED) -> str:
    """Return a protected count as a reader sees it; `mark` is that of the rule in force.

    Examples
    --------
    >>> shown(1250), shown(None)
    ('1,250', '*')
    """
    return mark if pd.isna(count) else f"{int(count):,}"


def _whole_numbers(counts: pd.Series) -> pd.Series:
    numbers = counts.astype("Float64")
    if (numbers < 0).any() or (numbers % 1 != 0).any():
        raise ValueError("counts of people must be whole numbers, 0 or more")
    return numbers.astype("Int64")

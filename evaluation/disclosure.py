"""Disclosure control: small counts of people are suppressed and the others rounded.

The one border. A count of people passes it before any percentage, rate or interval is computed
from it, so that nothing that is published can be turned back into a small number:

    true counts -> `protect`, `protect_proportion`, `protect_rate` -> percentages, limits -> output

Totals are counted first and then protected, so rows need not add up to them. Estimates of a model
(regressions, standardised rates) are exempt by the rule itself, and so are counts that are not of
people, such as sites or providers.

References
----------
NHS Digital (2018), Disclosure control methodology for Hospital Episode Statistics and the
Emergency Care Data Set, from September 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import pandas as pd

RuleName = Literal["hes", "none"]

SUPPRESSED: Final = "*"
"""What a reader sees in place of a suppressed count."""

SOURCE_HES: Final = (
    "https://digital.nhs.uk/data-and-information/data-tools-and-services/data-services/"
    "hospital-episode-statistics/"
    "change-to-disclosure-control-methodology-for-hes-and-ecds-from-september-2018"
)


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    """One rule for counts of people.

    Parameters
    ----------
    name : {"hes", "none"}
        What a project's file calls it.
    largest_suppressed : int
        Counts from 1 to this are suppressed; nought is shown.
    rounded_to : int
        Other counts are rounded to the nearest multiple of this.
    guards_whole : bool
        Whether a numerator is also suppressed where rounding would make it equal to a denominator
        that it does not reach. The HES rule is silent here; without the guard 38 of 40 would
        print as 100%.
    source : str
        Where the rule is published.
    """

    name: RuleName
    largest_suppressed: int
    rounded_to: int
    guards_whole: bool
    source: str

    def suppresses(self, counts: pd.Series) -> pd.Series:
        """Return which counts are too small to show; a missing count is not among them."""
        is_small: pd.Series = counts.between(1, self.largest_suppressed).fillna(value=False)
        return is_small.astype("bool")


HES: Final = DisclosureRule(
    name="hes", largest_suppressed=7, rounded_to=5, guards_whole=True, source=SOURCE_HES
)
NONE: Final = DisclosureRule(
    name="none", largest_suppressed=0, rounded_to=1, guards_whole=False, source=""
)
RULES: Final = MappingProxyType({"hes": HES, "none": NONE})


class ProtectedProportion(NamedTuple):
    """Numerator and denominator after protection: Int64, NA where suppressed."""

    numerator: pd.Series
    denominator: pd.Series


def rule_named(name: str, reason: str = "") -> DisclosureRule:
    """Return the rule of that name.

    Parameters
    ----------
    name : {"hes", "none"}
        The rule.
    reason : str
        Why "none" may be used, as written in the project's file.

    Raises
    ------
    ValueError
        If there is no such rule, or if "none" comes without a reason.

    Examples
    --------
    >>> rule_named("hes").largest_suppressed
    7
    """
    if name not in RULES:
        raise ValueError(f"there is no disclosure rule {name!r}; use one of {', '.join(RULES)}")
    if name == NONE.name and not reason.strip():
        raise ValueError("the disclosure rule 'none' needs a reason")
    return RULES[name]


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
    rounded = (true + rule.rounded_to // 2) // rule.rounded_to * rule.rounded_to
    return rounded.mask(rule.suppresses(true))


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
    would be rounded up to a denominator that it does not reach. Rounding keeps order, so a
    protected numerator never exceeds its denominator, and equals it only where the true ones are
    equal.

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
    is_false_whole = ((safe.numerator == safe.denominator) & (rest > 0)).fillna(value=False)
    return safe._replace(numerator=safe.numerator.mask(is_false_whole))


def protect_rate(events: pd.Series, rule: DisclosureRule = HES) -> pd.Series:
    """Return events from which a rate may be computed; the exposure stays as it is.

    The exposure of a rate (population, bed days, periods) is not a count of the people concerned.
    """
    return protect(events, rule)


def shown(count: int | None) -> str:
    """Return a protected count as a reader sees it.

    Examples
    --------
    >>> shown(1250), shown(None)
    ('1,250', '*')
    """
    return SUPPRESSED if pd.isna(count) else f"{int(count):,}"


def _whole_numbers(counts: pd.Series) -> pd.Series:
    numbers = counts.astype("Float64")
    if (numbers < 0).any() or (numbers % 1 != 0).any():
        raise ValueError("counts of people must be whole numbers, 0 or more")
    return numbers.astype("Int64")

"""The rules of the MedTech Funding Mandate, by policy year.

References
----------
NHS England (2021), MedTech Funding Mandate policy 2021/22: guidance for NHS commissioners and
providers of NHS-funded care; NHS England (2024), Medical technology funding mandate policy,
version 3.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from evaluation.workspace.mandate import (
    CRITERIA_OF,
    FIRST_POLICY_YEAR,
    SECOND_POLICY_YEAR,
    CriterionName,
)
from evaluation.workspace.years import FinancialYear

Kind = Literal["yes", "saving above", "impact at most"]

ONE_MILLION: Final = 1_000_000.0
TWENTY_MILLION: Final = 20_000_000.0
FIRST_YEAR: Final = 1
THREE_YEARS: Final = 3
FIVE_YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    Parameters
    ----------
    name : str
    label : str
        What it asks, in our words.
    kind : {"yes", "saving above", "impact at most"}
        A yes; a net saving over the first `years` above `limit` pounds; a net budget impact of at
        most `limit` pounds in each of the first `years`.
    limit : float
        In pounds.
    years : int
    """

    name: CriterionName
    label: str
    kind: Kind
    limit: float = 0.0
    years: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The criteria that hold from one day to another.

    Parameters
    ----------
    policy : str
        First policy year.
    valid_from, valid_to : date
        The last is None where they hold still.
    criteria : tuple of Criterion
    source : str
    """

    policy: str
    valid_from: dt.date
    valid_to: dt.date | None
    criteria: tuple[Criterion, ...]
    source: str


_ALL: Final = {
    item.name: item
    for item in (
        Criterion("nice-positive", "NICE recommends it (MTG or DG)", "yes"),
        Criterion(
            "benefits-over-five-years",
            "Saves more than £1 million in England over five years",
            "saving above",
            ONE_MILLION,
            FIVE_YEARS,
        ),
        Criterion(
            "net-saving-first-year",
            "Saves more than it costs in the first 12 months",
            "saving above",
            0.0,
            FIRST_YEAR,
        ),
        Criterion(
            "net-saving-three-years",
            "Saves more than it costs over the first three years",
            "saving above",
            0.0,
            THREE_YEARS,
        ),
        Criterion(
            "budget-impact",
            "Budget impact no more than £20 million in any of the first three years",
            "impact at most",
            TWENTY_MILLION,
            THREE_YEARS,
        ),
        Criterion(
            "earlier-support", "Supported before by the Innovation and Technology Payment", "yes"
        ),
    )
}
SOURCE: Final = (
    "https://www.england.nhs.uk/aac/what-we-do/how-can-the-aac-help-me/the-medtech-funding-mandate/"
)
RULES: Final = (
    Rules(
        FIRST_POLICY_YEAR,
        FinancialYear.parse(FIRST_POLICY_YEAR).start,
        FinancialYear.parse(FIRST_POLICY_YEAR).end,
        tuple(_ALL[name] for name in CRITERIA_OF[FIRST_POLICY_YEAR]),
        SOURCE,
    ),
    Rules(
        SECOND_POLICY_YEAR,
        FinancialYear.parse(SECOND_POLICY_YEAR).start,
        None,
        tuple(_ALL[name] for name in CRITERIA_OF[SECOND_POLICY_YEAR]),
        SOURCE,
    ),
)


def rules_on(day: dt.date) -> Rules:
    """Return the rules that hold on a day.

    Raises
    ------
    ValueError
        If the day is before the mandate began.

    Examples
    --------
    >>> rules_on(dt.date(2022, 3, 31)).policy, rules_on(dt.date(2022, 4, 1)).policy
    ('2021/22', '2022/23')
    """
    for rules in RULES:
        if rules.valid_from <= day and (rules.valid_to is None or day <= rules.valid_to):
            return rules
    raise ValueError(f"the mandate began on {RULES[0].valid_from.isoformat()}")


def rules_for(policy_year: str) -> Rules:
    """Return the rules of a policy year such as "2022/23"."""
    return rules_on(FinancialYear.parse(policy_year).start)

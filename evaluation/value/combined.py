"""The value of several projects together: streams on common years, each benefit counted once.

In: assessments in one price year and with the same number of draws. Out: their appraisal and the
roll-up of their benefits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evaluation.estimate import DEFAULT_LEVEL
from evaluation.value.assessment import Assessment
from evaluation.value.benefits import RollUp, roll_up
from evaluation.value.economics import Appraisal, Stream, appraise
from evaluation.value.economics.discounting import Scheme
from evaluation.value.streams import financial_years


@dataclass(frozen=True, eq=False)
class CombinedValue:
    """What several projects cost and bring together.

    Parameters
    ----------
    price_year : str
    years : tuple of str
        From the earliest first year, which is year 0 of discounting, to the latest last one.
    scheme : {"green-book", "nice"}
    draws : int
    costs, gains : tuple of Stream
    appraisal : Appraisal
    benefits : RollUp
        Real and not discounted, by class and basis.
    """

    price_year: str
    years: tuple[str, ...]
    scheme: Scheme
    draws: int
    costs: tuple[Stream, ...]
    gains: tuple[Stream, ...]
    appraisal: Appraisal
    benefits: RollUp


def combined(
    assessments: Sequence[Assessment],
    scheme: Scheme = "green-book",
    level: float = DEFAULT_LEVEL,
) -> CombinedValue:
    """Return what projects cost and bring together.

    Parameters
    ----------
    assessments : sequence of Assessment, at least one
        In one price year and with the same number of draws, which are independent of one another
        because every project's inputs are drawn under its own name.
    scheme : {"green-book", "nice"}
        Of discounting, one for all.
    level : float
        Of the intervals.

    Raises
    ------
    ValueError
        If the price years or the numbers of draws differ, or there is no assessment.

    Notes
    -----
    Sums of draws, not of limits. A benefit that another project counts is in neither sum.
    """
    facts = {(item.price_year, item.plan.draws) for item in assessments}
    if len(facts) != 1:
        raise ValueError("assessments must share one price year and one number of draws")
    ((price_year, draws),) = facts
    years = financial_years(
        min(item.years[0] for item in assessments), max(item.years[-1] for item in assessments)
    )
    found = roll_up([claim for item in assessments for claim in item.claims], level=level)
    elsewhere = {
        (str(row["project"]), str(row["benefit"])) for row in found.left_out.to_dict("records")
    }
    costs = tuple(_on(years, item, stream) for item in assessments for stream in item.costs)
    gains = tuple(
        _on(years, item, stream)
        for item in assessments
        for stream in item.gains
        if (item.project, stream.name) not in elsewhere
    )
    return CombinedValue(
        price_year=price_year,
        years=years,
        scheme=scheme,
        draws=draws,
        costs=costs,
        gains=gains,
        appraisal=appraise([*costs, *gains], scheme, level),
        benefits=found,
    )


def _on(years: Sequence[str], item: Assessment, stream: Stream) -> Stream:
    """Return a project's stream on the common years, with nothing in those that it has not."""
    at = [years.index(year) for year in item.years]
    point, draws = np.zeros(len(years)), np.zeros((item.plan.draws, len(years)))
    measured = np.zeros(len(years), dtype=bool)
    point[at], draws[:, at], measured[at] = stream.point, stream.draws, stream.measured
    name = f"{item.project}: {stream.name}"
    return replace(stream, name=name, point=point, draws=draws, measured=measured)

"""To stop, to go on, or to spread: only what is still to come counts.

In: streams of an appraisal and the year in which is decided. Out: the value of each choice, how
probable it is that it is the best, and what would be lost on average by choosing it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from evaluation.estimate import DEFAULT_LEVEL
from evaluation.value.economics.appraisal import Quantity, quantity
from evaluation.value.economics.discounting import Scheme, discount_factors
from evaluation.value.economics.flows import Amount, FloatArray, Stream, total

Choice = Literal["stop", "continue", "spread"]
CHOICE_WORDS: Final = MappingProxyType(
    {"stop": "Stop", "continue": "Go on as now", "spread": "Go on and spread"}
)


@dataclass(frozen=True, slots=True)
class FurtherSites:
    """What it takes to bring an innovation to further sites.

    Parameters
    ----------
    sites : int
    size, benefit : Amount
        Size of a further site as a share of all that have it now; share of the benefit that a
        further site will have.
    one_off : Amount
        Cost of beginning, for each site, in the prices of the appraisal.
    """

    sites: int
    size: Amount
    benefit: Amount
    one_off: Amount


@dataclass(frozen=True, slots=True)
class Option:
    """One choice and its value.

    Parameters
    ----------
    choice : {"stop", "continue", "spread"}
    value : Quantity
        Net present value of what is still to come, in the year of the decision; its value is the
        mean of the draws, by which a choice is judged.
    probability_best : float
        Share of draws in which no other choice is worth more.
    expected_loss : float
        What would be lost on average against knowing the best choice.
    """

    choice: Choice
    value: Quantity
    probability_best: float
    expected_loss: float


def options(
    streams: Sequence[Stream],
    from_year: int,
    *,
    scheme: Scheme = "green-book",
    stopping: Amount | None = None,
    further: FurtherSites | None = None,
    level: float = DEFAULT_LEVEL,
) -> tuple[Option, ...]:
    """Return the choices that are open in a year, with their values.

    Parameters
    ----------
    streams : sequence of Stream
        Of the appraisal; what was before `from_year` is left out, being spent or had already.
    from_year : int
        Index of the first year that is still to come.
    scheme : {"green-book", "nice"}
    stopping : Amount, optional
        Cost of ending the innovation; none by default.
    further : FurtherSites, optional
        Without it spreading is no choice.
    level : float

    Raises
    ------
    ValueError
        If no year is left.

    Notes
    -----
    continue = PV(benefits) - PV(costs) of the years to come; stop = -cost of stopping; spread =
    continue + sites x (size x (benefit share x PV(benefits) - PV(running costs)) - one-off cost).
    The value of stopping instead of going on is the difference of the two.
    """
    years = streams[0].point.shape[0] - from_year if streams else 0
    if years < 1:
        raise ValueError("no year is left to decide on")
    ahead = [_from(stream, from_year) for stream in streams]
    money, health = discount_factors(years, scheme), discount_factors(years, scheme, health=True)
    nothing = Amount(0.0, np.zeros(ahead[0].draws.shape[0]))
    sums = {
        side: total(own, money, health) if own else nothing
        for side in ("cost", "benefit")
        for own in ([stream for stream in ahead if stream.side == side],)
    }
    going_on = sums["benefit"] - sums["cost"]
    values: dict[Choice, Amount] = {
        "stop": nothing - (stopping or nothing),
        "continue": going_on,
    }
    if further is not None:
        values["spread"] = going_on + _of_sites(further, sums["benefit"], sums["cost"])
    return _compared(values, level)


def _compared(values: dict[Choice, Amount], level: float) -> tuple[Option, ...]:
    best = np.max(np.vstack([amount.draws for amount in values.values()]), axis=0)
    return tuple(
        Option(
            choice,
            quantity(Amount(float(amount.draws.mean()), amount.draws), level),
            float(np.mean(amount.draws >= best)),
            float(np.mean(best - amount.draws)),
        )
        for choice, amount in values.items()
    )


def _of_sites(further: FurtherSites, benefits: Amount, costs: Amount) -> Amount:
    parts = (further.size, further.benefit, benefits, costs, further.one_off)
    point = _worth_of_sites(further.sites, *(np.asarray(part.point) for part in parts))
    return Amount(float(point), _worth_of_sites(further.sites, *(part.draws for part in parts)))


def _worth_of_sites(
    sites: int,
    size: FloatArray,
    share: FloatArray,
    benefits: FloatArray,
    costs: FloatArray,
    one_off: FloatArray,
) -> FloatArray:
    return np.asarray(sites * (size * (share * benefits - costs) - one_off))


def _from(stream: Stream, year: int) -> Stream:
    return replace(
        stream,
        point=stream.point[year:],
        draws=stream.draws[:, year:],
        measured=stream.measured[year:],
    )

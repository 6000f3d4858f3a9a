"""One project's value: what its benefits and costs come to, what an outcome costs, what to choose.

In: what its value.yml says, its estimates by name, its indicators and a price index. Out: an
`Assessment`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.estimate import Estimate
from evaluation.value.benefits import Claim, LeftOut, Quantity, summed_once
from evaluation.value.economics import (
    Acceptability,
    Amount,
    Appraisal,
    CostEffectiveness,
    Deflator,
    FurtherSites,
    Option,
    Stream,
    acceptability,
    appraise,
    cost_effectiveness,
    options,
)
from evaluation.value.streams import PERCENT, StreamMaker
from evaluation.workspace.project import Kpi
from evaluation.workspace.value_benefits import Benefit
from evaluation.workspace.value_costs import Economics
from evaluation.workspace.value_file import ValueFile
from evaluation.workspace.years import FinancialYear

QALYS = "qalys"


@dataclass(frozen=True, eq=False)
class Assessment:
    """What a project's costs and benefits come to.

    Parameters
    ----------
    project, price_year : str
    plan : Economics
    years : tuple of str
        Financial years, the first of which is year 0 of discounting.
    claims : tuple of Claim
        Each benefit in money, real, undiscounted; also those without money.
    quantities : dict of str to Quantity
        Units a year of each benefit that has them.
    left_out : tuple of LeftOut
        Benefits in money that are in no sum here, and why.
    costs, gains : tuple of Stream
        Costs; benefits that are counted, health among them.
    appraisal : Appraisal
    ratios : dict of str to CostEffectiveness
        Cost of a unit of the chosen outcome (by the benefit's id) and of a QALY ("qalys").
    worth : Acceptability or None
        Of a QALY at the thresholds.
    choices : tuple of Option
        From the year after the reporting year on; empty where none is left.
    decision_year : str
    """

    project: str
    price_year: str
    plan: Economics
    years: tuple[str, ...]
    claims: tuple[Claim, ...]
    quantities: Mapping[str, Quantity]
    left_out: tuple[LeftOut, ...]
    costs: tuple[Stream, ...]
    gains: tuple[Stream, ...]
    appraisal: Appraisal
    ratios: Mapping[str, CostEffectiveness]
    worth: Acceptability | None
    choices: tuple[Option, ...]
    decision_year: str


def assess(
    value: ValueFile,
    project: str,
    kpis: Sequence[Kpi],
    estimates: Sequence[Estimate],
    deflator: Deflator,
    year: FinancialYear,
) -> Assessment | None:
    """Return what a project's costs and benefits come to, None where no economics are planned.

    Parameters
    ----------
    value : ValueFile
    project : str
        Slug.
    kpis : sequence of Kpi
        The project's indicators.
    estimates : sequence of Estimate
        Of the project; benefits name those that they rest on.
    deflator : Deflator
        For amounts in prices of other years.
    year : FinancialYear
        The reporting year; a decision is about the years after it.

    Raises
    ------
    InvalidInput
        If a named estimate is not there, or the price index lacks a year.

    Notes
    -----
    Real amount of year t = quantity x unit value x index ratio; costs that are estimated are raised
    by their optimism bias. A benefit whose effect is suppressed or not estimable is in no sum.
    """
    plan = value.economics
    if plan is None:
        return None
    work = StreamMaker(
        value, plan, project, {kpi.id: kpi for kpi in kpis}, tuple(estimates), deflator
    )
    quantities = {item.id: work.quantity(item) for item in value.benefits if item.money}
    claims = tuple(work.claim(item, quantities) for item in value.benefits)
    counted = [item for item in claims if item.value is not None]
    once, left_out = summed_once(counted)
    kept = {item.benefit for item in once}
    gains = (
        *(work.gain(item) for item in counted if item.benefit in kept),
        *(work.health(item, quantities[item.id]) for item in _healthy(value, quantities, plan)),
    )
    costs = tuple(work.cost(item) for item in value.costs)
    ratios = dict(_ratios(work, costs, gains, quantities))
    ahead = FinancialYear(year.start_year + 1)
    return Assessment(
        project=project,
        price_year=value.price_year,
        plan=plan,
        years=work.years,
        claims=claims,
        quantities=quantities,
        left_out=tuple(left_out),
        costs=costs,
        gains=gains,
        appraisal=appraise([*costs, *gains], plan.discounting),
        ratios=ratios,
        worth=acceptability(ratios[QALYS], plan.thresholds)
        if QALYS in ratios and plan.thresholds
        else None,
        choices=_choices(work, [*costs, *gains], str(ahead)),
        decision_year=str(ahead),
    )


def _healthy(
    value: ValueFile, quantities: Mapping[str, Quantity], plan: Economics
) -> Iterator[Benefit]:
    """Yield the benefits whose health is counted."""
    for item in value.benefits:
        if item.health and plan.qaly_value and quantities[item.id].value is not None:
            yield item


def _ratios(
    work: StreamMaker,
    costs: Sequence[Stream],
    gains: Sequence[Stream],
    quantities: Mapping[str, Quantity],
) -> Iterator[tuple[str, CostEffectiveness]]:
    """Yield the cost of the chosen outcome and of a QALY; its own money is left out of it."""
    money = [stream for stream in gains if not stream.health]
    chosen = work.plan.effectiveness
    if chosen is not None:
        found = quantities[chosen.benefit]
        if found.value is not None and found.draws is not None:
            others = [stream for stream in money if stream.name != chosen.benefit]
            effect = work.discounted(found.value, found.draws, health=False)
            yield chosen.benefit, cost_effectiveness(_net_cost(work, costs, others), effect)
    healthy = list(_healthy(work.value, quantities, work.plan))
    if healthy:
        gained = [work.qalys(item, quantities[item.id]) for item in healthy]
        point, draws = sum(item[0] for item in gained), sum(item[1] for item in gained)
        effect = work.discounted(np.asarray(point), np.asarray(draws), health=True)
        yield QALYS, cost_effectiveness(_net_cost(work, costs, money), effect)


def _net_cost(work: StreamMaker, costs: Sequence[Stream], savings: Sequence[Stream]) -> Amount:
    found = _weighted(work, costs[0])
    for stream in costs[1:]:
        found = found + _weighted(work, stream)
    for stream in savings:
        found = found - _weighted(work, stream)
    return found


def _weighted(work: StreamMaker, stream: Stream) -> Amount:
    return work.discounted(stream.point, stream.draws, health=stream.health)


def _choices(
    work: StreamMaker, streams: Sequence[Stream], decision_year: str
) -> tuple[Option, ...]:
    """Return the choices of the decision year, none where no year is left."""
    if decision_year not in work.years:
        return ()
    stopping, spread = work.plan.stopping, work.plan.spread
    further = None
    if spread is not None:
        further = FurtherSites(
            spread.sites,
            _share(work.amount(spread.size_percent, "size of a further site")),
            _share(work.amount(spread.benefit_percent, "benefit of a further site")),
            work.price(spread.one_off_cost, "cost of a further site"),
        )
    return options(
        streams,
        work.years.index(decision_year),
        scheme=work.plan.discounting,
        stopping=None if stopping is None else work.price(stopping.one_off_cost, "stopping"),
        further=further,
    )


def _share(percent: Amount) -> Amount:
    return Amount(percent.point / PERCENT, percent.draws / PERCENT)

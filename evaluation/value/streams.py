"""The streams of one project: each benefit, its health and each cost, by year, as points and draws.

In: what its value.yml says, its estimates and a price index. Out: quantities, claims and streams in
real prices. Each input is drawn from a seed of its own, so that one more changes no other number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evaluation.estimate import Estimate
from evaluation.value.benefits import Claim, Quantity, claim, claim_without_money, quantity
from evaluation.value.distributions import FloatArray
from evaluation.value.economics import Amount, Deflator, Stream, discount_factors
from evaluation.value.given import draws_of
from evaluation.workspace.project import Kpi
from evaluation.workspace.uncertain_number import Price, UncertainNumber
from evaluation.workspace.value_benefits import Benefit
from evaluation.workspace.value_costs import Cost, Economics
from evaluation.workspace.value_file import ValueFile
from evaluation.workspace.years import FinancialYear, years_from

PERCENT = 100
EACH_YEAR = "each-year"


@dataclass(frozen=True, eq=False)
class StreamMaker:
    """Makes the streams of one project.

    Parameters
    ----------
    value : ValueFile
    plan : Economics
        Of the same file.
    project : str
        Slug.
    kpis : mapping of str to Kpi
    estimates : tuple of Estimate
        Of the project.
    deflator : Deflator
    """

    value: ValueFile
    plan: Economics
    project: str
    kpis: Mapping[str, Kpi]
    estimates: tuple[Estimate, ...]
    deflator: Deflator

    @property
    def years(self) -> tuple[str, ...]:
        """All years of the appraisal."""
        return financial_years(self.plan.first_year, self.plan.last_year)

    def amount(self, number: UncertainNumber, key: str) -> Amount:
        """Return a number a user gave, with draws; the same key gives the same draws."""
        named = f"{self.project}/{key}"
        return Amount(
            number.value, draws_of(number, named, seed=self.plan.seed, draws=self.plan.draws)
        )

    def price(self, price: Price, key: str) -> Amount:
        """Return a price in the prices of the appraisal."""
        factor = self.deflator.factor(price.price_year, self.value.price_year)
        found = self.amount(price, key)
        return Amount(found.point * factor, found.draws * factor)

    def quantity(self, benefit: Benefit) -> Quantity:
        """Return the units a year of a benefit with money."""
        return quantity(
            benefit,
            self.estimates,
            self.kpis,
            self.years,
            project=self.project,
            seed=self.plan.seed,
            draws=self.plan.draws,
        )

    def claim(self, benefit: Benefit, quantities: Mapping[str, Quantity]) -> Claim:
        """Return what a benefit is worth in money by year, real."""
        if benefit.money is None or benefit.money.unit_value is None:
            return claim_without_money(benefit, self.project, self.years)
        found = claim(benefit, quantities[benefit.id], seed=self.plan.seed)
        factor = self.deflator.factor(found.price_year, self.value.price_year)
        return found.in_prices_of(self.value.price_year, factor)

    def gain(self, item: Claim) -> Stream:
        """Return a claim with money as a stream of benefits."""
        if item.value is None or item.draws is None:
            raise ValueError(f"'{item.benefit}' has no money")
        measured = np.array([basis == "measured" for basis in item.bases])
        benefit = self.value.benefit(item.benefit)
        payer = benefit.money.payer if benefit.money else ""
        return Stream(
            item.benefit, "benefit", item.value, item.draws, measured, item.kind, payer=payer
        )

    def health(self, benefit: Benefit, found: Quantity) -> Stream:
        """Return the health of a benefit in money."""
        worth = self.plan.qaly_value
        if worth is None:
            raise ValueError("a QALY has no value")
        each = self.price(worth, "value of a QALY")
        gained = self.qalys(benefit, found)
        return Stream(
            f"health of {benefit.id}",
            "benefit",
            gained[0] * each.point,
            gained[1] * each.draws[:, np.newaxis],
            np.array([basis == "measured" for basis in found.bases]),
            benefit.kind,
            health=True,
            payer="patients",
        )

    def qalys(self, benefit: Benefit, found: Quantity) -> tuple[FloatArray, FloatArray]:
        """Return QALYs by year, as points and as draws."""
        if benefit.health is None or found.value is None or found.draws is None:
            raise ValueError(f"'{benefit.id}' has no health")
        each = self.amount(benefit.health.qalys, f"qalys {benefit.id}")
        sign = -1.0 if benefit.is_harm else 1.0
        return (
            sign * found.value * each.point,
            sign * found.draws * each.draws[:, np.newaxis],
        )

    def cost(self, cost: Cost) -> Stream:
        """Return a cost by year, real, raised by its optimism bias where it is estimated."""
        amounts = [self._cost_of(cost, year) for year in self.years]
        return Stream(
            cost.id,
            "cost",
            np.array([amount.point for amount in amounts]),
            np.column_stack([amount.draws for amount in amounts]),
            np.array([cost.is_measured(year) for year in self.years]),
            cost.category,
            payer=cost.payer,
        )

    def _cost_of(self, cost: Cost, year: str) -> Amount:
        """Return a cost of a year; all its uncertain years move together."""
        if year not in cost.amounts:
            return Amount(0.0, np.zeros(self.plan.draws))
        own = year if cost.price_year == EACH_YEAR else cost.price_year
        factor = self.deflator.factor(own, self.value.price_year)
        if cost.optimism_bias is not None and not cost.is_measured(year):
            factor *= 1 + cost.optimism_bias.percent / PERCENT
        found = self.amount(cost.amounts[year], f"cost {cost.id}")
        return Amount(found.point * factor, found.draws * factor)

    def discounted(self, point: FloatArray, draws: FloatArray, *, health: bool) -> Amount:
        """Return the present value of amounts by year."""
        weights = discount_factors(len(self.years), self.plan.discounting, health=health)
        return Amount(float(point @ weights), draws @ weights)


def financial_years(first: str, last: str) -> tuple[str, ...]:
    """Return all financial years from one to another.

    Examples
    --------
    >>> financial_years("2023/24", "2025/26")
    ('2023/24', '2024/25', '2025/26')
    """
    count = FinancialYear.parse(last).start_year - FinancialYear.parse(first).start_year + 1
    return years_from(first, count)

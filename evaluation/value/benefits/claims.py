"""What a project claims in money for one benefit: by year, in pounds of one price year.

A benefit is positive and a dis-benefit negative. In: a `Quantity` and the benefit. Out: a `Claim`
with points and draws, which a roll-up sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.estimate import Provenance
from evaluation.value.benefits.finding import EstimateStatus
from evaluation.value.benefits.quantity import Basis, Quantity
from evaluation.value.given import draws_of
from evaluation.workspace.value_benefits import Benefit, BenefitClass

FloatArray = NDArray[np.float64]
ClaimStatus = EstimateStatus | Literal["no money"]


@dataclass(frozen=True, eq=False)
class Claim:
    """The money of one benefit.

    Parameters
    ----------
    project, benefit, label : str
    kind : str
        Class of the benefit.
    price_year : str
        Of the amounts; empty where there is no money.
    years : tuple of str
    value : array of float, one a year, or None
        In pounds; negative for harm. None where there is no money or no estimate of it.
    draws : array of float, draws by years, or None
    bases : tuple of {"measured", "estimated"}, one a year
    status : {"estimated", "suppressed", "not estimable", "no money"}
    provenance : {"measured", "estimated", "synthetic"}
    outcome : str
        Id of the indicator whose effect it rests on; empty where on none.
    counted_in, separate_because : str or None
    """

    project: str
    benefit: str
    label: str
    kind: BenefitClass
    price_year: str
    years: tuple[str, ...]
    value: FloatArray | None
    draws: FloatArray | None
    bases: tuple[Basis, ...]
    status: ClaimStatus
    provenance: Provenance
    outcome: str = ""
    counted_in: str | None = None
    separate_because: str | None = None

    @property
    def total(self) -> float:
        """The sum of the points over all years, in pounds; 0 without money."""
        return 0.0 if self.value is None else float(self.value.sum())

    def in_prices_of(self, price_year: str, factor: float) -> Claim:
        """Return the claim in the prices of another year, that factor times its own pounds."""
        return self if self.value is None else replace(self.times(factor), price_year=price_year)

    def times(self, factor: ArrayLike) -> Claim:
        """Return the claim times a factor, or times one factor a year, such as of discounting."""
        if self.value is None or self.draws is None:
            return self
        return replace(
            self, value=self.value * np.asarray(factor), draws=self.draws * np.asarray(factor)
        )


def claim(benefit: Benefit, found: Quantity, *, seed: int) -> Claim:
    """Return the money of a benefit in the price year of its unit value.

    A benefit whose units are worth health alone, without `unit_value`, claims no money.

    Parameters
    ----------
    benefit : Benefit
        With `money`.
    found : Quantity
        Of this benefit.
    seed : int
        Of the simulation, for the unit value.

    Notes
    -----
    Quantity times unit value, draw by draw; the sign is turned for a dis-benefit.
    """
    price = None if benefit.money is None else benefit.money.unit_value
    if price is None:
        return claim_without_money(benefit, found.project, found.years)
    sign = -1.0 if benefit.is_harm else 1.0
    value, draws = found.value, found.draws
    if value is not None and draws is not None:
        named = f"{found.project}/{benefit.id}/unit value"
        prices = draws_of(price, named, seed=seed, draws=len(draws))
        value, draws = sign * price.value * value, sign * prices[:, np.newaxis] * draws
    return Claim(
        project=found.project,
        benefit=benefit.id,
        label=benefit.benefit,
        kind=benefit.kind,
        price_year=price.price_year,
        years=found.years,
        value=value,
        draws=draws,
        bases=found.bases,
        status=found.status,
        provenance=found.provenance,
        outcome="" if found.effect is None else found.effect.outcome,
        counted_in=benefit.counted_in,
        separate_because=benefit.separate_because,
    )


def claim_without_money(benefit: Benefit, project: str, years: Sequence[str]) -> Claim:
    """Return the line of a benefit that is not valued: it is counted, and adds to no sum."""
    estimated: Basis = "estimated"
    return Claim(
        project=project,
        benefit=benefit.id,
        label=benefit.benefit,
        kind=benefit.kind,
        price_year="",
        years=tuple(years),
        value=None,
        draws=None,
        bases=tuple(estimated for _ in years),
        status="no money",
        provenance="estimated",
        counted_in=benefit.counted_in,
    )

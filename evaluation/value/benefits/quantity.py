"""Units a year of a benefit: how many admissions, hours or bed days it gives, with uncertainty.

In: a benefit with `money`, the project's estimates and indicators. Out: a `Quantity`: points and
draws by year, each year marked as measured or estimated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import InvalidInput, nearest
from evaluation.estimate import Estimate, Provenance
from evaluation.value.benefits.finding import EstimateStatus, named_estimate, status_of
from evaluation.value.distributions import drawn, of_estimate, scores
from evaluation.value.given import draws_of
from evaluation.workspace.project import Kpi
from evaluation.workspace.uncertain_number import UncertainNumber
from evaluation.workspace.value_benefits import Benefit, BenefitClass, EstimateName

FloatArray = NDArray[np.float64]
Basis = Literal["measured", "estimated"]

PERCENT: Final = 100
ABSOLUTE: Final = ("absolute difference", "difference")
CUMULATIVE: Final = "cumulative difference"
POINTS: Final = "percentage points"


@dataclass(frozen=True, eq=False)
class Quantity:
    """Units a year of one benefit.

    Parameters
    ----------
    project, benefit : str
        Slug and id.
    kind : str
        Class of the benefit.
    unit : str
        What one unit is.
    years : tuple of str
        Financial years.
    status : {"estimated", "suppressed", "not estimable"}
    value : array of float, one a year, or None
        Point: positive is better, for a dis-benefit positive is harm. None unless estimated.
    draws : array of float, draws by years, or None
    bases : tuple of {"measured", "estimated"}, one a year
    provenance : {"measured", "estimated", "synthetic"}
        Of the effect; "estimated" where the quantity rests on no estimate of the project.
    effect : EstimateName or None
    """

    project: str
    benefit: str
    kind: BenefitClass
    unit: str
    years: tuple[str, ...]
    status: EstimateStatus
    value: FloatArray | None
    draws: FloatArray | None
    bases: tuple[Basis, ...]
    provenance: Provenance
    effect: EstimateName | None


def effect_scores(project: str, name: EstimateName, *, seed: int, draws: int) -> FloatArray:
    """Return the standard normal scores of an effect: the same wherever it is used.

    Estimates of one outcome share their scores, whatever their measure: where the effect in a
    month is larger than thought, so is the cumulative one. Projects do not share any.

    Parameters
    ----------
    project : str
        Slug.
    name : EstimateName
    seed, draws : int

    Examples
    --------
    >>> one = EstimateName(analysis="its", outcome="falls", measure="absolute difference")
    >>> two = EstimateName(analysis="its", outcome="falls", measure="cumulative difference")
    >>> first, second = (effect_scores("a", name, seed=1, draws=3) for name in (one, two))
    >>> bool((first == second).all())
    True
    """
    return scores(seed, f"{project}/effect/{name.outcome}", draws)


def quantity(
    benefit: Benefit,
    estimates: Sequence[Estimate],
    kpis: Mapping[str, Kpi],
    years: Sequence[str],
    *,
    project: str,
    seed: int,
    draws: int,
) -> Quantity:
    """Return the units a year of a benefit with money.

    Parameters
    ----------
    benefit : Benefit
        With `money`.
    estimates : sequence of Estimate
        Of its project.
    kpis : mapping of str to Kpi
        The project's indicators by id: they say which direction is better.
    years : sequence of str
        Financial years of the appraisal; a year in which the benefit is not had holds 0.
    project : str
        Slug.
    seed, draws : int
        Of the simulation. Two benefits that rest on one effect have the same draws of it.

    Raises
    ------
    InvalidInput
        If the estimate is not there, is none of an indicator, or cannot be multiplied.

    Notes
    -----
    q_t = s e v a p_t, with e the effect as a number of units for one denominator, v the volume, a
    the share attributed, p_t the part of a full year, and s = 1 where the indicator should rise,
    -1 where it should fall; the other way round for a dis-benefit. For a cumulative effect over
    v years, q_t = s e / v a p_t.
    """
    money = benefit.money
    if money is None:
        raise ValueError(f"the benefit '{benefit.id}' has no money")
    found = None if money.effect is None else named_estimate(money.effect, estimates)
    shares = np.array([money.years.get(year, 0.0) / PERCENT for year in years])
    if benefit.attribution is not None:
        shares = shares * (benefit.attribution.percent / PERCENT)
    status: EstimateStatus = "estimated" if found is None else status_of(found)
    factor = 0.0 if found is None else _factor(benefit, found, kpis)
    value, drawn = None, None
    if status == "estimated":
        point, full_years = (
            _given(benefit, project, seed, draws)
            if found is None
            else _measured(benefit, found, factor, project, seed, draws)
        )
        value, drawn = point * shares, full_years[:, np.newaxis] * shares
    return Quantity(
        project=project,
        benefit=benefit.id,
        kind=benefit.kind,
        unit=money.unit,
        years=tuple(years),
        status=status,
        value=value,
        draws=drawn,
        bases=tuple("measured" if money.is_measured(year) else "estimated" for year in years),
        provenance="estimated" if found is None else found.provenance,
        effect=money.effect,
    )


def _given(benefit: Benefit, project: str, seed: int, draws: int) -> tuple[float, FloatArray]:
    given = _needed(benefit.money.quantity if benefit.money else None)
    named = f"{project}/{benefit.id}/quantity"
    return given.value, draws_of(given, named, seed=seed, draws=draws)


def _measured(
    benefit: Benefit, effect: Estimate, factor: float, project: str, seed: int, draws: int
) -> tuple[float, FloatArray]:
    money = benefit.money
    if money is None or money.effect is None or effect.value is None:
        raise ValueError("there is no effect")
    volume = _needed(money.volume)
    named = f"{project}/{benefit.id}/volume"
    volumes = draws_of(volume, named, seed=seed, draws=draws)
    normal = effect_scores(project, money.effect, seed=seed, draws=draws)
    effects = drawn(of_estimate(effect), normal)
    if not effect.measure.startswith(CUMULATIVE):
        return factor * effect.value * volume.value, factor * effects * volumes
    if volume.value <= 0 or (volumes <= 0).any():
        raise InvalidInput(
            f"The benefit '{benefit.id}' has a 'volume' of no years.",
            "With a cumulative effect, 'volume' is how many years it covers: above 0.",
        )
    return factor * effect.value / volume.value, factor * effects / volumes


def _factor(benefit: Benefit, effect: Estimate, kpis: Mapping[str, Kpi]) -> float:
    """Return what turns an effect into units for one denominator, positive where it is wanted."""
    if effect.outcome not in kpis:
        near = nearest(effect.outcome, kpis)
        raise InvalidInput(
            f"The effect of the benefit '{benefit.id}' is of '{effect.outcome}', which is no "
            "indicator of the project, so that it is not known which direction is better.",
            f"Did you mean '{near}'?" if near else f"There are: {', '.join(kpis)}.",
        )
    kpi = kpis[effect.outcome]
    sign = 1.0 if (kpi.direction == "increase") != benefit.is_harm else -1.0
    if effect.measure.startswith(CUMULATIVE):
        return sign
    if not effect.measure.startswith(ABSOLUTE):
        raise _cannot_be_multiplied(benefit, effect, f"'{effect.measure}' is no difference")
    if effect.unit == POINTS:
        return sign / PERCENT
    if effect.unit in ("%", "ratio") or effect.unit.endswith(" scale"):
        raise _cannot_be_multiplied(benefit, effect, f"its unit is '{effect.unit}'")
    return sign / kpi.per if kpi.kind == "rate" else sign


def _cannot_be_multiplied(benefit: Benefit, effect: Estimate, why: str) -> InvalidInput:
    name = f"{effect.analysis}/{effect.outcome}/{effect.measure}"
    return InvalidInput(
        f"The effect '{name}' of the benefit '{benefit.id}' cannot be multiplied by a volume: "
        f"{why}.",
        f"Name one whose measure is {', '.join(repr(item) for item in ABSOLUTE)} or "
        f"'{CUMULATIVE}'.",
    )


def _needed(number: UncertainNumber | None) -> UncertainNumber:
    if number is None:
        raise ValueError("the model lets no benefit through without this number")
    return number

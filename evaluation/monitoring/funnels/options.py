"""What can be chosen of a funnel: kind, limits, scale, overdispersion, target, which way is better.

In: choices, some left open. Out: a checked `FunnelOptions` in which what was open is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, TypeVar

import numpy as np

from evaluation.errors import InvalidInput

Kind = Literal["proportion", "rate", "ratio"]
LimitsName = Literal["wilson", "exact", "arcsine", "about-expected"]
ScaleName = Literal["arcsine", "shmi", "cqc"]
Adjustment = Literal["auto", "winsorised", "truncated", "none"]
Better = Literal["increase", "decrease", "neither"]

PERCENT: Final = 100
TRIM: Final = 0.1
"""Share of units set in at either end before phi (Spiegelhalter 2012; SHMI specification)."""

MOST_TRIM: Final = 0.5

LIMITS_OF_KIND: Final[Mapping[Kind, tuple[LimitsName, ...]]] = MappingProxyType(
    {
        "proportion": ("wilson", "exact", "arcsine"),
        "rate": ("exact", "about-expected"),
        "ratio": ("exact", "about-expected"),
    }
)
SCALES_OF_KIND: Final[Mapping[Kind, tuple[ScaleName, ...]]] = MappingProxyType(
    {"proportion": ("arcsine",), "rate": ("cqc", "shmi"), "ratio": ("cqc", "shmi")}
)

Choice = TypeVar("Choice", LimitsName, ScaleName)


@dataclass(frozen=True, slots=True)
class FunnelOptions:
    """The choices behind a funnel; the first of each kind's possible limits and scales by default.

    Parameters
    ----------
    limits : {"wilson", "exact", "arcsine", "about-expected"}, optional
        Limits that are not adjusted. wilson, exact and arcsine are for proportions; exact and
        about-expected for rates and ratios.
    scale : {"arcsine", "shmi", "cqc"}, optional
        On which overdispersion is measured: arcsine of the root of a proportion; logarithm (as
        the Summary Hospital-level Mortality Indicator) or square root (as the Care Quality
        Commission) of observed over expected.
    overdispersion : {"auto", "winsorised", "truncated", "none"}
        How outliers are set in before phi. auto truncates on the scale shmi and Winsorises on
        the others; none leaves the unadjusted limits in use, whatever phi is.
    trim : float
        Share of units, from 0 to below 0.5, that is set in at either end.
    correct_for_trimming : bool
        Whether phi is divided by what it would be of chance alone: setting in makes it smaller.
    target : float, optional
        The centre line, in the unit that is shown. By default the overall value; of a ratio 1.
    multiplier : float, optional
        From a fraction to what is shown: 100 for proportions, else 1.
    better : {"increase", "decrease", "neither"}
        Which way is better.

    Raises
    ------
    InvalidInput
        If a number is out of range.

    Examples
    --------
    >>> FunnelOptions().decided("proportion").limits
    'wilson'
    """

    limits: LimitsName | None = None
    scale: ScaleName | None = None
    overdispersion: Adjustment = "auto"
    trim: float = TRIM
    correct_for_trimming: bool = False
    target: float | None = None
    multiplier: float | None = None
    better: Better = "neither"

    def __post_init__(self) -> None:
        if not 0 <= self.trim < MOST_TRIM:
            raise InvalidInput("'trim' is out of range.", "Give a share from 0 to below 0.5.")
        for name in ("target", "multiplier"):
            value = getattr(self, name)
            if value is not None and not (np.isfinite(value) and value > 0):
                raise InvalidInput(f"'{name}' is not above 0.", "Give a number above 0.")

    def decided(self, kind: Kind) -> FunnelOptions:
        """Return the options of a kind with nothing left open but the target.

        Raises
        ------
        InvalidInput
            If limits or scale do not go with the kind, or the target lies outside 0 to 1.
        """
        limits = _fitting("limits", self.limits, LIMITS_OF_KIND[kind], kind)
        scale = _fitting("scale", self.scale, SCALES_OF_KIND[kind], kind)
        own = PERCENT if kind == "proportion" else 1
        multiplier = float(own if self.multiplier is None else self.multiplier)
        if kind == "proportion" and self.target is not None and self.target > multiplier:
            raise InvalidInput(
                "The target of a proportion is above the whole.",
                f"Give it in the unit that is shown, at most {multiplier:g}.",
            )
        method = self.overdispersion
        if method == "auto":
            method = "truncated" if scale == "shmi" else "winsorised"
        return replace(
            self,
            limits=limits,
            scale=scale,
            multiplier=multiplier,
            overdispersion=method,
        )


def _fitting(name: str, chosen: Choice | None, possible: tuple[Choice, ...], kind: Kind) -> Choice:
    if chosen is None:
        return possible[0]
    if chosen not in possible:
        raise InvalidInput(
            f"'{name}: {chosen}' does not go with a {kind}.",
            f"Choose from: {', '.join(possible)}.",
        )
    return chosen

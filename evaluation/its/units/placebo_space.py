"""Placebo in space: every control takes the place of the treated unit, and the effects are ranked.

A design with several controls, its table and the method come in; a `PlaceboInSpace` goes out.
It asks how often a unit that was not treated shows as large an effect.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.designs.control import Control
from evaluation.its.designs.design import ALL_INTERRUPTIONS, Design
from evaluation.its.designs.method import Method
from evaluation.its.fitted.contrast import (
    SHOWN_AS,
    ModelEffect,
    ModelMeasure,
    model_effect,
    model_measure,
    shown,
)
from evaluation.its.fitted.effects import default_date
from evaluation.its.fitted.fit import Fit, fit
from evaluation.its.preparation.control_line import long_form

FEWEST_CONTROLS = 2
SIGNIFICANCE = 0.05
FEWEST_CONTROLS_FOR_SIGNIFICANCE = 20  # 1 / (1 + 19) is 0.05 and not below it
PLACEBO_COLUMNS = ("unit", "is_treated", "estimate", "std_error", "ratio", "reason")
EFFECT_DIGITS = 4


@dataclass(frozen=True, eq=False)
class PlaceboInSpace:
    """The effect of the treated unit among those of its controls.

    Parameters
    ----------
    interruption : str
        Its name, or "all".
    at : date
        First day of the period of the effect.
    measure : {"difference", "log ratio"}
        Scale of the effects.
    method : str
        Name of the estimator.
    estimate : float
        Effect of the treated unit.
    controls : int
        Number of controls with an effect.
    rank : int
        1 where no control has as large an effect in either direction.
    p : float
        Share of units, the treated one among them, with an effect at least as large.
    p_standardised : float
        The same for effects over their standard errors, so that noisy controls count less; not
        a number where the treated unit's effect has no standard error.
    smallest_p : float
        The smallest p that so many controls can give, 1 / (1 + controls).
    table : DataFrame, one row per unit, largest effect first
        Columns unit, is_treated, estimate, std_error, ratio, reason (why there is no effect;
        empty where there is).
    sentence : str
        The finding in words.
    """

    interruption: str
    at: dt.date
    measure: ModelMeasure
    method: str
    estimate: float
    controls: int
    rank: int
    p: float
    p_standardised: float
    smallest_p: float
    table: pd.DataFrame
    sentence: str


def placebo_in_space(
    design: Design,
    data: pd.DataFrame,
    method: Method | None = None,
    at: dt.date | None = None,
    interruption: str | None = None,
) -> PlaceboInSpace:
    """Return how the treated unit's effect ranks among those of its controls.

    Parameters
    ----------
    design : Design
        With two or more controls, of any kind; a difference is advised.
    data : DataFrame, one row per unit and period
        Not changed.
    method : Method, optional
        By default that of the engine's rule.
    at : date, optional
        In a period that was used; by default the last one in force.
    interruption : str, optional
        By default the only one, or all together.

    Raises
    ------
    InvalidInput
        If there are fewer than two controls, an interruption is not in the design, or there is
        no effect at that date.

    Notes
    -----
    Each control in turn is analysed as if treated, against the others; the treated unit is left
    out, since its change would enter their controls. p = (1 + number of controls whose absolute
    effect is at least as large) / (1 + controls), two-sided. It is exact where treatment could
    as well have fallen on any of the units, and needs no model of the errors: a shock common to
    all units goes out with the difference.

    References
    ----------
    Abadie A, Diamond A, Hainmueller J (2010), doi:10.1198/jasa.2009.ap08746. Firpo S, Possebom V
    (2018), doi:10.1515/jci-2016-0026.
    """
    design, data = long_form(design, data)
    control = design.control
    if control is None:
        raise InvalidInput("A placebo in space needs controls.", "Name the controls.")
    removed = _interruptions(design, interruption)
    if count_controls(control, data) < FEWEST_CONTROLS:
        raise InvalidInput(
            f"A placebo in space needs {FEWEST_CONTROLS} or more controls.", "Give more controls."
        )
    units = data[control.column].astype("str")
    treated = fit(design, data, method)
    position = _position(treated, removed, at)
    effect = model_effect(treated, removed, position)
    day = treated.series.date_of(position)
    donors = data[(units != control.treated).to_numpy()]
    rows = [_row(control.treated, effect, is_treated=True)]
    for unit in sorted(set(units) - {control.treated}):
        placebo = replace(design, control=replace(control, treated=unit))
        rows.append(_placebo_row(placebo, donors, method or treated.method, unit, removed, day))
    name = ALL_INTERRUPTIONS if len(removed) > 1 else removed[0]
    return _ranked(pd.DataFrame(rows, columns=list(PLACEBO_COLUMNS)), treated, effect, name)


def count_controls(control: Control, data: pd.DataFrame) -> int:
    """Return how many controls there are in the data.

    Examples
    --------
    >>> count_controls(Control("state", "A"), pd.DataFrame({"state": ["A", "B", "C", "B"]}))
    2
    >>> count_controls(Control(columns=("rear",)), pd.DataFrame({"front": [1], "rear": [2]}))
    1
    """
    if control.columns:
        return len(control.columns)
    return len(set(data[control.column].astype("str")) - {control.treated})


def _interruptions(design: Design, interruption: str | None) -> list[str]:
    names = [item.name for item in design.interruptions]
    if interruption is None or interruption == ALL_INTERRUPTIONS:
        return names
    if interruption not in names:
        raise InvalidInput(
            f"The design has no interruption '{interruption}'.", f"It has {', '.join(names)}."
        )
    return [interruption]


def _position(treated: Fit, removed: Collection[str], at: dt.date | None) -> int:
    positions = _used_positions(treated)
    position = treated.series.position_of(at or default_date(treated))
    if position not in positions or position < min(treated.series.first_post[n] for n in removed):
        raise InvalidInput(
            "There is no effect to compare at that date: it lies before the interruption or in a "
            "period that is not part of the fit.",
            "Give a later date inside the series and outside its exclusions and gaps.",
        )
    return position


def _used_positions(found: Fit) -> set[int]:
    table = found.series.table
    return {int(p) for p in table.loc[table["is_used"] & table["is_treated"], "position"]}


def _row(
    unit: str, effect: ModelEffect, *, is_treated: bool
) -> tuple[str, bool, float, float, float, str]:
    ratio = effect.estimate / effect.std_error if effect.std_error > 0 else np.nan
    return unit, is_treated, effect.estimate, effect.std_error, ratio, ""


def _placebo_row(
    design: Design,
    data: pd.DataFrame,
    method: Method,
    unit: str,
    removed: Collection[str],
    day: dt.date,
) -> tuple[str, bool, float, float, float, str]:
    nothing = (unit, False, np.nan, np.nan, np.nan)
    try:
        found = fit(design, data, method)
    except InvalidInput as error:
        return (*nothing, error.what.rstrip("."))
    position = found.series.position_of(day)
    if position not in _used_positions(found):
        return (*nothing, "it has no data in the period of the effect")
    return _row(unit, model_effect(found, removed, position), is_treated=False)


def _ranked(table: pd.DataFrame, treated: Fit, effect: ModelEffect, name: str) -> PlaceboInSpace:
    estimable = table[table["reason"] == ""]
    placebos = estimable[~estimable["is_treated"]]
    controls = len(placebos)
    if controls < FEWEST_CONTROLS:
        raise InvalidInput(
            f"Only {controls} of {len(table) - 1} controls can take the place of the treated unit; "
            f"the first cannot because: {table.loc[table['reason'] != '', 'reason'].iloc[0]}.",
            f"Give {FEWEST_CONTROLS} or more controls with enough data.",
        )
    as_large = int((placebos["estimate"].abs() >= abs(effect.estimate)).sum())
    p, smallest = (1 + as_large) / (1 + controls), 1 / (1 + controls)
    measure = model_measure(treated.design)
    order = table["estimate"].abs().sort_values(ascending=False).index
    return PlaceboInSpace(
        interruption=name,
        at=effect.at,
        measure=measure,
        method=treated.method.name,
        estimate=effect.estimate,
        controls=controls,
        rank=1 + as_large,
        p=p,
        p_standardised=_standardised_p(estimable),
        smallest_p=smallest,
        table=table.loc[order].reset_index(drop=True),
        sentence=_sentence(effect.estimate, measure, as_large, controls, p),
    )


def _standardised_p(table: pd.DataFrame) -> float:
    """Return the p value by effects over their errors; not a number where the treated has none."""
    own = float(table.loc[table["is_treated"], "ratio"].abs().iloc[0])
    ratios = table.loc[~table["is_treated"], "ratio"].abs().dropna()
    return np.nan if np.isnan(own) else (1 + int((ratios >= own).sum())) / (1 + len(ratios))


def _sentence(
    estimate: float, measure: ModelMeasure, as_large: int, controls: int, p: float
) -> str:
    count, verb = "none" if as_large == 0 else str(as_large), "show" if as_large > 1 else "shows"
    value = f"{shown(estimate, measure):.{EFFECT_DIGITS}g}"
    text = (
        f"Of {controls} controls analysed as if treated, {count} {verb} an effect as large, in "
        f"either direction, as the treated unit's {SHOWN_AS[measure]} of {value}: placebo p = "
        f"{p:.3f}."
    )
    if controls >= FEWEST_CONTROLS_FOR_SIGNIFICANCE:
        return text
    return (
        f"{text} With {controls} controls p cannot fall below {1 / (1 + controls):.3f}; below "
        f"{SIGNIFICANCE} it takes {FEWEST_CONTROLS_FOR_SIGNIFICANCE} or more."
    )

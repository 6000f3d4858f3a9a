"""Controls beside the treated series: wide data made long, and controls folded into one line.

A design and its table come in. Where the controls are not modelled themselves, the treated
series goes out alone, with the line of its controls as a known part of its model.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.its.designs.control import Control
from evaluation.its.designs.design import Design
from evaluation.its.designs.scale import modelled
from evaluation.its.preparation.columns import FloatArray

SERIES_COLUMN = "(series)"  # brackets, so that no column of the user's is overwritten
CONTROL_LINE = "control_line"

# A control that has less of the treated periods than this, against the fullest control, is left
# out; otherwise every period it lacks is. Own choice, printed wherever it decides.
LEAST_COVERAGE = 0.9
MANY_CONTROLS = 2  # from here on they can share shocks


def long_form(design: Design, data: pd.DataFrame) -> tuple[Design, pd.DataFrame]:
    """Return a design and its data with one row per unit and period.

    Parameters
    ----------
    design : Design
        With controls in columns of their own, or without; the latter comes back as it is.
    data : DataFrame
        With the columns of the design. Not changed.

    Returns
    -------
    Design, DataFrame
        The treated unit has the name of the outcome's column, each control that of its own.

    Raises
    ------
    InvalidInput
        If the outcome is named as its own control, or a control twice.

    Examples
    --------
    >>> import datetime
    >>> from evaluation.its.designs.design import Interruption
    >>> law = Interruption("law", datetime.date(1983, 2, 1))
    >>> design = Design("front", "monthly", (law,), control=Control(columns=("rear",)))
    >>> wide = pd.DataFrame({"time": ["1983-01"], "front": [867], "rear": [269]})
    >>> found, long = long_form(design, wide)
    >>> found.control.treated, long.to_dict("list")
    ('front', {'time': ['1983-01', '1983-01'], 'front': [867, 269], '(series)': ['front', 'rear']})
    """
    control = design.control
    if control is None or not control.columns:
        return design, data
    names = [design.outcome, *control.columns]
    if len(set(names)) < len(names):
        raise InvalidInput(
            "A column stands twice among the outcome and its controls.",
            "Name the outcome once and each control once.",
        )
    others = data.drop(columns=names)
    values = pd.concat([data[name].rename(design.outcome) for name in names], ignore_index=True)
    unit = pd.Series(np.repeat(names, len(data)), name=SERIES_COLUMN)
    rest = pd.concat([others] * len(names), ignore_index=True)
    long = replace(control, column=SERIES_COLUMN, treated=design.outcome, columns=())
    return replace(design, control=long), pd.concat([rest, values, unit], axis="columns")


def beside_controls(design: Design, table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that are modelled, with the line of the controls, and what to say of them.

    Parameters
    ----------
    design : Design
        Its control decides.
    table : DataFrame, one row per unit and period
        Columns unit, is_treated, ordinal, outcome, denominator, is_excluded, is_used.

    Returns
    -------
    DataFrame
        With a column control_line, the part of the linear predictor that is known beforehand:
        0 where the controls are modelled or there are none. For a difference or an offset the
        rows of the treated unit only, used where every control has a value; not a number
        where the line is not known.
    list of str
        One sentence for each kind of row or control that is left out.

    Raises
    ------
    InvalidInput
        If treated and control series share no period, or an offset has periods without events.

    Notes
    -----
    Difference: line = mean of the controls on the modelled scale (after a log transform the log
    of their geometric mean), weighted by the period's denominators if so asked, which for an
    untransformed rate is the rate of the controls together. Offset: line = log(events of the
    controls together / their denominators together). So the model is that of the difference
    (log ratio) or rate ratio, while lines and effects stay on the treated series' own scale.
    """
    control = design.control
    treated, others = table[table["is_treated"]], table[~table["is_treated"]]
    if control is None or control.kind == "model":
        return table.assign(control_line=0.0), _shared_shocks(others["unit"].nunique())
    kept, warnings = _kept_controls(treated, others)
    line = _offset_line(design, kept) if control.kind == "offset" else _mean_line(design, kept)
    treated = treated.assign(**{CONTROL_LINE: treated["ordinal"].map(line)})
    lacks = treated["is_used"] & treated[CONTROL_LINE].isna()
    extra = set(kept.loc[kept["is_used"], "ordinal"]) - set(treated["ordinal"])
    if not (treated["is_used"] & ~lacks).any():
        raise InvalidInput(
            "The treated series and its controls have no period with data in common.",
            "Give both series over the same periods.",
        )
    warnings += _left_out(int(lacks.sum()), "the treated series has a value and a control has not")
    warnings += _left_out(len(extra), "only the controls have a row")
    _require_events(control, treated[treated["is_used"]])
    return treated.assign(is_used=treated["is_used"] & ~lacks), warnings


def _shared_shocks(controls: int) -> list[str]:
    if controls < MANY_CONTROLS:
        return []
    return [
        f"The model takes the {controls} controls as independent series: a shock that they share "
        f"is not in its intervals. Compare the difference from their mean, and a placebo in space."
    ]


def _kept_controls(treated: pd.DataFrame, others: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of the controls that have nearly all periods, and who is left out."""
    needed = treated.loc[treated["is_used"], "ordinal"]
    usable = others[others["is_used"] & others["ordinal"].isin(needed)]
    counts = usable.groupby("unit").size().reindex(others["unit"].unique(), fill_value=0)
    sparse = counts.index[counts < LEAST_COVERAGE * counts.max()]
    if sparse.empty:
        return others, []
    share = f"{1 - LEAST_COVERAGE:.0%}"
    verb = "control is" if len(sparse) == 1 else "controls are"
    warning = (
        f"{len(sparse)} {verb} left out ({', '.join(sparse)}), for lack of more than {share} of "
        f"the periods of the fullest of {len(counts)}."
    )
    return others[~others["unit"].isin(sparse)], [warning]


def _complete_periods(controls: pd.DataFrame) -> pd.Series:
    """Return which rows stand in periods in which every control has a value."""
    has_value = controls["outcome"].notna() & controls["denominator"].notna()
    per_period = has_value.groupby(controls["ordinal"]).transform("sum")
    return has_value & (per_period == controls["unit"].nunique())


def _mean_line(design: Design, controls: pd.DataFrame) -> pd.Series:
    rows = controls[_complete_periods(controls)]
    with np.errstate(divide="ignore", invalid="ignore"):
        values = modelled(design, _numbers(rows["outcome"]), _numbers(rows["denominator"]))
    is_weighted = design.control is not None and design.control.is_weighted
    weights = rows["denominator"] if is_weighted else pd.Series(1.0, index=rows.index)
    parts = pd.DataFrame({"total": weights * values, "weight": weights})
    sums = parts.groupby(rows["ordinal"]).sum()
    return sums["total"] / sums["weight"]


def _offset_line(design: Design, controls: pd.DataFrame) -> pd.Series:
    rows = controls[_complete_periods(controls)]
    sums = rows.groupby("ordinal")[["outcome", "denominator"]].sum()
    exposure = sums["denominator"] if design.denominator or design.offsets else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.Series(np.log(sums["outcome"] / exposure))


def _numbers(column: pd.Series) -> FloatArray:
    return column.to_numpy(dtype=np.float64)


def _require_events(control: Control, used: pd.DataFrame) -> None:
    empty = int(np.isneginf(_numbers(used[CONTROL_LINE])).sum())
    if control.kind == "offset" and empty:
        periods = "period" if empty == 1 else "periods"
        raise InvalidInput(
            f"The controls together have no event in {empty} {periods}, so they cannot be an "
            f"offset there.",
            "Join periods, add controls, exclude those periods, or use controls of kind model.",
        )


def _left_out(count: int, where: str) -> list[str]:
    if not count:
        return []
    subject = "1 period is" if count == 1 else f"{count} periods are"
    return [f"{subject} left out in which {where}."]

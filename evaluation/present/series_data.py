"""The data behind the chart of an interrupted series, one row per series and period.

In: a `SeriesChart`. Out: a table with series, period, value, lower and upper.
"""

from __future__ import annotations

import pandas as pd

from evaluation.present.series_chart import OBSERVATION_LIMITS, SeriesChart

DECIMALS = 4
EXPECTED = "expected without the change"
SINGLE = "single observations expected without the change"
COLUMNS = ["series", "period", "value", "lower", "upper"]


def series_data(chart: SeriesChart) -> pd.DataFrame:
    """Return every series of a chart in long form.

    Returns
    -------
    DataFrame
        Observed points used and left out, the fitted line, what was expected with the interval
        of the line and that of single observations, and the control.
    """
    path, points = chart.trajectory, chart.points
    after = path[path["is_after"]]
    used, left_out = points[~points["is_excluded"]], points[points["is_excluded"]]
    fitted = path["fitted"].where(~path["is_excluded"])
    parts = [
        _long(f"observed, {chart.unit}", used["time"], used["shown"]),
        _long("fitted", path["time"], fitted),
        _long(EXPECTED, after["time"], after["counterfactual"]).assign(
            lower=_rounded(after["counterfactual_lower"]),
            upper=_rounded(after["counterfactual_upper"]),
        ),
    ]
    if len(left_out):
        name = f"observed and left out of the model, {chart.unit}"
        parts.insert(1, _long(name, left_out["time"], left_out["shown"]))
    if chart.has_observation_band:
        lower, upper = (after[name] for name in OBSERVATION_LIMITS)
        band = _long(SINGLE, after["time"], after["counterfactual"])
        parts.append(band.assign(lower=_rounded(lower), upper=_rounded(upper)))
    if chart.control is not None:
        name = f"control: {chart.control_label}"
        parts.append(_long(name, chart.control["time"], chart.control["shown"]))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _long(name: str, time: pd.Series, value: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "series": name,
            "period": time.dt.strftime("%Y-%m-%d").to_numpy(),
            "value": _rounded(value),
            "lower": float("nan"),
            "upper": float("nan"),
        }
    )


def _rounded(values: pd.Series) -> pd.Series:
    return pd.Series(values.astype("float64").round(DECIMALS).to_numpy())

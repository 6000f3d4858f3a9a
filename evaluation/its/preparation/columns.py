"""Columns of the table: that they are there, hold numbers, and hold possible numbers.

Messages name columns and count rows; they never show a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluation.errors import InvalidInput, nearest
from evaluation.its.designs.design import DAYS, Design
from evaluation.its.designs.family import PROPORTION_FAMILIES

FloatArray = npt.NDArray[np.float64]

NUMBER_KINDS = "biuf"  # numpy's truth values, whole numbers and floats


def require_columns(design: Design, data: pd.DataFrame) -> None:
    """Refuse a table that lacks a column of the design.

    Raises
    ------
    InvalidInput
        Names the first missing column, and the nearest or all of those there are.
    """
    controls = [design.control.column, *design.control.columns] if design.control else []
    denominator = [design.denominator] if design.denominator else []
    named = [name for name in controls if name]
    offsets = [name for name in design.offsets if name != DAYS]
    needed = [design.time, design.outcome, *denominator, *offsets, *design.covariates, *named]
    require_named(data, needed)
    if data.empty:
        raise InvalidInput("The data have no rows.", "Check the file.")


def require_named(data: pd.DataFrame, names: Iterable[str]) -> None:
    """Refuse a table that lacks one of some columns, or has it twice.

    Raises
    ------
    InvalidInput
        Names the first such column, and the nearest or all of those there are.
    """
    present = [str(name) for name in data.columns]
    for name in names:
        if name not in present:
            near = nearest(name, present)
            remedy = f"Did you mean '{near}'?" if near else f"It has {', '.join(present)}."
            raise InvalidInput(f"The data have no column '{name}'.", remedy)
        if present.count(name) > 1:
            raise InvalidInput(f"The data have more than one column '{name}'.", "Rename one.")


def numbers_of(data: pd.DataFrame, name: str) -> FloatArray:
    """Return a column as numbers, not a number where it is empty.

    Raises
    ------
    InvalidInput
        If a row holds text or an infinite number.
    """
    given = data[name]
    if isinstance(given.dtype, np.dtype) and given.dtype.kind in NUMBER_KINDS:
        numbers, words = given.to_numpy(dtype=np.float64), 0
    else:
        numbers = np.asarray(pd.to_numeric(given, errors="coerce").astype("float64"))
        words = int((np.isnan(numbers) & given.notna().to_numpy()).sum())
    infinite = int(np.isinf(numbers).sum())
    if words or infinite:
        raise InvalidInput(
            f"Column '{name}': {words + infinite} of {len(given)} rows are not finite numbers.",
            "Correct them, or leave them empty where the value is missing.",
        )
    return np.array(numbers, dtype=np.float64)


def require_possible_values(
    design: Design, columns: Mapping[str, FloatArray], is_used: npt.NDArray[np.bool_]
) -> None:
    """Refuse values that the design's family or transform cannot have.

    Parameters
    ----------
    design : Design
        Family, transform, denominator.
    columns : mapping of str to ndarray, length n
        Outcome, denominator and `offset:NAME`.
    is_used : ndarray of bool, length n
        Which rows are used.

    Raises
    ------
    InvalidInput
        Names the column and counts the rows.
    """
    outcome, denominator = columns["outcome"][is_used], columns["denominator"][is_used]
    name = f"Column '{design.outcome}'"
    if design.denominator is not None:
        _require_none(denominator <= 0, f"Column '{design.denominator}'", "are zero or negative")
    for offset in design.offsets:
        values = columns[f"offset:{offset}"][is_used]
        _require_none(values <= 0, f"Column '{offset}'", "are zero or negative")
    if design.transform != "none":
        _require_none(outcome <= 0, name, "are zero or negative and have no logarithm")
    if design.family == "gaussian":
        return
    _require_none(outcome < 0, name, "are negative")
    if design.family in PROPORTION_FAMILIES and design.denominator is None:
        _require_none(outcome > 1, name, "are above 1 and so not proportions")
    elif design.family in PROPORTION_FAMILIES:
        above = f"are above the number of trials in column '{design.denominator}'"
        _require_none(outcome > denominator, name, above)
    if design.family in {"poisson", "negative-binomial", "binomial"}:
        _require_none(outcome % 1 != 0, name, "are not whole numbers of events")


def _require_none(is_wrong: npt.NDArray[np.bool_], where: str, what: str) -> None:
    count = int(is_wrong.sum())
    if count:
        raise InvalidInput(
            f"{where}: {count} of {len(is_wrong)} rows {what}.",
            "Correct them, exclude their periods, or choose another family or transform.",
        )

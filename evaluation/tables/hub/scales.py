"""Hold scores and answers against the scale of the wheel and of each questionnaire.

In: a table of the hub, typed, and the configurations. Out: faults with row numbers.
"""

from __future__ import annotations

import pandas as pd

from evaluation.tables.sentences import Fault
from evaluation.workspace import Instruments, MaturityWheel
from evaluation.workspace.instruments import INSTRUMENTS_FILE
from evaluation.workspace.maturity_wheel import WHEEL_FILE, WheelScale

SCORES, RESPONSES = "maturity-scores", "survey-responses"


def scale_faults(
    name: str, frame: pd.DataFrame, wheel: MaturityWheel | None, instruments: Instruments | None
) -> list[Fault]:
    """Return the scores or answers of a table that are not on their scale.

    Parameters
    ----------
    name : str
        Of the table; others than scores and answers have none.
    frame : DataFrame
        Its rows, indexed by row number.
    wheel : MaturityWheel or None
    instruments : Instruments or None
    """
    if name == SCORES and wheel is not None:
        return _outside(frame["score"], wheel.scale, WHEEL_FILE.as_posix())
    if name != RESPONSES or instruments is None:
        return []
    faults: list[Fault] = []
    for instrument in instruments.instruments:
        own = frame.loc[frame["instrument"].eq(instrument.id).fillna(value=False), "answer"]
        faults += _outside(own, instrument.scale, INSTRUMENTS_FILE.as_posix())
    return faults


def _outside(scores: pd.Series, scale: WheelScale, file: str) -> list[Fault]:
    is_outside = ~scores.between(scale.least, scale.most) & scores.notna()
    rows = tuple(int(row) for row in scores.index[is_outside.fillna(value=False)])
    sentence = f"'{scores.name}' is not on the scale, {scale.least} to {scale.most}, of {file}."
    return [Fault(sentence, "Correct the number or the scale.", rows, str(scores.name))] * bool(
        rows
    )

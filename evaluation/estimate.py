"""What every analysis returns: estimates with their interval and provenance, and check results.

Analyses return `Estimate` and `CheckResult`; tables, sentences and charts are made from these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Literal

import pandas as pd

Provenance = Literal["measured", "estimated", "synthetic"]

DEFAULT_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that can be reported: value, interval, unit, method and provenance together.

    Parameters
    ----------
    analysis : str
        What kind of analysis made it: "kpi", "its", "audit" or "equity".
    outcome : str
        The KPI's or criterion's id.
    measure : str
        What the number is, such as "baseline", "difference" or "level:go-live".
    unit : str
        Unit of value, lower and upper ("%", "percentage points", "days", "ratio").
    value, lower, upper : float or None
        Point and limits; None where they are suppressed or not estimable.
    level : float
        Nominal coverage of the interval, between 0 and 1.
    n : int or None
        Number of people, records or periods it rests on; None where suppressed.
    method : str
        Name of the estimator and its settings.
    period : str
        The dates it refers to, such as "2024-04 to 2025-03".
    provenance : {"measured", "estimated", "synthetic"}
        Where the data behind it come from.
    project : str
        Slug of the project; filled in when results are saved.
    label : str
        What a reader calls the outcome.

    Raises
    ------
    ValueError
        If the limits are in the wrong order or the level is not between 0 and 1.
    """

    analysis: str
    outcome: str
    measure: str
    unit: str
    value: float | None
    lower: float | None
    upper: float | None
    n: int | None
    method: str
    period: str
    provenance: Provenance
    level: float = DEFAULT_LEVEL
    project: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise ValueError(f"level must lie between 0 and 1, not {self.level}")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"{self.outcome} {self.measure}: lower limit above upper limit")

    @property
    def is_estimable(self) -> bool:
        """Whether there is a value with both limits."""
        return None not in (self.value, self.lower, self.upper)

    def excludes(self, null: float) -> bool:
        """Return whether the interval lies wholly on one side of `null`."""
        if self.lower is None or self.upper is None:
            return False
        return self.lower > null or self.upper < null

    def for_project(self, project: str) -> Estimate:
        """Return the same estimate under the name of a project."""
        return replace(self, project=project)


ESTIMATE_COLUMNS: tuple[str, ...] = (
    "project",
    "analysis",
    "outcome",
    "label",
    "measure",
    "unit",
    "value",
    "lower",
    "upper",
    "level",
    "n",
    "method",
    "period",
    "provenance",
)

_FLOATS = ("value", "lower", "upper", "level")


def estimates_frame(estimates: Iterable[Estimate]) -> pd.DataFrame:
    """Return estimates as a table, one row each, with the columns of `ESTIMATE_COLUMNS`."""
    frame = pd.DataFrame([asdict(e) for e in estimates], columns=list(ESTIMATE_COLUMNS))
    frame[list(_FLOATS)] = frame[list(_FLOATS)].astype("float64")
    frame["n"] = frame["n"].astype("Int64")
    text = [name for name in ESTIMATE_COLUMNS if name not in (*_FLOATS, "n")]
    frame[text] = frame[text].astype("string")
    return frame


def estimates_from_frame(frame: pd.DataFrame) -> list[Estimate]:
    """Return the estimates of a table that `estimates_frame` made."""
    names = {f.name for f in fields(Estimate)}
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [Estimate(**{str(k): v for k, v in row.items() if k in names}) for row in rows]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer of one robustness or quality check.

    Parameters
    ----------
    name : str
        Short name, such as "Residual autocorrelation".
    passed : bool or None
        None where the check could not be made or only informs.
    text : str
        One sentence: what was found and what it means.
    table : DataFrame
        The numbers behind it; may be empty.
    """

    name: str
    passed: bool | None
    text: str
    table: pd.DataFrame = field(default_factory=pd.DataFrame)


CHECK_COLUMNS: tuple[str, ...] = ("project", "analysis", "outcome", "name", "passed", "text")

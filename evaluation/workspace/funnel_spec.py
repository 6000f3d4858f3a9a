"""What the SPEC.yml of one funnel without a project may say."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from evaluation.workspace.hub import Disclosure
from evaluation.workspace.strict import StrictModel, Text
from evaluation.workspace.table_source import TableSource

Above = Annotated[float, Field(gt=0)]

COUNT_KEYS: Final = {
    "proportion": ("numerator", "denominator"),
    "rate": ("events", "exposure"),
    "ratio": ("observed", "expected"),
}
"""The keys that name the two columns of counts, by kind."""


class FunnelSpec(StrictModel):
    """One funnel: a table with a row or more for each unit, its columns, and the choices.

    Parameters
    ----------
    unit : str
        Column that names the units; rows of one unit are added up.
    kind : {"proportion", "rate", "ratio"}
        proportion needs `numerator` and `denominator`, rate `events` and `exposure`, ratio
        `observed` and `expected`: names of columns.
    multiplier : float
        From a fraction to what is shown; 100 for proportions, else 1.
    better : {"increase", "decrease", "neither"}
    target : float, optional
        In the unit that is shown; by default the overall value, of a ratio 1.
    """

    data: TableSource
    unit: Text
    kind: Literal["proportion", "rate", "ratio"] = "proportion"
    numerator: Text | None = None
    denominator: Text | None = None
    events: Text | None = None
    exposure: Text | None = None
    observed: Text | None = None
    expected: Text | None = None
    multiplier: Above | None = None
    measured_in: Text | None = None
    better: Literal["increase", "decrease", "neither"] = "neither"
    target: Above | None = None
    limits: Literal["wilson", "exact", "arcsine", "about-expected"] | None = None
    scale: Literal["arcsine", "shmi", "cqc"] | None = None
    overdispersion: Literal["auto", "winsorised", "truncated", "none"] = "auto"
    trim: Annotated[float, Field(ge=0, lt=0.5)] = 0.1
    correct_for_trimming: bool = False
    label: Text | None = None
    source: Text | None = None
    disclosure: Disclosure = Disclosure()

    @model_validator(mode="after")
    def _columns_are_those_of_the_kind(self) -> Self:
        for kind, keys in COUNT_KEYS.items():
            for key in keys:
                is_given = getattr(self, key) is not None
                if kind == self.kind and not is_given:
                    raise ValueError(f"The key '{key}' is missing: kind {kind} needs it.")
                if kind != self.kind and is_given:
                    raise ValueError(f"The key '{key}' does not go with kind {self.kind}.")
        return self

    @property
    def columns(self) -> tuple[str, str]:
        """The columns of the numerator and of the denominator."""
        first, second = (getattr(self, key) for key in COUNT_KEYS[self.kind])
        return str(first), str(second)

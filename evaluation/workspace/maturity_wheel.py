"""What `data/hub/maturity-wheel.yml` may say: the dimensions of the wheel and its scale.

The Innovation Unit's Adopting Innovation Wheel is licensed: a hub writes its labels here itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from evaluation.errors import Finding
from evaluation.workspace.strict import Slug, StrictModel, Text, validate
from evaluation.workspace.yaml_source import read_yaml

WHEEL_FILE = Path("data") / "hub" / "maturity-wheel.yml"
FEWEST_DIMENSIONS = 3  # what makes a wheel
LARGEST_SCALE = 10

PriorityRule = Literal["lowest-median", "lowest-mean", "largest-fall"]


class WheelDimension(StrictModel):
    """One dimension: its id in the tables, its label on the wheel, what it means."""

    id: Slug
    label: Text
    description: Text | None = None


class WheelScale(StrictModel):
    """The scale of a score: least, most, and the label of each step from the least on."""

    least: int = Field(alias="min")
    most: int = Field(alias="max", le=LARGEST_SCALE)
    labels: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _is_a_scale(self) -> WheelScale:
        if self.most <= self.least:
            raise ValueError("'max' must be greater than 'min'.")
        if self.labels and len(self.labels) != self.most - self.least + 1:
            raise ValueError("'labels' must have one label for each step of the scale.")
        return self


class MaturityWheel(StrictModel):
    """The wheel.

    Parameters
    ----------
    version : str
        Which wheel this is.
    is_example : bool
        Whether the dimensions are placeholders; printed with every wheel.
    licence_note : str
        Whose the dimensions are and under which terms they are used.
    members_linked : bool
        Whether a member keeps their pseudonym from year to year.
    priority_rule : {"lowest-median", "lowest-mean", "largest-fall"}
        How priorities for development are ranked, fixed before the scores are seen.
    priorities : int
        How many are to be agreed.
    """

    version: Text
    is_example: bool = False
    licence_note: Text
    members_linked: bool = False
    priority_rule: PriorityRule = "lowest-median"
    priorities: int = Field(default=3, ge=1)
    dimensions: list[WheelDimension] = Field(min_length=FEWEST_DIMENSIONS)
    scale: WheelScale

    @model_validator(mode="after")
    def _ids_differ(self) -> MaturityWheel:
        ids = [each.id for each in self.dimensions]
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice is not None:
            raise ValueError(f"The id '{twice}' stands twice under 'dimensions'.")
        return self


def read_wheel(root: Path) -> tuple[MaturityWheel | None, list[Finding]]:
    """Return the wheel of the workspace at `root`, None where there is no file or it is wrong."""
    if not (root / WHEEL_FILE).is_file():
        return None, []
    shown = WHEEL_FILE.as_posix()
    return validate(MaturityWheel, read_yaml(root / WHEEL_FILE, shown), shown)

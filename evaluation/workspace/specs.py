"""What a SPEC.yml may say: one analysis without a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from evaluation.errors import Finding, InvalidInput
from evaluation.workspace.its_analysis import Frequency, Interruption, ItsModel
from evaluation.workspace.its_answers import Direction, Equivalence, Sensitivity
from evaluation.workspace.its_units import ControlChoice, SitesChoice
from evaluation.workspace.methods import Method
from evaluation.workspace.strict import StrictModel, Text, validate
from evaluation.workspace.table_source import TableSource
from evaluation.workspace.yaml_source import read_yaml

Level = Annotated[float, Field(gt=0.5, lt=1)]
Percent = Annotated[float, Field(ge=0, le=100)]


OF_ONE_SERIES = (
    "better",
    "equivalence",
    "sensitivity",
    "diagnostics",
    "counterfactual",
    "sentence",
)


class ItsSpec(ItsModel):
    """One interrupted time series; the keys are those of a project's analysis and its data.

    What is asked beyond fits and effects (`equivalence` to `sentence`) is asked of the first of
    the methods.
    """

    data: TableSource
    time: Text
    frequency: Frequency
    outcome: Text
    denominator: Text | None = None
    interruptions: list[Interruption] = Field(default_factory=list)
    covariates: list[Text] = Field(default_factory=list)
    control: ControlChoice | None = None
    sites: SitesChoice | None = None
    methods: list[Method] = Field(default_factory=list)
    better: Direction | None = None
    equivalence: Equivalence | None = None
    sensitivity: Sensitivity = None
    diagnostics: bool = False
    counterfactual: bool = False
    sentence: bool = False

    @model_validator(mode="after")
    def _has_an_interruption(self) -> Self:
        if not self.interruptions and not (self.sites and self.sites.go_live):
            raise ValueError("'interruptions' needs at least 1 item.")
        return self

    @model_validator(mode="after")
    def _sites_answer_for_themselves(self) -> Self:
        """Refuse what several sites would leave without an answer and without a word."""
        asked = [key for key in OF_ONE_SERIES if getattr(self, key)]
        if self.sites and asked:
            raise ValueError(f"'{asked[0]}' is of one series: it does not go with 'sites'.")
        return self


Spec = TypeVar("Spec", bound=StrictModel)
TABLES = (".csv", ".xlsx", ".parquet")
IS_TABLE = "This is a table, where a SPEC.yml is wanted."
OF_TABLE = "Write a SPEC.yml that names it under 'data:'."


def read_spec(model: type[Spec], path: Path) -> Spec:
    """Return the model of a SPEC.yml.

    Raises
    ------
    InvalidInput
        With all findings, if the file is invalid.
    """
    if path.suffix.lower() in TABLES:
        raise InvalidInput.from_findings([Finding(IS_TABLE, OF_TABLE, path.name)])
    found, findings = validate(model, read_yaml(path, path.name), path.name)
    if found is None:
        raise InvalidInput.from_findings(findings)
    return found

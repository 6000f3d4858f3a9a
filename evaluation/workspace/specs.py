"""What a SPEC.yml may say: one analysis without a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from evaluation.errors import InvalidInput
from evaluation.workspace.hub import Disclosure
from evaluation.workspace.its_analysis import Frequency, Interruption, ItsModel, Method
from evaluation.workspace.project import TableSource
from evaluation.workspace.strict import StrictModel, Text, validate
from evaluation.workspace.yaml_source import read_yaml

Level = Annotated[float, Field(gt=0.5, lt=1)]
Percent = Annotated[float, Field(ge=0, le=100)]


class ControlColumn(StrictModel):
    """The column that tells the treated series from its controls, in long data."""

    column: Text
    treated: Text


class ItsSpec(ItsModel):
    """One interrupted time series; the keys are those of a project's analysis and its data."""

    data: TableSource
    time: Text
    frequency: Frequency
    outcome: Text
    denominator: Text | None = None
    interruptions: list[Interruption] = Field(min_length=1)
    covariates: list[Text] = Field(default_factory=list)
    control: ControlColumn | None = None
    methods: list[Method] = Field(default_factory=list)


class AuditSpec(StrictModel):
    """One audit: a table of records or counts, targets in percent by criterion, and the rule."""

    data: TableSource
    targets: dict[str, Percent | None]
    compare: list[Text] | None = Field(default=None, min_length=2, max_length=2)
    level: Level = 0.95
    disclosure: Disclosure = Disclosure()


Spec = TypeVar("Spec", bound=StrictModel)


def read_spec(model: type[Spec], path: Path) -> Spec:
    """Return the model of a SPEC.yml.

    Raises
    ------
    InvalidInput
        With all findings, if the file is invalid.
    """
    found, findings = validate(model, read_yaml(path, path.name), path.name)
    if found is None:
        raise InvalidInput.from_findings(findings)
    return found

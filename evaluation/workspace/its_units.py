"""What a SPEC.yml may say of several units: the controls of a series, and several sites."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from evaluation.workspace.its_analysis import ControlKind
from evaluation.workspace.strict import Date, Slug, StrictModel, Text


class ControlChoice(StrictModel):
    """The controls: in long data a column and the treated unit, in wide data their columns.

    Parameters
    ----------
    column, treated : str, optional
        Long data: the column that names the unit of each row, and the treated unit.
    columns : list of str
        Wide data: a column for each control, beside the outcome's own.
    kind : {"model", "difference", "offset"}
        `as` in YAML: how the controls are used.
    weighted : bool
        Whether the mean of the controls is weighted by the denominator.
    """

    column: Text | None = None
    treated: Text | None = None
    columns: list[Text] = Field(default_factory=list)
    kind: Annotated[ControlKind, Field(alias="as")] = "model"
    weighted: bool = False

    @model_validator(mode="after")
    def _is_long_or_wide(self) -> Self:
        is_long = self.column is not None and self.treated is not None
        is_partly_long = self.column is not None or self.treated is not None
        if (is_partly_long and not is_long) or is_long == bool(self.columns):
            raise ValueError(
                "'control' needs 'column' and 'treated' for long data, or 'columns' for wide data."
            )
        return self


class SitesChoice(StrictModel):
    """Several sites, fitted one by one and pooled.

    Parameters
    ----------
    column : str
        Column that names the site of each row.
    go_live : date, mapping of site to date, or column, optional
        When each site went live; by default the date of the interruption holds for all.
    interruption : str, optional
        Name of the interruption that is the go-live; by default, where `go_live` is not given,
        the only one, else `go-live`, a level and a slope where the file has none of that name.
    after : list of int
        Further times, in periods since the first one with the innovation, at which to pool.
    controls : list of str
        Sites that never went live, as controls of each of the others.
    controls_as : {"difference", "model", "offset"}
        How these are used.
    """

    column: Text
    go_live: Annotated[Date | dict[str, Date] | Text | None, Field(union_mode="left_to_right")] = (
        None
    )
    interruption: Slug | None = None
    after: list[Annotated[int, Field(ge=0)]] = Field(default_factory=list)
    controls: list[Text] = Field(default_factory=list)
    controls_as: ControlKind = "difference"

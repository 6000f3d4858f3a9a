"""Controls of an interrupted time series: series that the interruptions did not touch.

A frozen description; `evaluation.its.preparation.control_line` uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from evaluation.errors import InvalidInput
from evaluation.its.designs.family import COUNT_FAMILIES, Family, require_known

ControlKind = Literal["model", "difference", "offset"]

KIND_WORDS: dict[ControlKind, str] = {
    "model": "",
    "difference": " on the difference from the controls",
    "offset": " with the controls as exposure",
}


@dataclass(frozen=True)
class Control:
    """The controls of the treated series: where they stand, and how they are used.

    Parameters
    ----------
    column : str
        Long data: column with the name of the unit of each row. Empty for wide data.
    treated : str
        Long data: name of the treated unit; all other units are controls. Empty for wide data.
    kind : {"model", "difference", "offset"}
        `model`: treated and control series in one eight-parameter model. `difference`: the
        treated series less the mean of its controls, on the modelled scale (a log ratio after a
        log transform), as one series. `offset`: for counts, the events of the controls together
        as exposure.
    columns : tuple of str
        Wide data: the columns of the controls, beside the outcome's own.
    is_weighted : bool
        Whether the mean of the controls is weighted by the denominator (`difference`).

    Raises
    ------
    InvalidInput
        If it is neither long nor wide, or both.
    """

    column: str = ""
    treated: str = ""
    kind: ControlKind = "model"
    columns: tuple[str, ...] = ()
    is_weighted: bool = False

    def __post_init__(self) -> None:
        require_known("kind of control", self.kind, get_args(ControlKind))
        is_long = bool(self.column and self.treated)
        if is_long == bool(self.columns) or bool(self.column) != bool(self.treated):
            raise InvalidInput(
                "The controls are not named.",
                "Give a column with the treated unit's name, or the columns of the controls.",
            )
        if self.is_weighted and self.kind != "difference":
            raise InvalidInput(
                f"Controls of kind '{self.kind}' are not weighted by the denominator.",
                "Remove the weights, or use kind difference.",
            )

    @property
    def words(self) -> str:
        """What is added to the name of the estimator.

        Examples
        --------
        >>> Control("state", "California", "difference").words
        ' on the difference from the controls'
        """
        return KIND_WORDS[self.kind]


def require_suited_control(control: Control, family: Family, denominator: str | None) -> None:
    """Refuse controls that do not go with the family or lack their weights.

    Raises
    ------
    InvalidInput
        Names the kind and what it goes with.
    """
    if control.kind == "difference" and family != "gaussian":
        raise InvalidInput(
            f"Controls of kind 'difference' do not go with family '{family}'.",
            "Use kind offset for counts, or kind model.",
        )
    if control.kind == "offset" and family not in COUNT_FAMILIES:
        raise InvalidInput(
            f"Controls of kind 'offset' do not go with family '{family}'.",
            "Use a family of counts, or kind difference for a gaussian outcome.",
        )
    if control.is_weighted and denominator is None:
        raise InvalidInput(
            "The controls are to be weighted by a denominator, and there is none.",
            "Name its column as denominator, or remove the weights.",
        )

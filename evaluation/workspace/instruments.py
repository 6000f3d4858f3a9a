"""What `data/hub/instruments.yml` may say: the questionnaires of the stakeholder evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from evaluation.errors import Finding
from evaluation.workspace.maturity_wheel import WheelScale
from evaluation.workspace.strict import Slug, StrictModel, Text, validate
from evaluation.workspace.yaml_source import read_yaml

INSTRUMENTS_FILE = Path("data") / "hub" / "instruments.yml"


class InstrumentPart(StrictModel):
    """What items are asked about: a core function, a shared activity or a theme."""

    id: Slug
    label: Text
    kind: Literal["function", "activity", "theme"]


class Item(StrictModel):
    """One statement or question.

    Parameters
    ----------
    reversed : bool
        Whether agreeing is unfavourable.
    """

    id: Slug
    text: Text
    part: Slug
    reversed: bool = False


class Instrument(StrictModel):
    """One questionnaire.

    Parameters
    ----------
    note : str
        Where its items come from and whose they are.
    is_example : bool
        Whether its items are placeholders; printed with every result.
    """

    id: Slug
    label: Text
    kind: Literal["stakeholder-survey", "attitudes"]
    note: Text
    is_example: bool = False
    scale: WheelScale
    parts: list[InstrumentPart] = Field(min_length=1)
    items: list[Item] = Field(min_length=1)

    @model_validator(mode="after")
    def _parts_are_there(self) -> Instrument:
        _require_different([each.id for each in self.parts], "parts")
        _require_different([each.id for each in self.items], "items")
        known = {each.id for each in self.parts}
        for item in self.items:
            if item.part not in known:
                raise ValueError(f"The item '{item.id}' names a part that is not under 'parts'.")
        return self


class Instruments(StrictModel):
    """All questionnaires of the hub."""

    instruments: list[Instrument] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_differ(self) -> Instruments:
        _require_different([each.id for each in self.instruments], "instruments")
        return self

    def all_items(self) -> Iterator[Item]:
        """Return the items of all questionnaires."""
        for instrument in self.instruments:
            yield from instrument.items


def _require_different(ids: list[str], where: str) -> None:
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise ValueError(f"The id '{twice}' stands twice under '{where}'.")


def read_instruments(root: Path) -> tuple[Instruments | None, list[Finding]]:
    """Return the questionnaires of the workspace at `root`, None where there are none."""
    if not (root / INSTRUMENTS_FILE).is_file():
        return None, []
    shown = INSTRUMENTS_FILE.as_posix()
    return validate(Instruments, read_yaml(root / INSTRUMENTS_FILE, shown), shown)

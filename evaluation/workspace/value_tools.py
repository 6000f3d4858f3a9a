"""The hub's tools for benefits, as a project's value.yml holds them.

Checklist by stage, logic model, and the list of data sources.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from evaluation.errors import nearest
from evaluation.workspace.action_plan import Role
from evaluation.workspace.standard_checklist import BY_ID, Stage
from evaluation.workspace.strict import Date, Slug, StrictModel, Text

ItemStatus = Literal["done", "under-way", "not-started", "not-needed"]
Part = Literal["input", "activity", "output", "outcome", "impact"]
Term = Literal["short", "medium", "long"]

# A chain of a logic model runs forward through these parts, never back.
PARTS: tuple[Part, ...] = ("input", "activity", "output", "outcome", "impact")
TERMS: tuple[Term, ...] = ("short", "medium", "long")


class ChecklistItem(StrictModel):
    """One thing to do about benefits at one stage of a project.

    Parameters
    ----------
    stage : {"idea", "planning", "baseline", "delivery", "review", "exit"}
    item : str
        What is to be done.
    status : {"done", "under-way", "not-started", "not-needed"}
    on : date, optional
        When it was done; needed where it is.
    owner : str, optional
        By role.
    evidence : str, optional
        What shows it; where it is not needed, why.
    standard : str, optional
        Id of the item of the standard checklist that this one answers.
    """

    stage: Stage
    item: Text
    status: ItemStatus
    on: Date | None = None
    owner: Role | None = None
    evidence: Text | None = None
    standard: Slug | None = None

    @model_validator(mode="after")
    def _says_when_or_why(self) -> Self:
        if self.status == "done" and self.on is None:
            raise ValueError("An item that is done needs 'on', the day when it was.")
        if self.status == "not-needed" and self.evidence is None:
            raise ValueError("An item that is not needed says why under 'evidence'.")
        return self

    @model_validator(mode="after")
    def _answers_an_item_that_is_there(self) -> Self:
        if self.standard is not None and self.standard not in BY_ID:
            near = nearest(self.standard, BY_ID)
            hint = f" Did you mean '{near}'?" if near else f" There are: {', '.join(BY_ID)}."
            raise ValueError(f"The standard checklist has no item '{self.standard}'.{hint}")
        return self


class LogicElement(StrictModel):
    """One box of a logic model.

    Parameters
    ----------
    id : str
        Its name inside the file.
    part : {"input", "activity", "output", "outcome", "impact"}
    text : str
        What stands in the box.
    term : {"short", "medium", "long"}, optional
        When an outcome is expected.
    leads_to : list of str
        Ids of the boxes that it contributes to; never of an earlier part or term.
    """

    id: Slug
    part: Part
    text: Text
    term: Term | None = None
    leads_to: list[Slug] = Field(default_factory=list)

    @model_validator(mode="after")
    def _only_outcomes_have_a_term(self) -> Self:
        if self.term is not None and self.part != "outcome":
            raise ValueError("'term' is for the part 'outcome' only.")
        return self

    @property
    def position(self) -> tuple[int, int]:
        """Where it stands in the chain: its part, and its term, short where none is given."""
        return PARTS.index(self.part), TERMS.index(self.term or "short")


class LogicModel(StrictModel):
    """How what is put in is thought to lead to what is hoped for.

    Parameters
    ----------
    need : str
        The problem it starts from.
    elements : list of LogicElement
    assumptions : list of str
        What must hold for the chain to work.
    context : str, optional
        What around the project helps or hinders.
    """

    need: Text
    elements: list[LogicElement] = Field(min_length=1)
    assumptions: list[Text] = Field(default_factory=list)
    context: Text | None = None

    @model_validator(mode="after")
    def _links_lead_forward(self) -> Self:
        parts = {element.id: element.position for element in self.elements}
        if len(parts) < len(self.elements):
            raise ValueError("Two elements have the same 'id'.")
        for element in self.elements:
            for target in element.leads_to:
                if target not in parts:
                    raise ValueError(f"'{element.id}' leads to '{target}', which is not there.")
                if parts[target] < parts[element.id] or target == element.id:
                    raise ValueError(f"'{element.id}' leads back to '{target}'.")
        if self._has_a_circle():
            raise ValueError("Some elements lead to one another in a circle.")
        return self

    def _has_a_circle(self) -> bool:
        """Return whether elements of one part lead round to themselves."""
        open_links = {element.id: set(element.leads_to) for element in self.elements}
        while ends := [name for name, targets in open_links.items() if not targets]:
            for name in ends:
                del open_links[name]
            for targets in open_links.values():
                targets.difference_update(ends)
        return bool(open_links)

    def of(self, part: Part) -> list[LogicElement]:
        """Return the elements of one part, in their order."""
        return [element for element in self.elements if element.part == part]


class DataSource(StrictModel):
    """One source of data for benefits.

    Parameters
    ----------
    id, name : str
    holds : str
        What is in it.
    owner : str
        Who answers for it, by role.
    frequency : str
        How often it is renewed.
    since : date, optional
        From when it is complete.
    quality : {"good", "usable", "poor"}
    limits : str, optional
        What it cannot say.
    """

    id: Slug
    name: Text
    holds: Text
    owner: Role
    frequency: Text
    since: Date | None = None
    quality: Literal["good", "usable", "poor"]
    limits: Text | None = None

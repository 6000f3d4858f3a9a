"""What a project's file says it will do about a criterion that is not met: the action plan."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from evaluation.workspace.standards import CriterionId
from evaluation.workspace.strict import Date, StrictModel, Text

ActionStatus = Literal["planned", "under-way", "done", "stopped"]
Risk = Literal["low", "medium", "high"]

PERSON = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor)\.?\s+[A-Z]|@")


def _is_role(text: str) -> str:
    """Refuse a person's title with a name, or an address: owners are named by role."""
    if PERSON.search(text):
        raise ValueError("'owner' must be a role, such as 'Falls lead nurse', not a person.")
    return text


Role = Annotated[Text, AfterValidator(_is_role)]


class Action(StrictModel):
    """One action of an audit's plan.

    Parameters
    ----------
    criterion : str
        The audited criterion that it answers.
    action : str
        What is done.
    owner : str
        Who answers for it, by role and never by name.
    due : date
        When it is to be done.
    status : {"planned", "under-way", "done", "stopped"}
        Where it stands.
    completed : date, optional
        When it was done; needed where it is.
    evidence, resources : str, optional
        What shows that it was done; what it needs or costs.
    risk : {"low", "medium", "high"}, optional
        Risk of not meeting the criterion, before the action.
    reaudit : date, optional
        When its effect is measured.

    References
    ----------
    HQIP (2020), Best practice in clinical audit, stage 3: implementing change.
    """

    criterion: CriterionId
    action: Text
    owner: Role
    due: Date
    status: ActionStatus
    completed: Date | None = None
    evidence: Text | None = None
    resources: Text | None = None
    risk: Risk | None = None
    reaudit: Date | None = None

    @model_validator(mode="after")
    def _done_has_its_day(self) -> Self:
        if self.status == "done" and self.completed is None:
            raise ValueError("An action that is done needs 'completed', the day when it was.")
        if self.status != "done" and self.completed is not None:
            raise ValueError("'completed' is given, but the action's 'status' is not done.")
        return self

    def is_open(self) -> bool:
        """Return whether it is still to be done."""
        return self.status in ("planned", "under-way")

    def is_overdue(self, on: dt.date) -> bool:
        """Return whether it should have been done before `on` and is not."""
        return self.is_open() and self.due < on

    def answers(self, measured_until: dt.date) -> bool:
        """Return whether it answers a result measured until a day.

        What was done before that day is in the result already, and what was stopped answers
        nothing.
        """
        return self.is_open() or (self.completed is not None and self.completed > measured_until)

"""Stretches of time in the hub's files: with open ends, or with both."""

from __future__ import annotations

import datetime as dt

from pydantic import Field, model_validator

from evaluation.workspace.strict import Date, StrictModel


class Dated(StrictModel):
    """Something that holds from one day to another; an open end means still so."""

    start: Date | None = Field(default=None, alias="from")
    end: Date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Dated:
        if self.start and self.end and self.end < self.start:
            raise ValueError("'to' is before 'from'.")
        return self

    def holds_on(self, day: dt.date) -> bool:
        """Return whether it held on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Window(StrictModel):
    """A stretch of time, both ends inclusive."""

    start: Date = Field(alias="from")
    end: Date = Field(alias="to")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Window:
        if self.end < self.start:
            raise ValueError("'to' is before 'from'.")
        return self

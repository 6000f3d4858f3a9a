"""The hub's governance at the end of its year, gathered once for the chapter.

In: the hub's year. Out: `Governed`, with tables by quarter. Nothing that became known later counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from evaluation.hub.governance.milestones import milestones_on
from evaluation.hub.governance.quarters import Quarter, quarters_to, quarters_told
from evaluation.hub.governance.raid import overdue_and_serious, raid_on
from evaluation.hub.governance.routes import due_reports
from evaluation.hub.governance.status import status_findings, status_in
from evaluation.hub.governance.tolerances import breaches, exception_quarters, exceptions_needed
from evaluation.hub.levels import HUB
from evaluation.hubyear.year import HubYear

STATED_IN = ("status", "raid-ratings", "tolerance-readings", "milestone-forecasts")
DAYS = {
    "raid": ("raised", "closed"),
    "milestones": ("planned", "done"),
    "governance-submissions": ("submitted",),
}
QUARTERS_LOOKED_BACK = 6  # reports on older ones are not due in the year


@dataclass(frozen=True)
class Governed:
    """The hub's governance at the end of its year."""

    year: HubYear

    @property
    def is_told(self) -> bool:
        """Whether anything is stated for the year, or happened in it."""
        start, end = pd.Timestamp(self.year.year.start), pd.Timestamp(self.year.year.end)
        happened = (
            self.year.table(name)[column].between(start, end).any()
            for name, columns in DAYS.items()
            for column in columns
        )
        name = str(self.year.year)
        stated = (self.year.table(each)["quarter"].str.startswith(name).any() for each in STATED_IN)
        return any(happened) or any(stated)

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The year's quarters up to the last that anything is stated for."""
        stated = [
            str(text) for name in STATED_IN for text in self.year.table(name)["quarter"].dropna()
        ]
        return quarters_told(self.year.year, stated)

    @property
    def last(self) -> Quarter:
        """The last of them."""
        return self.quarters[-1]

    @property
    def with_one_before(self) -> tuple[Quarter, ...]:
        """The year's quarters, and the one before them."""
        return (self.quarters[0].previous, *self.quarters)

    @property
    def titles(self) -> dict[str, str]:
        """What a reader calls the hub and each project."""
        return {HUB: "The hub", **self.year.projects}

    @cached_property
    def due(self) -> pd.DataFrame:
        """The reports that fell due in the year, up to the end of the last quarter.

        Those on quarters before the first that a submission is recorded for are left out.
        """
        table = self.year.table
        quarters = quarters_to(self.last, QUARTERS_LOOKED_BACK)
        exceptional = exception_quarters(
            table("tolerances"), table("tolerance-readings"), table("exceptions"), quarters
        )
        found = due_reports(
            table("governance-routes"),
            table("governance-submissions"),
            quarters,
            self.last.end,
            exceptional,
        )
        start, end = pd.Timestamp(self.year.year.start), pd.Timestamp(self.last.end)
        recorded = table("governance-submissions")["quarter"]
        is_kept = found["quarter"].ge(recorded.min()) if len(recorded) else found["due"].isna()
        return found[found["due"].between(start, end) & is_kept].reset_index(drop=True)

    def items(self, quarter: Quarter) -> pd.DataFrame:
        """Return the open risks, issues and actions of a quarter's end."""
        table = self.year.table
        return raid_on(table("raid"), table("raid-ratings"), quarter, quarter.end)

    def status(self, quarter: Quarter) -> pd.DataFrame:
        """Return the ratings of a quarter."""
        return status_in(self.year.table("status"), quarter)

    def milestones(self, quarter: Quarter) -> pd.DataFrame:
        """Return every milestone as it stood at a quarter's end."""
        table = self.year.table
        return milestones_on(table("milestones"), table("milestone-forecasts"), quarter)

    def tolerances(self, quarter: Quarter) -> pd.DataFrame:
        """Return every tolerance as it stood in a quarter."""
        table = self.year.table
        return breaches(table("tolerances"), table("tolerance-readings"), quarter)

    @cached_property
    def needed(self) -> pd.DataFrame:
        """The tolerances beyond their limit in the last quarter, with their exception."""
        table = self.year.table
        return exceptions_needed(
            table("tolerances"), table("tolerance-readings"), table("exceptions"), self.last
        )

    def findings(self, quarter: Quarter) -> pd.DataFrame:
        """Return the ratings of a quarter that its facts do not bear out."""
        return status_findings(
            self.status(quarter),
            self.milestones(quarter),
            self.tolerances(quarter),
            overdue_and_serious(self.items(quarter)),
        )

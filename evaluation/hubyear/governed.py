"""The hub's governance at the end of its year, gathered once for the chapter.

In: the hub's year. Out: `Governed`, with tables by quarter. Nothing that became known later counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from evaluation.hub.governance.milestones import milestones_on
from evaluation.hub.governance.quarters import Quarter, quarters_of, quarters_to
from evaluation.hub.governance.raid import overdue_and_serious, raid_on
from evaluation.hub.governance.routes import due_reports
from evaluation.hub.governance.stated import HUB
from evaluation.hub.governance.status import status_findings, status_in
from evaluation.hub.governance.tolerances import breaches, exception_quarters, exceptions_needed
from evaluation.hubyear.year import HubYear

STATED_IN = ("status", "raid-ratings", "tolerance-readings", "milestone-forecasts")
QUARTERS_LOOKED_BACK = 6  # reports on older ones are not due in the year


@dataclass(frozen=True)
class Governed:
    """The hub's governance at the end of its year."""

    year: HubYear

    @cached_property
    def last(self) -> Quarter:
        """The last quarter of the year with anything stated, or the year's last where none has."""
        own = {str(quarter) for quarter in quarters_of(self.year.year)}
        stated = {
            str(text) for name in STATED_IN for text in self.year.table(name)["quarter"].dropna()
        }
        found = sorted(own & stated)
        return Quarter.parse(found[-1]) if found else quarters_of(self.year.year)[-1]

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The year's quarters up to the last one."""
        return tuple(each for each in quarters_of(self.year.year) if each <= self.last)

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
        """The reports that fell due in the year, up to the end of the last quarter."""
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
        return found[found["due"].between(start, end)].reset_index(drop=True)

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

"""What the chapters of the hub's year start from: its tables, its year and its rule."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from evaluation.disclosure import DisclosureRule, rule_named
from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate, Provenance
from evaluation.hub.levels import HUB, WHOLE_HUB
from evaluation.seeds import HUB_YEAR
from evaluation.tables import HubData, read_hub_data
from evaluation.workspace import FinancialYear, Instruments, MaturityWheel, Workspace

SYNTHETIC = "Synthetic demonstration data, not measured."
PARTNER_COLUMNS = ("id", "name", "kind", "locality", "start", "end")


@dataclass(frozen=True)
class HubYear:
    """A hub in one financial year.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
        The year that is reported; earlier ones are there to compare.
    data : HubData
    """

    workspace: Workspace
    year: FinancialYear
    data: HubData

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the hub, of all its years; without rows where the hub has none."""
        return self.data.table(name)

    @property
    def wheel(self) -> MaturityWheel | None:
        """The dimensions and scale of the maturity wheel."""
        return self.data.wheel

    @property
    def instruments(self) -> Instruments | None:
        """The questionnaires of the stakeholder evaluation."""
        return self.data.instruments

    @property
    def rule(self) -> DisclosureRule:
        """The hub's rule for counts of people."""
        disclosure = self.workspace.hub.disclosure
        return rule_named(disclosure.rule, disclosure.reason or "")

    @property
    def provenance(self) -> Provenance:
        """Whether the hub's data are measured or synthetic."""
        return self.workspace.hub.provenance

    @property
    def source_line(self) -> str:
        """The line inside every chart that says what the data are."""
        hub = self.workspace.hub
        return SYNTHETIC if hub.provenance == "synthetic" else f"Source: {hub.name}."

    @cached_property
    def partners(self) -> pd.DataFrame:
        """The dated register of partners that have an id, in the order of hub.yml.

        Columns `id`, `name`, `kind`, `locality` string; `start`, `end` datetime64, missing where
        open.
        """
        rows = [
            (each.id, each.name, each.kind, each.locality, each.start, each.end)
            for each in self.workspace.hub.partners
            if each.id is not None
        ]
        frame = pd.DataFrame(rows, columns=list(PARTNER_COLUMNS))
        for name in ("start", "end"):
            frame[name] = pd.to_datetime(frame[name])
        return frame.astype(dict.fromkeys(PARTNER_COLUMNS[:4], "string"))

    @property
    def projects(self) -> dict[str, str]:
        """Titles of the hub's own projects by slug, in the report's order; no worked examples."""
        return {
            item.slug: item.project.title
            for item in self.workspace.projects
            if not item.project.is_worked_example
        }

    def project_title(self, slug: str) -> str:
        """Return what a reader calls a project, also a worked example."""
        return self.workspace.project(slug).project.title

    def level_title(self, level: str) -> str:
        """Return what a reader calls the hub as a whole, or a project."""
        return WHOLE_HUB if level == HUB else self.project_title(level)

    def count_of_all(
        self, analysis: str, outcome: str, label: str, value: int, period: str
    ) -> Estimate:
        """Return a count of what the hub has as an estimate: all were counted, so no interval."""
        return Estimate(
            analysis=analysis,
            outcome=outcome,
            measure="count",
            unit="count",
            value=float(value),
            lower=None,
            upper=None,
            n=None,
            method="count of all that there are; no interval",
            period=period,
            provenance=self.provenance,
            label=label,
        )

    def generator(self, name: str) -> np.random.Generator:
        """Return the stream of random numbers of a chapter or analysis, the same in every run."""
        return np.random.default_rng([HUB_YEAR, zlib.crc32(name.encode())])


def hub_year(workspace: Workspace, year: FinancialYear) -> HubYear:
    """Return the hub in a year, with its tables.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear

    Raises
    ------
    InvalidInput
        With all findings, if a table is not sound.
    """
    slugs = [item.slug for item in workspace.projects]
    data, findings = read_hub_data(workspace.root, workspace.hub.partners, slugs)
    if any(finding.severity == "error" for finding in findings):
        raise InvalidInput.from_findings(findings)
    return HubYear(workspace, year, data)

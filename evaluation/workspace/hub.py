"""What `data/hub.yml` may say: the hub's identity, year, hosts, partners and disclosure rule."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from evaluation.errors import InvalidInput
from evaluation.workspace.path_text import PathText
from evaluation.workspace.strict import Slug, StrictModel, Text
from evaluation.workspace.windows import Dated
from evaluation.workspace.years import FinancialYear

RuleName = Literal[
    "hes",
    "nhs-digital-5",
    "mhsds",
    "opensafely",
    "midpoint-6",
    "round-5",
    "under-5",
    "under-10",
    "none",
]
# The names of `evaluation.disclosure.RULES`, which this room may not import; a test compares them.
WorkspaceProvenance = Literal["measured", "synthetic"]


def _is_year(text: str) -> str:
    FinancialYear.parse(text)
    return text


MOST_HEADLINES = 8  # what one page holds
YearText = Annotated[str, AfterValidator(_is_year)]


class Host(Dated):
    """The organisation that hosts the hub, and the body it reports to."""

    name: Text
    reports_to: Text | None = None


class Partner(Dated):
    """A partner organisation.

    Parameters
    ----------
    id : str, optional
        What the hub's tables call it.
    locality : str, optional
        Where it works, as in the tables on education.
    """

    id: Slug | None = None
    name: Text
    locality: Text | None = None
    kind: Literal[
        "integrated-care-board",
        "acute-trust",
        "community-trust",
        "ambulance-trust",
        "local-authority",
        "primary-care",
        "university",
        "health-innovation-network",
        "voluntary-sector",
        "other",
    ] = "other"


class Disclosure(StrictModel):
    """The small-number rule, by name, and why it is the rule.

    `none` is for figures that are published already; it needs a reason.
    """

    rule: RuleName = "hes"
    reason: Text | None = None

    @model_validator(mode="after")
    def _none_needs_a_reason(self) -> Disclosure:
        if self.rule == "none" and not self.reason:
            raise ValueError("The disclosure rule 'none' needs a 'reason'.")
        return self


class Headline(StrictModel):
    """One number for the report's first page, chosen beforehand by its names in the estimates.

    Parameters
    ----------
    project, analysis, outcome, measure : str
        As in `reports/results/<project>/estimates.parquet`, such as "falls", "kpi",
        "falls-admissions" and "after".
    label : str, optional
        What a reader calls it; by default the outcome's own label.
    """

    project: Slug
    analysis: Text
    outcome: Text
    measure: Text
    label: Text | None = None


class Hub(StrictModel):
    """The hub, as `data/hub.yml` describes it.

    Parameters
    ----------
    name, short_name : str
        Full name and the name for running heads.
    reporting_year : str
        Financial year of the annual report, such as 2025/26.
    provenance : {"measured", "synthetic"}
        Whether the workspace's data are real; "synthetic" is shown on every page.
    notice : str
        The line on every page that says what the data are.
    tables_from : list of str
        Folders outside the workspace in which tables may lie, absolute or relative to it.
    """

    name: Text
    short_name: Text
    reporting_year: YearText
    provenance: WorkspaceProvenance
    notice: Text
    licence: Text
    about: Text | None = None
    contact: Text | None = None
    hosts: list[Host] = Field(min_length=1)
    partners: list[Partner] = Field(default_factory=list)
    disclosure: Disclosure = Disclosure()
    headlines: list[Headline] = Field(default_factory=list, max_length=MOST_HEADLINES)
    tables_from: list[PathText] = Field(default_factory=list)

    @model_validator(mode="after")
    def _partners_differ(self) -> Hub:
        ids = [partner.id for partner in self.partners if partner.id is not None]
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice is not None:
            raise ValueError(f"The id '{twice}' stands twice under 'partners'.")
        return self

    @property
    def year(self) -> FinancialYear:
        """The reporting year."""
        return FinancialYear.parse(self.reporting_year)

    def chosen_year(self, text: str | None) -> FinancialYear:
        """Return the year written as 2025/26, or the reporting year where none is given.

        Raises
        ------
        InvalidInput
            If it is written otherwise.
        """
        try:
            return FinancialYear.parse(text) if text else self.year
        except ValueError as error:
            raise InvalidInput(str(error), "Give it as --year 2025/26.") from error

    def host_on(self, day: dt.date) -> Host | None:
        """Return the host of that day."""
        return next((host for host in self.hosts if host.holds_on(day)), None)

    def partners_on(self, day: dt.date) -> list[Partner]:
        """Return the partners of that day, in the order of the file."""
        return [partner for partner in self.partners if partner.holds_on(day)]

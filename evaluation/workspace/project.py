"""What `data/projects/<slug>/project.yml` may say: one project and its pre-specified analyses."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from evaluation.workspace.audit_plan import Audit
from evaluation.workspace.control_chart_plan import ControlChartPlan
from evaluation.workspace.dimensions import Dimension
from evaluation.workspace.funnel_plan import FunnelPlan
from evaluation.workspace.hub import Disclosure
from evaluation.workspace.its_analysis import Frequency, ItsAnalysis
from evaluation.workspace.own_notebook import NotebookPath
from evaluation.workspace.risk_of_bias import BiasAnswers
from evaluation.workspace.strict import Date, Slug, StrictModel, Text
from evaluation.workspace.table_source import Tables
from evaluation.workspace.windows import Dated, Window

KpiKind = Literal["proportion", "rate", "count", "mean"]
Direction = Literal["increase", "decrease"]
Domain = Literal[
    "clinical-outcome",
    "patient-experience",
    "safety",
    "access",
    "efficiency",
    "health-inequalities",
    "process",
    "staff",
]


class Site(Dated):
    """Where the innovation is used, and from when."""

    name: Text


class Roles(StrictModel):
    """Who answers for the project, by role and never by name."""

    clinical_lead: Text
    senior_responsible_owner: Text


class Dates(StrictModel):
    """When the innovation came."""

    go_live: Date
    phase_in_from: Date | None = None

    @model_validator(mode="after")
    def _phase_in_is_before_go_live(self) -> Dates:
        if self.phase_in_from and self.phase_in_from >= self.go_live:
            raise ValueError("'phase_in_from' must be before 'go_live'.")
        return self


class Periods(StrictModel):
    """The windows that are compared for KPIs, fixed beforehand."""

    baseline: Window
    after: Window

    @model_validator(mode="after")
    def _after_follows_baseline(self) -> Periods:
        if self.after.start <= self.baseline.end:
            raise ValueError("The window 'after' must begin after the window 'baseline' ends.")
        return self


class Kpi(StrictModel):
    """A key performance indicator.

    Parameters
    ----------
    id : str
        As in the column `kpi` of the KPI table.
    kind : {"proportion", "rate", "count", "mean"}
        proportion and rate have a numerator and a denominator in the table, count and mean a value.
    unit : str
        What a reader sees behind the number, such as "%" or "days".
    per : float
        Multiplier of a rate's denominator, such as 1000.
    direction : {"increase", "decrease"}
        Which way is better.
    target : float, optional
        In the unit of the KPI.
    """

    id: Slug
    label: Text
    definition: Text
    kind: KpiKind
    unit: Text
    domain: Domain
    direction: Direction
    source: Text
    owner: Text | None = None
    per: Annotated[float, Field(gt=0)] = 1
    target: float | None = None
    frequency: Frequency = "monthly"


class Inequality(StrictModel):
    """A KPI compared between two groups of one dimension, before and after."""

    kpi: Slug
    dimension: Dimension
    group: Text
    reference: Text


class Reach(StrictModel):
    """Whether an innovation reaches the groups of one dimension as it should.

    Parameters
    ----------
    users : str
        A KPI whose numerators (proportion) or values (count) are the users.
    eligible : str, optional
        A KPI whose denominators (proportion) or values (count) are the eligible; by default the
        denominators of `users`.
    core20 : list of str, optional
        The groups of the most deprived fifth of the nation: deciles 1 and 2, or quintile 1.
    """

    users: Slug
    eligible: Slug | None = None
    dimension: Dimension
    core20: list[Text] = Field(default_factory=list)

    @property
    def eligible_kpi(self) -> str:
        """The KPI that counts the eligible."""
        return self.eligible or self.users


class Lessons(StrictModel):
    """What was learned, of both kinds."""

    worked_well: list[Text] = Field(default_factory=list)
    could_be_better: list[Text] = Field(default_factory=list)


class PatientInvolvement(StrictModel):
    """One activity with patients or the public, and what it changed."""

    group: Text
    activity: Text
    level: Literal["informed", "consulted", "involved", "collaborated", "co-produced"]
    change: Text | None = None


class Exit(StrictModel):
    """How the project ends or becomes business as usual."""

    plan: Text
    status: Literal["planned", "agreed", "under-way", "complete"]
    business_as_usual_owner: Text | None = None
    business_as_usual_date: Date | None = None


class Project(StrictModel):
    """One project, as its `project.yml` describes it."""

    title: Text
    order: int = 100
    summary: Text
    what_was_done: Text | None = None
    programme: Literal["national-medtech-mandate", "local-priority", "worked-example"]
    provenance: Literal["measured", "synthetic"]
    source: Text | None = None
    licence: Text | None = None
    sites: list[Site] = Field(min_length=1)
    roles: Roles
    dates: Dates
    periods: Periods | None = None
    notebook: NotebookPath | None = None
    tables: Tables = Tables()
    kpis: list[Kpi] = Field(default_factory=list)
    its: list[ItsAnalysis] = Field(default_factory=list)
    risk_of_bias: BiasAnswers
    audit: Audit | None = None
    control_charts: list[ControlChartPlan] = Field(default_factory=list)
    inequalities: list[Inequality] = Field(default_factory=list)
    reach: list[Reach] = Field(default_factory=list)
    funnels: list[FunnelPlan] = Field(default_factory=list)
    lessons: Lessons = Lessons()
    ppi: list[PatientInvolvement] = Field(default_factory=list)
    exit: Exit | None = None
    disclosure: Disclosure | None = None

    @model_validator(mode="after")
    def _real_data_name_their_source(self) -> Project:
        if self.provenance == "measured" and not (self.source and self.licence):
            raise ValueError("Measured data need a 'source' and a 'licence'.")
        return self

    def kpi(self, kpi_id: str) -> Kpi:
        """Return the KPI with this id.

        Raises
        ------
        KeyError
            If the project has none.
        """
        for kpi in self.kpis:
            if kpi.id == kpi_id:
                return kpi
        raise KeyError(kpi_id)

    @property
    def is_worked_example(self) -> bool:
        """Whether it shows the method on published figures and is no project of the hub."""
        return self.programme == "worked-example"

    @property
    def primary_its(self) -> ItsAnalysis | None:
        """The analysis whose effect is the project's main result."""
        return next((analysis for analysis in self.its if analysis.primary), None)


def describe(value: Any) -> str:
    """Return a closed choice as words: "local-priority" becomes "local priority"."""
    return str(value).replace("-", " ")

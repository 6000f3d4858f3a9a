"""What a project's file says of its funnels: a KPI or a criterion compared between units."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from evaluation.workspace.dimensions import Dimension
from evaluation.workspace.standards import CriterionId
from evaluation.workspace.strict import Slug, StrictModel
from evaluation.workspace.windows import Window


class FunnelPlan(StrictModel):
    """A KPI over a window, or a criterion of the audit in a cycle, compared between units.

    Parameters
    ----------
    kpi : str, optional
        Id of a KPI of kind proportion or rate.
    criterion : str, optional
        Id of a criterion of the project's audit.
    dimension : str
        What the units are, such as practice or site.
    period : Window, optional
        Of a KPI; by default the window after.
    cycle : str, optional
        Of a criterion; by default the last.
    better : {"increase", "decrease", "neither"}, optional
        By default the KPI's direction; of a criterion increase.
    overdispersion : {"auto", "none"}
        Whether limits are adjusted where units differ by more than chance.
    correct_for_trimming : bool
        Whether phi is corrected for setting outliers in; the published methods do not.
    """

    kpi: Slug | None = None
    criterion: CriterionId | None = None
    dimension: Dimension
    period: Window | None = None
    cycle: Slug | None = None
    better: Literal["increase", "decrease", "neither"] | None = None
    overdispersion: Literal["auto", "none"] = "auto"
    correct_for_trimming: bool = False

    @model_validator(mode="after")
    def _of_a_kpi_or_of_a_criterion(self) -> Self:
        if (self.kpi is None) == (self.criterion is None):
            raise ValueError("A funnel is of a 'kpi' or of a 'criterion'; give one of them.")
        if self.kpi is None and self.period is not None:
            raise ValueError("A funnel of a 'criterion' has a 'cycle', not a 'period'.")
        if self.criterion is None and self.cycle is not None:
            raise ValueError("A funnel of a 'kpi' has a 'period', not a 'cycle'.")
        return self

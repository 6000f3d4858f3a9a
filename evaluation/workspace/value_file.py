"""What `data/projects/<slug>/value.yml` may say: a project's benefits, costs and what they rest on.

The file is optional. In: YAML. Out: a `ValueFile`, or findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import Field

from evaluation.errors import Finding, nearest
from evaluation.workspace.impact_spec import ImpactSpec
from evaluation.workspace.project import Project
from evaluation.workspace.strict import StrictModel, validate
from evaluation.workspace.uncertain_number import YearText
from evaluation.workspace.value_benefits import Benefit
from evaluation.workspace.value_costs import Cost, Economics
from evaluation.workspace.value_tools import ChecklistItem, DataSource, LogicModel
from evaluation.workspace.yaml_source import read_yaml

VALUE_NAME = "value.yml"
VALUE_RESULT = "value.json"  # as it was when the project ran, among its results
EFFECTS_PARTS = ("outcome", "impact")
# What an effect may be called: the measures of a change, by analysis.
MEASURES_OF_CHANGE = {
    "kpi": ("difference",),
    "its": ("absolute difference", "cumulative difference"),
}

_Fault = tuple[str, str, str]


class ValueFile(StrictModel):
    """A project's value: the tools of benefits realisation, costs and economics.

    Parameters
    ----------
    price_year : str
        Year of prices of all results.
    """

    price_year: YearText
    checklist: list[ChecklistItem] = Field(default_factory=list)
    logic_model: LogicModel | None = None
    data_sources: list[DataSource] = Field(default_factory=list)
    benefits: list[Benefit] = Field(default_factory=list)
    costs: list[Cost] = Field(default_factory=list)
    economics: Economics | None = None
    resource_impact: ImpactSpec | None = None

    def benefit(self, benefit_id: str) -> Benefit:
        """Return the benefit with this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        return next(item for item in self.benefits if item.id == benefit_id)


def read_value(
    folder: Path, shown_as: str, project: Project, slug: str
) -> tuple[ValueFile | None, list[Finding]]:
    """Return a project's value file, None where there is none, and what is wrong with it.

    Parameters
    ----------
    folder : Path
        The project's folder.
    shown_as, slug : str
        How findings name the file and the project.
    project : Project
        Whose indicators it may name.
    """
    path = folder / VALUE_NAME
    if not path.is_file():
        return None, []
    value, findings = validate(ValueFile, read_yaml(path, shown_as), shown_as, project=slug)
    if value is None:
        return None, findings
    faults = [
        *_repeated(value),
        *_unknown_names(value, project),
        *_unknown_effects(value, project),
        *_incomplete_economics(value),
    ]
    return value, [
        *findings,
        *(
            Finding(sentence, remedy, file=shown_as, place=place, project=slug)
            for place, sentence, remedy in faults
        ),
    ]


def _repeated(value: ValueFile) -> Iterator[_Fault]:
    named: list[tuple[str, list[str]]] = [
        ("benefits", [item.id for item in value.benefits]),
        ("costs", [item.id for item in value.costs]),
        ("data_sources", [item.id for item in value.data_sources]),
    ]
    for place, ids in named:
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield place, f"'{name}' is there more than once.", "Give each its own id."


def _unknown_names(value: ValueFile, project: Project) -> Iterator[_Fault]:
    kpis = [kpi.id for kpi in project.kpis]
    sources = [source.id for source in value.data_sources]
    elements = value.logic_model.elements if value.logic_model else []
    effects = [item.id for item in elements if item.part in EFFECTS_PARTS]
    for benefit in value.benefits:
        place = f"benefits, {benefit.id}"
        if benefit.kpi is not None and benefit.kpi not in kpis:
            yield place, f"There is no indicator '{benefit.kpi}'.", _near(benefit.kpi, kpis)
        if benefit.data_source is not None and benefit.data_source not in sources:
            sentence = f"There is no data source '{benefit.data_source}'."
            yield place, sentence, _near(benefit.data_source, sources)
        if benefit.outcome not in effects:
            sentence = f"The logic model has no outcome or impact '{benefit.outcome}'."
            yield place, sentence, _near(benefit.outcome, effects)


def _unknown_effects(value: ValueFile, project: Project) -> Iterator[_Fault]:
    outcomes = {
        "kpi": [kpi.id for kpi in project.kpis],
        "its": [analysis.kpi for analysis in project.its],
    }
    for benefit in value.benefits:
        effect = benefit.money.effect if benefit.money else None
        if effect is None:
            continue
        place = f"benefits, {benefit.id}, money, effect"
        if effect.analysis not in MEASURES_OF_CHANGE:
            remedy = _near(effect.analysis, list(MEASURES_OF_CHANGE))
            yield (
                place,
                f"'{effect.analysis}' estimates no change that could be worth money.",
                remedy,
            )
            continue
        known, measures = outcomes[effect.analysis], MEASURES_OF_CHANGE[effect.analysis]
        if effect.outcome not in known:
            sentence = f"There is no analysis '{effect.analysis}' of '{effect.outcome}'."
            yield place, sentence, _near(effect.outcome, known)
        if effect.measure not in measures:
            sentence = f"'{effect.measure}' is no measure of a change in '{effect.analysis}'."
            yield place, sentence, _near(effect.measure, list(measures))


def _incomplete_economics(value: ValueFile) -> Iterator[_Fault]:
    plan = value.economics
    if plan is None:
        return
    counted = [item.id for item in value.benefits if item.money is not None]
    outcome = plan.effectiveness
    if outcome is not None and outcome.benefit not in counted:
        sentence = f"There is no benefit '{outcome.benefit}' with 'money'."
        yield "economics, effectiveness", sentence, _near(outcome.benefit, counted)
    if not value.costs:
        yield "economics", "There are no 'costs'.", "Give the costs, or leave 'economics' out."
    if any(item.health for item in value.benefits) and plan.qaly_value is None:
        remedy = "Give 'qaly_value' with its price year and source."
        yield "economics", "A benefit has 'health', but a QALY has no value here.", remedy
    for place, years in _years(value):
        outside = [year for year in years if not plan.first_year <= year <= plan.last_year]
        if outside:
            sentence = f"The year {outside[0]} lies outside 'first_year' to 'last_year'."
            yield place, sentence, "Widen the years of 'economics', or take the year out."


def _years(value: ValueFile) -> Iterator[tuple[str, Iterable[str]]]:
    for benefit in value.benefits:
        if benefit.money is not None:
            yield f"benefits, {benefit.id}, money, years", benefit.money.years
    for cost in value.costs:
        yield f"costs, {cost.id}, amounts", cost.amounts


def _near(name: str, names: list[str]) -> str:
    near = nearest(name, names)
    if near:
        return f"Did you mean '{near}'?"
    return f"There are: {', '.join(names)}." if names else "There are none."

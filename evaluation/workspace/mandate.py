"""What `data/medtech-mandate.yml` may say: products of the MedTech Funding Mandate, and uptake.

The file is optional. In: YAML. Out: a `Mandate`, or findings with file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from evaluation.errors import Finding, nearest
from evaluation.workspace.optional_files import MANDATE_FILE
from evaluation.workspace.strict import Date, Slug, StrictModel, Text, validate
from evaluation.workspace.uncertain_number import YearText
from evaluation.workspace.value_benefits import EstimateName
from evaluation.workspace.yaml_source import read_yaml

FIRST_POLICY_YEAR = "2021/22"
SECOND_POLICY_YEAR = "2022/23"

CriterionName = Literal[
    "nice-positive",
    "benefits-over-five-years",
    "net-saving-first-year",
    "net-saving-three-years",
    "budget-impact",
    "earlier-support",
]
NAMES: tuple[CriterionName, ...] = get_args(CriterionName)
# Which criteria a policy year has; those of the second hold from then on.
CRITERIA_OF: dict[str, tuple[CriterionName, ...]] = {
    FIRST_POLICY_YEAR: (
        "nice-positive",
        "benefits-over-five-years",
        "net-saving-first-year",
        "budget-impact",
        "earlier-support",
    ),
    SECOND_POLICY_YEAR: ("nice-positive", "net-saving-three-years", "budget-impact"),
}
YES_OR_NO: tuple[CriterionName, ...] = ("nice-positive", "earlier-support")
Guidance = Annotated[str, StringConstraints(pattern=r"^(MTG|DG|HTG)\d+$")]
Count = Annotated[int, Field(ge=0)]
YearNumber = Literal["1", "2", "3", "4", "5"]


class CriterionAnswer(StrictModel):
    """One criterion of the mandate, answered with its evidence.

    Parameters
    ----------
    criterion : str
    met : bool, optional
        For a criterion that is a yes or no.
    saving : float, optional
        Net saving in pounds, positive where money is saved.
    impact : mapping of {"1", "2", "3", "4", "5"} to float, optional
        Net budget impact in pounds by year of adoption, for England; positive where it costs, as
        in NICE's resource impact template.
    evidence, source : str
        What was found, and where.
    """

    criterion: CriterionName
    met: bool | None = None
    saving: float | None = None
    impact: dict[YearNumber, float] = Field(default_factory=dict)
    evidence: Text
    source: Text

    @model_validator(mode="after")
    def _is_answered_in_its_kind(self) -> Self:
        given = [self.met is not None, self.saving is not None, bool(self.impact)]
        if sum(given) != 1:
            raise ValueError("Give one of 'met', 'saving' and 'impact'.")
        if (self.criterion in YES_OR_NO) != (self.met is not None):
            kind = "'met'" if self.criterion in YES_OR_NO else "'saving' or 'impact'"
            raise ValueError(f"'{self.criterion}' is answered with {kind}.")
        if self.criterion == "budget-impact" and not self.impact:
            raise ValueError("'budget-impact' is answered with 'impact', year by year.")
        return self


class Uptake(StrictModel):
    """How many of the eligible have it here, named or counted.

    Parameters
    ----------
    estimate : EstimateName, optional
        Of the product's project; repeats no number.
    adopted, eligible : int, optional
        People or sites with the product, out of those that should have it.
    on : date, optional
        When they were counted.
    of : str
        What is counted, such as "maternity units" or "eligible episodes".
    counts_people : bool
        Whether small counts are hidden by the disclosure rule; not where sites are counted.
    provenance : {"measured", "estimated", "synthetic"}
    source : str
    """

    estimate: EstimateName | None = None
    adopted: Count | None = None
    eligible: Count | None = None
    on: Date | None = None
    of: Text
    counts_people: bool = True
    provenance: Literal["measured", "estimated", "synthetic"]
    source: Text

    @model_validator(mode="after")
    def _is_named_or_counted(self) -> Self:
        counts = (self.adopted, self.eligible, self.on)
        if self.estimate is not None and any(item is not None for item in counts):
            raise ValueError("With 'estimate', leave out 'adopted', 'eligible' and 'on'.")
        if self.estimate is None and any(item is None for item in counts):
            raise ValueError("Give 'estimate', or 'adopted', 'eligible' and 'on'.")
        if self.adopted is not None and self.eligible is not None and self.adopted > self.eligible:
            raise ValueError("'adopted' is more than 'eligible'.")
        return self


class Product(StrictModel):
    """One product of the mandate.

    Parameters
    ----------
    id, name : str
    use : str
        What it is for.
    guidance : list of str
        Ids of its NICE guidance, such as MTG32.
    listed : str
        Policy year from which the mandate supports it; its rules are those of that year.
    listed_source : str
        Where that is said.
    project : str, optional
        Slug of the project that adopts it here.
    criteria : list of CriterionAnswer
    uptake : Uptake, optional
    """

    id: Slug
    name: Text
    use: Text
    guidance: list[Guidance] = Field(min_length=1)
    listed: YearText
    listed_source: Text
    project: Slug | None = None
    criteria: list[CriterionAnswer] = Field(default_factory=list)
    uptake: Uptake | None = None

    @model_validator(mode="after")
    def _answers_fit_its_year(self) -> Self:
        if self.listed < FIRST_POLICY_YEAR:
            raise ValueError(f"The mandate began in {FIRST_POLICY_YEAR}.")
        names = [answer.criterion for answer in self.criteria]
        known = criteria_of(self.listed)
        for name in names:
            if name not in known:
                raise ValueError(
                    f"'{name}' is no criterion in {self.listed}; there are: {', '.join(known)}."
                )
            if names.count(name) > 1:
                raise ValueError(f"'{name}' is answered more than once.")
        if self.uptake is not None and self.uptake.estimate is not None and self.project is None:
            raise ValueError("An uptake by 'estimate' needs the product's 'project'.")
        return self


class Mandate(StrictModel):
    """The register of products.

    Parameters
    ----------
    note : str
        What in the file is real and what is not.
    products : list of Product
    """

    note: Text
    products: list[Product] = Field(min_length=1)


def criteria_of(policy_year: str) -> tuple[CriterionName, ...]:
    """Return the names of the criteria of a policy year.

    Examples
    --------
    >>> criteria_of("2024/25") == criteria_of("2022/23")
    True
    """
    is_first = policy_year < SECOND_POLICY_YEAR
    return CRITERIA_OF[FIRST_POLICY_YEAR if is_first else SECOND_POLICY_YEAR]


def read_mandate(root: Path, kpis: Mapping[str, list[str]]) -> tuple[Mandate | None, list[Finding]]:
    """Return the register of a workspace, None where there is none, and what is wrong with it.

    Parameters
    ----------
    root : Path
        The workspace's folder.
    kpis : mapping of str to list of str
        Ids of the indicators of each project, by its slug.
    """
    path, shown = root / MANDATE_FILE, MANDATE_FILE.as_posix()
    if not path.is_file():
        return None, []
    source = read_yaml(path, shown)
    mandate, findings = validate(Mandate, source, shown)
    if mandate is None:
        return None, findings
    found = []
    for number, product in enumerate(mandate.products):
        for keys, sentence, remedy in _faults(mandate, product, kpis):
            line = source.line_of(("products", number, *keys))
            place = ", ".join(part for part in (f"line {line}" if line else "", product.id) if part)
            found.append(Finding(sentence, remedy, file=shown, place=place))
    return mandate, [*findings, *found]


def _faults(
    mandate: Mandate, product: Product, kpis: Mapping[str, list[str]]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if [item.id for item in mandate.products].count(product.id) > 1:
        yield ("id",), f"'{product.id}' is there more than once.", "Give each its own id."
    if product.project is None:
        return
    if product.project not in kpis:
        yield (
            ("project",),
            f"There is no project '{product.project}'.",
            _near(product.project, kpis),
        )
        return
    name = product.uptake.estimate if product.uptake else None
    if name is not None and name.outcome not in kpis[product.project]:
        sentence = f"The project '{product.project}' has no indicator '{name.outcome}'."
        yield ("uptake", "estimate"), sentence, _near(name.outcome, kpis[product.project])


def _near(name: str, known: Mapping[str, list[str]] | list[str]) -> str:
    near = nearest(name, known)
    return f"Did you mean '{near}'?" if near else f"There are: {', '.join(known)}."

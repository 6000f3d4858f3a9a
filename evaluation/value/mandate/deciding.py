"""Decides each criterion of the mandate from its answer, and whether a product is eligible.

In: a product of the register. Out: a `Decision`. What nobody answered is "not answered", never
assumed; a product is eligible only where every criterion is met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evaluation.value.mandate.rules import Criterion, Rules, rules_for
from evaluation.workspace.mandate import CriterionAnswer, Product, YearNumber

Result = Literal["met", "not met", "not answered"]
Eligibility = Literal["eligible", "not eligible", "not all answered"]
YEARS: tuple[YearNumber, ...] = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One criterion with its result and what it rests on; texts are empty where not answered."""

    criterion: Criterion
    result: Result
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a product is eligible by the rules of a policy year.

    Parameters
    ----------
    product : Product
    rules : Rules
    verdicts : tuple of Verdict
        One for each criterion of the rules.
    """

    product: Product
    rules: Rules
    verdicts: tuple[Verdict, ...]

    @property
    def eligibility(self) -> Eligibility:
        """Eligible where all are met; not eligible where one is not met, whatever the others."""
        results = {verdict.result for verdict in self.verdicts}
        if "not met" in results:
            return "not eligible"
        return "not all answered" if "not answered" in results else "eligible"


def decide(product: Product, rules: Rules | None = None) -> Decision:
    """Return the decision of a product.

    Parameters
    ----------
    product : Product
    rules : Rules, optional
        By default those of the year in which it was listed.
    """
    rules = rules or rules_for(product.listed)
    answers = {answer.criterion: answer for answer in product.criteria}
    return Decision(
        product,
        rules,
        tuple(_verdict(criterion, answers.get(criterion.name)) for criterion in rules.criteria),
    )


def answers_from_impact(
    impact: Sequence[float], rules: Rules, *, evidence: str, source: str
) -> list[CriterionAnswer]:
    """Return the answers to the criteria of money that a resource impact gives.

    Parameters
    ----------
    impact : sequence of float
        Net resource impact for England in pounds, year 1 first, at most five; positive is a cost.
    rules : Rules
    evidence, source : str

    Examples
    --------
    >>> from evaluation.value.mandate.rules import rules_for
    >>> found = answers_from_impact([-1.8e6], rules_for("2021/22"), evidence="e", source="s")
    >>> [answer.criterion for answer in found][1]
    'net-saving-first-year'
    """
    by_year = dict(zip(YEARS, (float(amount) for amount in impact), strict=False))
    return [
        CriterionAnswer(criterion=item.name, impact=by_year, evidence=evidence, source=source)
        for item in rules.criteria
        if item.kind != "yes" and by_year
    ]


def _verdict(criterion: Criterion, answer: CriterionAnswer | None) -> Verdict:
    if answer is None:
        return Verdict(criterion, "not answered", "", "")
    return Verdict(criterion, _result(criterion, answer), answer.evidence, answer.source)


def _result(criterion: Criterion, answer: CriterionAnswer) -> Result:
    if criterion.kind == "yes":
        return "met" if answer.met else "not met"
    asked = [answer.impact.get(year) for year in YEARS[: criterion.years]]
    known = [amount for amount in asked if amount is not None]
    if criterion.kind == "impact at most":
        if any(amount > criterion.limit for amount in known):
            return "not met"
        return "met" if len(known) == len(asked) else "not answered"
    if answer.saving is not None:
        return "met" if answer.saving > criterion.limit else "not met"
    if len(known) < len(asked):
        return "not answered"
    return "met" if -sum(known) > criterion.limit else "not met"

"""The MedTech Funding Mandate: eligibility by the rules of a policy year, and uptake."""

from evaluation.value.mandate.deciding import (
    Decision,
    Verdict,
    answers_from_impact,
    decide,
)
from evaluation.value.mandate.rules import Criterion, Rules, rules_for, rules_on
from evaluation.value.mandate.uptake import uptake

__all__ = [
    "Criterion",
    "Decision",
    "Rules",
    "Verdict",
    "answers_from_impact",
    "decide",
    "rules_for",
    "rules_on",
    "uptake",
]

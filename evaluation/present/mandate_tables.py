"""The register of the MedTech Funding Mandate as tables and a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.present.blocks import Prose, Table, escape
from evaluation.present.words import counted, listed
from evaluation.value.mandate import Decision
from evaluation.value.mandate.deciding import Eligibility

NOT_ANSWERED: Final = "no evidence found"
NOT_STATED: Final = "not stated"
MARKS: Final = {"met": "✔ met", "not met": "✘ not met", "not answered": "– not answered"}
ELIGIBILITY_WORDS: Final[dict[Eligibility, str]] = {
    "eligible": "all criteria met",
    "not eligible": "not all criteria met",
    "not all answered": "not all criteria answered",
}


def mandate_table(
    decisions: Sequence[Decision], uptakes: Mapping[str, Estimate | None], *, label: str
) -> Table:
    """Return the register: a row per product with its standing and its uptake here.

    Parameters
    ----------
    decisions : sequence of Decision
    uptakes : mapping of str to Estimate or None
        By id of the product.
    """
    rows = [
        {
            "Product": f"{item.product.name}: {item.product.use}",
            "NICE guidance": ", ".join(item.product.guidance),
            "Listed from": item.product.listed,
            "Criteria met": f"{_met(item)} of {len(item.verdicts)}, "
            f"{ELIGIBILITY_WORDS[item.eligibility]}",
            "Uptake here": _uptake(item, uptakes.get(item.product.id)),
        }
        for item in decisions
    ]
    names = ["Product", "NICE guidance", "Listed from", "Criteria met", "Uptake here"]
    caption = "Products of the MedTech Funding Mandate, by the rules of the year they were listed."
    return Table(pd.DataFrame(rows, columns=names), caption, label)


def criteria_blocks(decision: Decision, *, label: str) -> tuple[Table, Prose]:
    """Return the criteria of one product with result and evidence, and their sources below.

    Sources are long addresses, which would widen a table beyond a page.
    """
    rows = [
        {
            "Criterion": item.criterion.label,
            "Result": MARKS[item.result],
            "Evidence": item.evidence or NOT_ANSWERED,
        }
        for item in decision.verdicts
    ]
    caption = (
        f"{decision.product.name} by the rules of the mandate from {decision.rules.policy}: "
        f"{ELIGIBILITY_WORDS[decision.eligibility]}."
    )
    lines = [f"- Listed from {decision.product.listed}: {escape(decision.product.listed_source)}"]
    lines += [
        f"- {escape(item.criterion.label)}: {escape(item.source)}"
        for item in decision.verdicts
        if item.source
    ]
    sources = Prose("Sources:\n\n" + "\n".join(lines))
    return Table(pd.DataFrame(rows), caption, label), sources


def mandate_sentence(decisions: Sequence[Decision]) -> str:
    """Return how many products stand where, by the evidence that is written down."""
    found = Counter(item.eligibility for item in decisions)
    parts = [
        f"{found[name]} with {words}" for name, words in ELIGIBILITY_WORDS.items() if found[name]
    ]
    return f"{counted(len(decisions), 'product')} of the mandate: {listed(parts)}."


def _met(decision: Decision) -> int:
    return sum(item.result == "met" for item in decision.verdicts)


def _uptake(decision: Decision, found: Estimate | None) -> str:
    given = decision.product.uptake
    if found is None or given is None:
        return NOT_STATED
    mark = "" if found.provenance == "measured" else f" ({found.provenance})"
    if found.value is None:
        return f"{numbers.SUPPRESSED} of {given.of}{mark}"
    value = numbers.with_limits(numbers.value_text(found), numbers.interval_text(found))
    return f"{value} of {given.of}, {numbers.dates_in_words(found.period)}{mark}"

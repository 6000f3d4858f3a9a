"""The value of the portfolio: what the projects cost and bring together, each benefit once.

In: the projects' results, each with the value.json that its run left. Out: the chapter's blocks and
its estimates. Numbers are worked out again from what the runs saved, so that a number exists once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.estimate import Estimate, Provenance
from evaluation.portfolio.results import ProjectResult
from evaluation.portfolio.worth_tables import projects_table, years_table
from evaluation.present.benefit_money import left_out_table, rollup_sentence, rollup_table
from evaluation.present.blocks import Block, Prose, chapter_opening, escape
from evaluation.present.value_words import (
    return_sentence,
    worth_sentence,
)
from evaluation.present.words import counted
from evaluation.value.assessment import Assessment, assess
from evaluation.value.combined import CombinedValue, combined
from evaluation.value.economics import SCHEME_WORDS, Deflator
from evaluation.value.estimates import (
    ANALYSIS,
    BCR,
    NPSV,
)
from evaluation.workspace import VALUE_RESULT, FinancialYear, ValueFile

HEADING = "# Value of the portfolio {#sec-value}"
NOTHING = "No project's costs and benefits have been worked out."
NO_BUDGET = (
    "Most benefits free time, beds or health and no cash: the sum is no budget. Measured and "
    "estimated benefits are kept apart."
)


@dataclass(frozen=True, eq=False)
class Worth:
    """One project's value as its run left it, worked out on the portfolio's terms."""

    item: ProjectResult
    value: ValueFile
    deflator: Deflator


def read_worth(results: Path, projects: Sequence[ProjectResult]) -> list[Worth]:
    """Return the value of each project whose last good run saved one with economics.

    Parameters
    ----------
    results : Path
        The workspace's folder of results.
    projects : sequence of ProjectResult
    """
    return [worth for item in projects if (worth := _read(results, item)) is not None]


def _read(results: Path, item: ProjectResult) -> Worth | None:
    path = results / item.folder.slug / VALUE_RESULT
    if item.good is None or not path.is_file():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    value = ValueFile.model_validate(found["value"], strict=False)
    if value.economics is None:
        return None
    return Worth(item, value, Deflator(found["index"], found["index_source"]))


def together(worths: Sequence[Worth], year: FinancialYear) -> CombinedValue:
    """Return the value of all projects in the prices of the latest price year among them.

    Parameters
    ----------
    worths : sequence of Worth, at least one
    year : FinancialYear
        The reporting year.
    """
    price_year = max(worth.value.price_year for worth in worths)
    draws = max(worth.value.economics.draws for worth in worths if worth.value.economics)
    return combined([_assessed(worth, price_year, draws, year) for worth in worths])


def _assessed(worth: Worth, price_year: str, draws: int, year: FinancialYear) -> Assessment:
    plan = worth.value.economics
    if plan is None:
        raise ValueError("a project without economics has no assessment")
    value = worth.value.model_copy(
        update={
            "price_year": price_year,
            "economics": plan.model_copy(update={"draws": draws}),
        }
    )
    item = worth.item
    found = assess(
        value,
        item.folder.slug,
        item.folder.project.kpis,
        item.estimates,
        worth.deflator,
        year,
    )
    if found is None:
        raise ValueError("a project without economics has no assessment")
    return found


def value_blocks(
    worths: Sequence[Worth], year: FinancialYear, provenance: Provenance
) -> tuple[list[Block], list[Estimate]]:
    """Return the chapter on value and its estimates.

    Parameters
    ----------
    worths : sequence of Worth
    year : FinancialYear
    provenance : {"measured", "estimated", "synthetic"}
        Of the hub's data.
    """
    if not worths:
        return [Prose(f"{HEADING}\n\n{NOTHING}")], []
    found = together(worths, year)
    first, *others = _sentences(found, len(worths))
    method = (
        f"Prices of {found.price_year}; {SCHEME_WORDS[found.scheme]} from {found.years[0]}; "
        f"percentiles of {found.draws:,} draws, independent between projects. {NO_BUDGET}"
    )
    blocks: list[Block] = [
        chapter_opening(HEADING, first),
        Prose(escape(" ".join(others))),
        Prose(escape(method)),
        rollup_table(found.benefits, label="value-classes"),
        projects_table([(worth.item, worth.value.price_year) for worth in worths]),
        years_table(found),
    ]
    left_out = left_out_table(found.benefits, label="value-left-out")
    if left_out is not None:
        blocks.append(left_out)
    return blocks, list(_estimates(found, provenance))


def _sentences(found: CombinedValue, projects: int) -> Iterator[str]:
    years = (found.years[0], found.years[-1])
    yield worth_sentence(found.appraisal, years)
    yield f"This covers {counted(projects, 'project')} with costs and benefits by year."
    yield return_sentence(found.appraisal)
    yield rollup_sentence(found.benefits)


def _estimates(found: CombinedValue, provenance: Provenance) -> Iterator[Estimate]:
    result = found.appraisal
    mark: Provenance = "synthetic" if provenance == "synthetic" else "estimated"
    for measure, unit, amount in (
        (NPSV, "GBP", result.npsv),
        (BCR, "ratio", result.bcr),
    ):
        yield Estimate(
            analysis=ANALYSIS,
            outcome="portfolio",
            measure=measure,
            unit=unit,
            value=amount.value,
            lower=amount.lower,
            upper=amount.upper,
            n=None,
            method=f"prices of {found.price_year}, {SCHEME_WORDS[found.scheme]} from "
            f"{found.years[0]}; percentiles of {found.draws:,} draws",
            period=f"{found.years[0]} to {found.years[-1]}",
            provenance=mark,
            level=result.level,
            label="All projects",
        )

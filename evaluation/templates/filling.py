"""Rows of the benefits workbook from a project's value.yml: what stands there, and nothing more.

A measured effect stays a name; its number is in the project's chapter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from evaluation.templates.tools import (
    CHECKLIST,
    COSTS,
    DATA_SOURCES,
    LOGIC_MODEL,
    PLANNING,
    REGISTER,
    Row,
)
from evaluation.value.benefits import unanswered
from evaluation.workspace.value_benefits import Benefit
from evaluation.workspace.value_file import ValueFile

MONEY_COLUMNS: Final = 11  # of the register
NOT_ANSWERED: Final = "Standard item that the project's checklist does not answer yet"


def checklist_rows(slug: str, value: ValueFile) -> Iterator[Row]:
    """Yield the items, and below them those of the standard checklist that are not answered."""
    for item in value.checklist:
        yield [
            slug,
            item.stage,
            item.item,
            item.standard,
            item.status,
            item.on,
            item.owner,
            item.evidence,
        ]
    for missing in unanswered(value.checklist):
        yield [slug, missing.stage, missing.item, missing.id, None, None, None, NOT_ANSWERED]


def logic_rows(slug: str, value: ValueFile) -> Iterator[Row]:
    """Yield the need, each box with what it leads to, the assumptions and the context."""
    model = value.logic_model
    if model is None:
        return
    yield [slug, "need", None, model.need, None, None]
    for box in model.elements:
        yield [slug, box.part, box.id, box.text, box.term, ", ".join(box.leads_to)]
    for text in model.assumptions:
        yield [slug, "assumption", None, text, None, None]
    if model.context:
        yield [slug, "context", None, model.context, None, None]


def source_rows(slug: str, value: ValueFile) -> Iterator[Row]:
    """Yield the data sources."""
    for item in value.data_sources:
        yield [
            slug,
            item.id,
            item.name,
            item.holds,
            item.owner,
            item.frequency,
            item.since,
            item.quality,
            item.limits,
        ]


def planning_rows(slug: str, value: ValueFile) -> Iterator[Row]:
    """Yield the plan of each benefit."""
    for item in value.benefits:
        yield [
            slug,
            item.id,
            item.benefit,
            item.kpi,
            item.measure,
            item.unit,
            item.baseline.value if item.baseline else None,
            item.baseline.date if item.baseline else None,
            item.target,
            item.target_date,
            item.data_source,
            item.owner,
            item.review,
        ]


def register_rows(slug: str, value: ValueFile) -> Iterator[Row]:
    """Yield the register."""
    for item in value.benefits:
        latest = max(item.actuals, key=lambda reading: reading.date, default=None)
        yield [
            slug,
            item.id,
            item.kind,
            item.beneficiary,
            item.outcome,
            latest.value if latest else None,
            latest.date if latest else None,
            *_money(item),
            *_confidence(item),
        ]


def cost_rows(slug: str, value: ValueFile) -> Iterator[Row]:
    """Yield each cost, one row a year."""
    for item in value.costs:
        for year, amount in sorted(item.amounts.items()):
            yield [
                slug,
                item.id,
                item.label,
                item.kind,
                item.category,
                item.payer,
                year,
                amount.value,
                year if item.price_year == "each-year" else item.price_year,
                "measured" if item.is_measured(year) else "estimated",
                item.source,
            ]


def _money(item: Benefit) -> Row:
    money = item.money
    if money is None:
        return [None] * MONEY_COLUMNS
    price = money.unit_value
    return [
        str(money.effect) if money.effect else None,
        money.volume.value if money.volume else None,
        money.quantity.value if money.quantity else None,
        money.unit,
        price.value if price else None,
        price.price_year if price else None,
        price.method if price else None,
        item.health.qalys.value if item.health else None,
        money.payer,
        ", ".join(f"{year}: {percent:g}" for year, percent in sorted(money.years.items())),
        money.measured_to,
    ]


def _confidence(item: Benefit) -> Row:
    return [
        item.attribution.percent if item.attribution else None,
        item.attribution.reason if item.attribution else None,
        item.confidence,
        item.status,
        item.counted_in,
        item.separate_because,
    ]


ROWS: Final[dict[str, Callable[[str, ValueFile], Iterator[Row]]]] = {
    CHECKLIST.title: checklist_rows,
    LOGIC_MODEL.title: logic_rows,
    DATA_SOURCES.title: source_rows,
    PLANNING.title: planning_rows,
    REGISTER.title: register_rows,
    COSTS.title: cost_rows,
}

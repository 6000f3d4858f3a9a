"""The sheets of the workbook of benefits realisation: headings, allowed values and an example.

Each heading stands for a key of `value.yml`; allowed values are taken from its models.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from evaluation.present.workbook import CellValue
from evaluation.workspace.standard_checklist import STAGES
from evaluation.workspace.value_benefits import Benefit as BenefitModel
from evaluation.workspace.value_benefits import BenefitClass, Payer
from evaluation.workspace.value_costs import Cost
from evaluation.workspace.value_tools import PARTS, TERMS, DataSource, ItemStatus

EXAMPLE: Final = "EXAMPLE: delete this row"
PROJECT: Final = "Project"
SURROUNDING: Final = ("need", "assumption", "context")
MEASURED_OR_NOT: Final = ("measured", "estimated")

Row = list[CellValue]


def _choices(model: type, name: str) -> tuple[str, ...]:
    """Return the allowed values of a field of a model."""
    return tuple(get_args(model.model_fields[name].annotation))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Tool:
    """One sheet.

    Parameters
    ----------
    title : str
    purpose : str
        What it is for; stands above the table.
    columns : tuple of (str, int)
        Heading and width; the first is the project.
    example : list
        One row, marked as an example.
    choices : dict of str to tuple of str
        Allowed values by heading.
    """

    title: str
    purpose: str
    columns: tuple[tuple[str, int], ...]
    example: Row
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.example) != len(self.columns):
            raise ValueError(f"the example of '{self.title}' does not fit its columns")


_STATUS: Final[dict[str, Any]] = {"Status": get_args(ItemStatus)}

CHECKLIST: Final = Tool(
    "Checklist",
    "What is to be done about benefits at each stage, and whether it is done. "
    "Items of the standard checklist are there; add your own.",
    (
        (PROJECT, 18),
        ("Stage", 12),
        ("What is to be done", 52),
        ("Standard item", 18),
        ("Status", 14),
        ("Done on", 18),
        ("Owner (role)", 26),
        ("Evidence, or why it is not needed", 40),
    ),
    [
        EXAMPLE,
        "baseline",
        "A year of baseline is collected before go-live",
        "baseline-measured",
        "done",
        dt.date(2025, 3, 31),
        "Data analyst",
        "Extract of 2 April 2025",
    ],
    {"Stage": STAGES, **_STATUS},
)
LOGIC_MODEL: Final = Tool(
    "Logic model",
    "One row for each box, with the ids of the boxes it leads to, and one each for the need, the "
    "assumptions and the context.",
    (
        (PROJECT, 18),
        ("Part", 14),
        ("Id", 20),
        ("Text", 56),
        ("Term of an outcome", 18),
        ("Leads to (ids, with commas)", 40),
    ),
    [EXAMPLE, "activity", "asking", "People are asked about falls", None, "assessed, fewer-falls"],
    {"Part": (*PARTS, *SURROUNDING), "Term of an outcome": TERMS},
)
DATA_SOURCES: Final = Tool(
    "Data sources",
    "Where the numbers come from, who answers for them and what they cannot say.",
    (
        (PROJECT, 18),
        ("Id", 20),
        ("Name", 34),
        ("Holds", 40),
        ("Owner (role)", 26),
        ("Renewed", 16),
        ("Complete from", 18),
        ("Quality", 12),
        ("Limits", 44),
    ),
    [
        EXAMPLE,
        "records",
        "Electronic patient record",
        "Admissions and diagnoses",
        "Data analyst",
        "monthly",
        dt.date(2021, 4, 1),
        "good",
        "Codes are complete after six weeks",
    ],
    {"Quality": _choices(DataSource, "quality")},
)
PLANNING: Final = Tool(
    "Planning",
    "For each benefit: what is measured, from what to what, until when, by whom. Where an "
    "indicator of the project measures it, name it and leave unit and baseline empty.",
    (
        (PROJECT, 18),
        ("Benefit id", 20),
        ("Benefit", 40),
        ("Indicator", 22),
        ("Measure", 36),
        ("Unit", 18),
        ("Baseline", 12),
        ("Baseline on", 18),
        ("Target", 12),
        ("Due", 18),
        ("Data source (id)", 18),
        ("Owner (role)", 26),
        ("Next review", 18),
    ),
    [
        EXAMPLE,
        "fewer-calls",
        "Fewer calls to the ambulance service",
        None,
        "Calls after a fall",
        "calls a month",
        42,
        dt.date(2025, 3, 31),
        30,
        dt.date(2026, 3, 31),
        "records",
        "Falls lead nurse",
        dt.date(2025, 9, 30),
    ],
)
REGISTER: Final = Tool(
    "Register",
    "What came of each benefit and what it is worth. A measured effect is named, not copied: "
    "analysis/outcome/measure, as in the project's results.",
    (
        (PROJECT, 18),
        ("Benefit id", 20),
        ("Class", 20),
        ("Who has it", 28),
        ("Outcome (id)", 20),
        ("Latest actual", 14),
        ("Actual on", 18),
        ("Effect (name of an estimate)", 44),
        ("Volume", 12),
        ("Quantity a year", 16),
        ("One unit", 22),
        ("Value of a unit, pounds", 16),
        ("Prices of", 12),
        ("Method of the value", 32),
        ("QALYs a unit", 14),
        ("Kept by", 16),
        ("Years and percent", 36),
        ("Measured to", 14),
        ("Attributed, percent", 14),
        ("Why", 36),
        ("Confidence", 12),
        ("Status", 16),
        ("Counted in project", 18),
        ("Why its money is not that of another benefit on the same effect", 36),
    ),
    [
        EXAMPLE,
        "fewer-calls",
        "non-cash-releasing",
        "Ambulance service",
        "fewer-falls",
        35,
        dt.date(2025, 9, 30),
        None,
        None,
        84,
        "call avoided",
        250,
        "2023/24",
        "national cost collection",
        None,
        "provider",
        "2025/26: 100, 2026/27: 100",
        None,
        80,
        "A new telephone line opened too",
        "medium",
        "on-track",
        None,
        None,
    ],
    {
        "Class": get_args(BenefitClass),
        "Kept by": get_args(Payer),
        "Confidence": _choices(BenefitModel, "confidence"),
        "Status": _choices(BenefitModel, "status"),
    },
)
COSTS: Final = Tool(
    "Costs",
    "What it costs, one row for each cost and financial year.",
    (
        (PROJECT, 18),
        ("Cost id", 20),
        ("Cost", 40),
        ("Kind", 12),
        ("Category", 16),
        ("Paid by", 16),
        ("Year", 12),
        ("Amount, pounds", 16),
        ("Prices of", 14),
        ("Basis", 14),
        ("Source", 44),
    ),
    [
        EXAMPLE,
        "nurse",
        "Falls nurse, half time",
        "running",
        "staff",
        "provider",
        "2025/26",
        24500,
        "2025/26",
        "measured",
        "Ledger",
    ],
    {
        "Kind": _choices(Cost, "kind"),
        "Category": _choices(Cost, "category"),
        "Paid by": _choices(Cost, "payer"),
        "Basis": MEASURED_OR_NOT,
    },
)
TOOLS: Final = (CHECKLIST, LOGIC_MODEL, DATA_SOURCES, PLANNING, REGISTER, COSTS)

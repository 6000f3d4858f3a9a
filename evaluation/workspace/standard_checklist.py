"""The standard checklist of benefits realisation: what every project should do, stage by stage.

Own words, after the stages of the hub's projects; a project may add items of its own.

References
----------
Infrastructure and Projects Authority (2017), Guide for effective benefits management in major
projects; HM Treasury (2020), Magenta Book, chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Stage = Literal["idea", "planning", "baseline", "delivery", "review", "exit"]
STAGES: Final[tuple[Stage, ...]] = ("idea", "planning", "baseline", "delivery", "review", "exit")


@dataclass(frozen=True, slots=True)
class StandardItem:
    """One item of the standard checklist.

    Parameters
    ----------
    id : str
        What a project's checklist names under `standard`.
    stage : {"idea", "planning", "baseline", "delivery", "review", "exit"}
    item : str
        What is to be done.
    """

    id: str
    stage: Stage
    item: str


STANDARD_CHECKLIST: Final[tuple[StandardItem, ...]] = (
    StandardItem(
        "need", "idea", "The need is shown by data, and those who have it were asked about it"
    ),
    StandardItem(
        "evidence", "idea", "What is known of the innovation's effect elsewhere is written down"
    ),
    StandardItem("harms-thought-of", "idea", "Possible harms and who may miss out were thought of"),
    StandardItem("sponsor", "idea", "A senior responsible owner has agreed to the hoped-for gains"),
    StandardItem(
        "logic-model", "planning", "A logic model with its assumptions is agreed with the partners"
    ),
    StandardItem(
        "register", "planning", "Each benefit has a measure, a target, a date and an owner by role"
    ),
    StandardItem(
        "data-sources", "planning", "The data sources are listed, with who answers for each"
    ),
    StandardItem("exit-agreed", "planning", "How the project ends is agreed before it begins"),
    StandardItem(
        "baseline-measured", "baseline", "The baseline of every measure was taken before go-live"
    ),
    StandardItem(
        "baseline-checked", "baseline", "The data were checked for gaps and changes of definition"
    ),
    StandardItem(
        "analysis-fixed", "baseline", "How the effect will be analysed was fixed and dated"
    ),
    StandardItem(
        "groups", "baseline", "The baseline is broken down by the groups that may be missed"
    ),
    StandardItem("readings", "delivery", "Measures are read at the intervals that were planned"),
    StandardItem("harms-watched", "delivery", "Harms are looked for and written into the register"),
    StandardItem(
        "costs-kept", "delivery", "What is spent, and the time that staff give, is kept by year"
    ),
    StandardItem(
        "owners-told", "delivery", "Owners see their measures and say what they will change"
    ),
    StandardItem(
        "effect-estimated", "review", "The effect is estimated with its uncertainty, as was fixed"
    ),
    StandardItem(
        "share-realised", "review", "What was realised is set against what was planned, and why"
    ),
    StandardItem(
        "counted-once", "review", "No benefit is counted twice, here or in another project"
    ),
    StandardItem("lessons", "review", "Lessons of both kinds are written down and shared"),
    StandardItem(
        "owner-after", "exit", "Somebody answers for the benefits when the project is over"
    ),
    StandardItem("money-after", "exit", "The running cost is in a budget of the service"),
    StandardItem("measured-after", "exit", "It is agreed which measures go on and who reads them"),
    StandardItem("published", "exit", "What came of it is published, also where nothing came"),
)
BY_ID: Final = MappingProxyType({item.id: item for item in STANDARD_CHECKLIST})

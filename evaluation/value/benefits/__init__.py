"""Benefits realisation: what was planned, what share of it came, and what it is worth once."""

from evaluation.value.benefits.claims import Claim, claim, claim_without_money
from evaluation.value.benefits.completion import completion, overdue, stage_on, unanswered
from evaluation.value.benefits.double_counting import LeftOut, summed_once
from evaluation.value.benefits.finding import named_estimate, status_of
from evaluation.value.benefits.logic_model import Box, LogicChart, logic_chart
from evaluation.value.benefits.quantity import Quantity, effect_scores, quantity
from evaluation.value.benefits.realised import Realised, realised
from evaluation.value.benefits.register import (
    money_frame,
    planning_frame,
    register_frame,
    sources_frame,
)
from evaluation.value.benefits.rollup import RollUp, roll_up

__all__ = [
    "Box",
    "Claim",
    "LeftOut",
    "LogicChart",
    "Quantity",
    "Realised",
    "RollUp",
    "claim",
    "claim_without_money",
    "completion",
    "effect_scores",
    "logic_chart",
    "money_frame",
    "named_estimate",
    "overdue",
    "planning_frame",
    "quantity",
    "realised",
    "register_frame",
    "roll_up",
    "sources_frame",
    "stage_on",
    "status_of",
    "summed_once",
    "unanswered",
]

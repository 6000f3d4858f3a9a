"""The hub's year over all projects, from their saved results."""

from evaluation.hubyear.opening import HEADING as OWN_YEAR_HEADING
from evaluation.portfolio.headlines import (
    Card,
    cards_markdown,
    indicator_cards,
    main_effect_card,
)
from evaluation.portfolio.portfolio import SUMMARY_HEADING, Portfolio, open_portfolio
from evaluation.portfolio.results import ProjectResult, read_results

__all__ = [
    "OWN_YEAR_HEADING",
    "SUMMARY_HEADING",
    "Card",
    "Portfolio",
    "ProjectResult",
    "cards_markdown",
    "indicator_cards",
    "main_effect_card",
    "open_portfolio",
    "read_results",
]

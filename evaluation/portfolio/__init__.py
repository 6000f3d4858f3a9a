"""The hub's year over all projects, from their saved results."""

from evaluation.portfolio.portfolio import SUMMARY_HEADING, Portfolio, open_portfolio
from evaluation.portfolio.results import ProjectResult, read_results

__all__ = ["SUMMARY_HEADING", "Portfolio", "ProjectResult", "open_portfolio", "read_results"]

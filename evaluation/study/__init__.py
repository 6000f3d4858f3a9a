"""The evaluation of one project, and of the portfolio, as their notebooks walk through it."""

from evaluation.study.study import Study, open_study

__all__ = ["Study", "open_study"]

"""Deprivation: ranks of areas to national deciles and quintiles, and quantiles of any indicator."""

from evaluation.equity.deprivation.editions import EDITIONS, Edition, EditionName, one_edition
from evaluation.equity.deprivation.imd import imd_decile, imd_quintile, is_core20, require_geography
from evaluation.equity.deprivation.quantiles import quantiles

__all__ = [
    "EDITIONS",
    "Edition",
    "EditionName",
    "imd_decile",
    "imd_quintile",
    "is_core20",
    "one_edition",
    "quantiles",
    "require_geography",
]

"""Cells of deprivation by ethnicity whose whole keeps the stated truth."""

import numpy as np
import pytest

from evaluation.demonstration import falls, feno, nutrition, plgf
from evaluation.demonstration.groups import (
    DEPRIVATION,
    ETHNICITY,
    Offsets,
    Shares,
    cell_probabilities,
    cell_rates,
    people_in_cells,
    residents_in_cells,
)

TWO_BY_TWO = Shares((0.25, 0.75), (0.1, 0.9))


@pytest.mark.parametrize("project", [plgf, feno, falls, nutrition])
def test_shares_sum_to_one_and_name_every_group(project):
    for shares, groups in (
        (project.SHARES.deprivation, DEPRIVATION),
        (project.SHARES.ethnicity, ETHNICITY),
    ):
        assert len(shares) == len(groups)
        assert sum(shares) == pytest.approx(1)


def test_people_fall_into_cells_by_the_shares():
    people = people_in_cells(np.random.default_rng(1), np.full(2_000, 100.0), TWO_BY_TWO)
    assert people.mean(axis=0) == pytest.approx(100 * TWO_BY_TWO.cells, rel=0.05)


def test_residents_are_whole_numbers_that_follow_the_shares():
    residents = residents_in_cells(np.array([1000.0]), TWO_BY_TWO)
    assert residents.tolist() == [[[25, 225], [75, 675]]]


def test_offsets_of_a_cell_are_the_sum_of_those_of_its_groups():
    offsets = Offsets((0.0, 1.0), (0.5, -0.5))
    assert offsets.cells.tolist() == [[0.5, -0.5], [1.5, 0.5]]


def test_cells_differ_by_their_offsets_and_average_to_the_whole():
    people = np.array([[[30, 10], [5, 55]]])
    offsets = np.array([[[0.0, 1.0], [-1.0, 0.5]]])
    cells = cell_probabilities(np.array([0.3]), people, offsets)
    assert (cells * people).sum() / people.sum() == pytest.approx(0.3, abs=1e-12)
    log_odds = np.log(cells / (1 - cells))
    assert log_odds - log_odds[0, 0, 0] == pytest.approx(offsets)


def test_rates_of_cells_average_to_the_rate_of_the_whole():
    residents = np.array([[[300, 100], [50, 550]]])
    offsets = np.array([[[0.0, 0.4], [-0.3, 0.2]]])
    rates = cell_rates(np.array([0.002]), residents, offsets)
    assert (rates * residents).sum() / residents.sum() == pytest.approx(0.002)
    assert np.log(rates / rates[0, 0, 0]) == pytest.approx(offsets)

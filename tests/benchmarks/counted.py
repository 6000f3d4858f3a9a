"""Limits of level and slope of many series of counts at once, by the methods that are compared.

All are written for all series together, with the engine's grid, mixture and rules, and proved
equal to the engine's own one by one in `test_coverage.py`: in the default the information
differs from series to series, so that `intervals_of_many` cannot serve.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluation.its.estimation.counts import GLM_ITERATIONS, GLM_TOLERANCE
from evaluation.its.estimation.counts_integrated import FURTHEST, LONGEST_STEP, STEPS, TOLERANCE
from evaluation.its.estimation.many import SMALLEST_SQUARE
from evaluation.its.estimation.solution import FloatArray, IntArray
from evaluation.its.estimation.t_distribution import cubic_t
from evaluation.its.estimation.t_mixture import LEAST_DEGREES_FOR_VARIANCE, quantiles
from tests.benchmarks.error_models import Autoregressive, Noisy
from tests.benchmarks.measured import LEVEL, Limits, sandwich, student
from tests.benchmarks.processes import CONTRASTS, Cell

NEGLIGIBLE_WEIGHT = 1e-7  # of a component, relative to the largest: loses a millionth
PRECISION = 1e-3  # of limits, in standard errors, before the last step of Newton's method
BLOCK = 150_000  # autoregressions times series at once: an array stays in the cache


def quasi_poisson(cell: Cell, counts: FloatArray) -> Limits:
    estimates, mean = poisson(cell.matrix, counts)
    degrees = cell.periods - cell.matrix.shape[1]
    dispersion = ((counts - mean) ** 2 / mean).sum(axis=1) / degrees
    bread = _breads(cell.matrix, mean)
    return student(estimates, dispersion[:, None, None] * bread, degrees)


def newey_west(cell: Cell, counts: FloatArray) -> Limits:
    estimates, mean = poisson(cell.matrix, counts)
    scores = cell.matrix * (counts - mean)[..., None]
    return student(estimates, sandwich(scores, _breads(cell.matrix, mean)), np.inf)


def default(cell: Cell, counts: FloatArray) -> Limits:
    model = _Default(cell)
    size = max(1, BLOCK // len(model.log_weights))
    parts = [model.limits(counts[start : start + size]) for start in range(0, len(counts), size)]
    lower, upper = zip(*parts, strict=True)
    return np.concatenate(lower), np.concatenate(upper)


def poisson(matrix: FloatArray, counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return coefficients (S by k) and means of Poisson models by iterated least squares.

    Those that do not converge are not numbers.
    """
    predictor = np.log((counts + counts.mean(axis=1, keepdims=True)) / 2)
    found = np.full((len(counts), matrix.shape[1]), np.inf)
    for _ in range(GLM_ITERATIONS):
        mean = np.exp(predictor)
        working = predictor + (counts - mean) / mean
        information = np.linalg.inv(_breads(matrix, mean))
        score = ((mean * working) @ matrix)[..., None]
        last, found = found, np.linalg.solve(information, score)[..., 0]
        predictor = found @ matrix.T
        is_open = np.abs(found - last).max(axis=1) > GLM_TOLERANCE * (1 + np.abs(found).max(axis=1))
        if not is_open.any():
            break
    found[is_open] = np.nan
    return found, np.exp(predictor)


def _breads(matrix: FloatArray, mean: FloatArray) -> FloatArray:
    rows, terms = matrix.shape
    squares = np.einsum("na,nb->nab", matrix, matrix).reshape(rows, -1)
    return np.asarray(np.linalg.inv((mean @ squares).reshape(-1, terms, terms)))


class _Default:
    """The default for counts of one design: linearised, integrated, linearised again."""

    def __init__(self, cell: Cell) -> None:
        self.basis, triangle = np.linalg.qr(cell.matrix)
        self.terms = len(triangle)
        self.contrasts = CONTRASTS @ np.linalg.inv(triangle)
        self.matrix, self.degrees = cell.matrix, cell.periods - self.terms
        self.models: list[Autoregressive | Noisy] = (
            [Autoregressive(cell, self.basis, cell.orders)]
            if len(cell.orders) == 1
            else [Noisy(cell, self.basis), Autoregressive(cell, self.basis, cell.orders[1:])]
        )
        self.log_weights = np.concatenate([model.log_weights for model in self.models])

    def limits(self, counts: FloatArray) -> Limits:
        """Return the limits of some series."""
        start = np.log(poisson(self.matrix, counts)[1])
        predictor = self._settled(counts, start)
        return self._mixture(counts, predictor)

    def _settled(self, counts: FloatArray, start: FloatArray) -> FloatArray:
        """Return the predictors at their own solutions; `start` where there is none."""
        settled, predictor = start.copy(), start.copy()
        share, last = np.ones(len(counts)), np.full(len(counts), np.inf)
        rows = np.arange(len(counts))
        for _ in range(STEPS):
            change = self._mean(counts[rows], predictor[rows]) @ self.basis.T
            size = np.abs(change).max(axis=1)
            is_done = size < TOLERANCE
            settled[rows[is_done]] = predictor[rows[is_done]]
            rows, change, size = rows[~is_done], change[~is_done], size[~is_done]
            share[rows] = np.where(size > last[rows], share[rows] / 2, share[rows])
            last[rows] = size
            length = share[rows] * np.minimum(1.0, LONGEST_STEP / size)
            predictor[rows] += length[:, None] * change
            is_near = np.abs(predictor[rows] - start[rows]).max(axis=1) <= FURTHEST
            rows = rows[is_near]
            if not len(rows):
                break
        return settled

    def _mean(self, counts: FloatArray, predictor: FloatArray) -> FloatArray:
        heights, _, lower, half = self._profiles(counts, predictor)
        weights = np.exp(heights - heights.max(axis=0))
        weights /= weights.sum(axis=0)
        return np.stack([(weights * each).sum(axis=0) for each in _solved(lower, half)], axis=1)

    def _mixture(self, counts: FloatArray, predictor: FloatArray) -> Limits:
        heights, square, lower, half = self._profiles(counts, predictor)
        chosen, weights = _kept(heights)
        coefficients = np.stack(_solved(lower, half))
        centre = np.tensordot(self.contrasts, coefficients, axes=1)
        variance = square / self.degrees
        spread = np.stack([_length(lower, each) * variance for each in self.contrasts])
        found = _limits(
            predictor @ self.basis @ self.contrasts.T,
            self.degrees,
            weights,
            np.ascontiguousarray(np.take_along_axis(centre, chosen[None], axis=1).T.swapaxes(1, 2)),
            np.ascontiguousarray(np.take_along_axis(spread, chosen[None], axis=1).T.swapaxes(1, 2)),
            LEVEL,
        )
        return found[2], found[3]

    def _profiles(
        self, counts: FloatArray, predictor: FloatArray
    ) -> tuple[FloatArray, FloatArray, dict[tuple[int, int], FloatArray], list[FloatArray]]:
        """Return heights, squares, Cholesky factors and half-solved scores, J by S each."""
        root = np.exp(predictor / 2)
        errors = counts / root - root
        sums = [model.sums(root, errors) for model in self.models]
        information, cross, ends = zip(*sums, strict=True)
        weights = [model.weights for model in self.models]
        lower = _factors(weights, information)
        scores = [_weighed(weights, [each[..., a] for each in cross]) for a in range(self.terms)]
        half = _half_solved(lower, scores)
        square = _weighed(weights, ends)
        for each in half:
            square -= each**2
        square = np.maximum(square, SMALLEST_SQUARE)
        diagonal = np.prod([lower[a, a] for a in range(self.terms)], axis=0)
        heights = self.log_weights[:, None] - 0.5 * self.degrees * np.log(square)
        return heights - np.log(diagonal), square, lower, half


def _weighed(weights: Sequence[FloatArray], sums: Sequence[FloatArray]) -> FloatArray:
    """Return weighted sums of all models, one after the other, J by S."""
    return np.concatenate([ours @ each for ours, each in zip(weights, sums, strict=True)])


def _factors(
    weights: Sequence[FloatArray], information: Sequence[FloatArray]
) -> dict[tuple[int, int], FloatArray]:
    """Return Cholesky factors of weighted sums of information, entry by entry, J by S each."""
    terms = information[0].shape[-1]
    lower: dict[tuple[int, int], FloatArray] = {}
    for column in range(terms):
        for row in range(column, terms):
            entry = _weighed(weights, [each[..., row, column] for each in information])
            for before in range(column):
                entry -= lower[row, before] * lower[column, before]
            is_diagonal = row == column
            lower[row, column] = np.sqrt(entry) if is_diagonal else entry / lower[column, column]
    return lower


def _half_solved(
    lower: dict[tuple[int, int], FloatArray], right: list[FloatArray]
) -> list[FloatArray]:
    found: list[FloatArray] = []
    for row, entry in enumerate(right):
        rest = entry
        for before in range(row):
            rest = rest - lower[row, before] * found[before]
        found.append(rest / lower[row, row])
    return found


def _solved(lower: dict[tuple[int, int], FloatArray], half: list[FloatArray]) -> list[FloatArray]:
    found = list(half)
    for row in reversed(range(len(half))):
        rest = half[row]
        for after in range(row + 1, len(half)):
            rest = rest - lower[after, row] * found[after]
        found[row] = rest / lower[row, row]
    return found


def _length(lower: dict[tuple[int, int], FloatArray], contrast: FloatArray) -> FloatArray:
    """Return c'A^-1 c, A the matrix that was factorised."""
    shape = lower[0, 0].shape
    half = _half_solved(lower, [np.full(shape, each) for each in contrast])
    found: FloatArray = sum((each**2 for each in half), start=np.zeros(shape))
    return found


def _limits(
    start: FloatArray,
    degrees: int,
    weights: FloatArray,
    centre: FloatArray,
    spread: FloatArray,
    level: float,
) -> tuple[FloatArray, ...]:
    """Return estimate, standard error, limits and p values, each S by c.

    Weights are S by M, centres (less `start`) and squared scales S by c by M.
    """
    weight = weights[:, None]
    mean = (weight * centre).sum(axis=-1)
    centre = centre - mean[..., None]
    estimate, scale = start + mean, np.sqrt(spread)
    has_variance = degrees >= LEAST_DEGREES_FOR_VARIANCE
    inflated = degrees / (degrees - 2) if has_variance else np.nan
    error = np.sqrt((weight * (inflated * spread + centre**2)).sum(axis=-1))
    table = cubic_t(degrees)
    shares = np.array([(1 - level) / 2, (1 + level) / 2])
    ends = quantiles(weight, centre, scale, degrees, shares, PRECISION)
    below = table.share_and_density((-estimate[..., None] - centre) / scale)[0]
    share = (weight * below).sum(axis=-1)
    p_value = np.minimum(2 * np.minimum(share, 1 - share), 1.0)
    return estimate, error, estimate + ends[..., 0], estimate + ends[..., 1], p_value


def _kept(heights: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return for each series the components that count (M by S), and their weights (S by M)."""
    above = heights - heights.max(axis=0)
    most = int((above > np.log(NEGLIGIBLE_WEIGHT)).sum(axis=0).max())
    chosen = np.argpartition(above, len(above) - most, axis=0)[len(above) - most :]
    weights = np.exp(np.take_along_axis(above, chosen, axis=0))
    return chosen, np.ascontiguousarray((weights / weights.sum(axis=0)).T)


METHODS = {
    "default": default,
    "glm-newey-west": newey_west,
    "glm": quasi_poisson,
}

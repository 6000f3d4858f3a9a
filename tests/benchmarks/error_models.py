"""Models of the errors of many weighted series of one design at once: AR(p), AR(1) with noise.

A cell and a basis of its design come in; then root weights and scaled errors of S series. Sums of
products go out, and the weights with which they add up to the information at each point of the
engine's grid.
"""

from __future__ import annotations

import itertools

import numpy as np

from evaluation.its.estimation.lag_products import _pair_weights
from evaluation.its.estimation.noisy import noisy_grid, whitener
from evaluation.its.estimation.partial import grid, log_determinant
from evaluation.its.estimation.solution import FloatArray
from tests.benchmarks.processes import Cell

NEGLIGIBLE_SIZE = 1e-13  # of a matrix, relative to the largest


class Autoregressive:
    """Autoregressions of some orders: sums of products at pairs of lags, and how each weighs them.

    Information, scores and squares at each autoregression are `weights` times `sums`.
    """

    def __init__(self, cell: Cell, basis: FloatArray, orders: tuple[int, ...]) -> None:
        highest = max(orders)
        self.basis = basis
        self.pairs = list(itertools.combinations_with_replacement(range(highest + 1), 2))
        grids = [grid(order, cell.periods) for order in orders]
        self.weights = np.concatenate([_pair_weights(g.partial, highest) for g in grids])
        self.log_weights = np.concatenate(
            [g.log_weights - 0.5 * log_determinant(g.partial, 1) for g in grids]
        )
        self.squares = [self._products(i, j) for i, j in self.pairs]

    def _products(self, i: int, j: int) -> FloatArray:
        ahead, other = self._ahead(self.basis, i, j), self._ahead(self.basis, j, i)
        both = np.einsum("na,nb->nab", ahead, other)
        return ((both + both.transpose(0, 2, 1)) / 2).reshape(len(both), -1)

    @staticmethod
    def _ahead(rows: FloatArray, lag: int, other: int) -> FloatArray:
        return rows[lag : len(rows) - other]

    def sums(
        self, root: FloatArray, errors: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return sums of the information (m, S, k, k), scores (m, S, k) and squares (m, S)."""
        terms = self.basis.shape[1]
        information = np.stack(
            [
                (self._ahead(root.T, i, j) * self._ahead(root.T, j, i)).T @ squares
                for (i, j), squares in zip(self.pairs, self.squares, strict=True)
            ]
        ).reshape(len(self.pairs), len(root), terms, terms)
        cross = np.stack([self._crossed(root.T, errors.T, i, j) for i, j in self.pairs])
        ends = [
            (self._ahead(errors.T, i, j) * self._ahead(errors.T, j, i)).sum(axis=0)
            for i, j in self.pairs
        ]
        return information, cross, np.stack(ends)

    def _crossed(self, root: FloatArray, errors: FloatArray, i: int, j: int) -> FloatArray:
        one, two = (
            (self._ahead(root, a, b) * self._ahead(errors, b, a)).T @ self._ahead(self.basis, a, b)
            for a, b in ((i, j), (j, i))
        )
        found: FloatArray = (one + two) / 2
        return found


class Noisy:
    """AR(1) with white noise: sums of products with a few matrices, and how each point weighs them.

    The inverse covariances of all points of the grid, smooth in autocorrelation and share, are
    combinations of a few matrices (singular value decomposition).
    """

    def __init__(self, cell: Cell, basis: FloatArray) -> None:
        rows, (_, terms) = cell.periods, basis.shape
        points = noisy_grid(rows)
        position, unit = np.arange(rows), np.zeros(rows, dtype=np.int64)
        filter_ = whitener(position, unit, points.rho, points.share)
        self.log_weights = points.log_weights - 0.5 * filter_.log_determinant
        white = np.ascontiguousarray(filter_.whitened(np.eye(rows)).transpose(2, 0, 1))
        inverse = (white.swapaxes(1, 2) @ white).reshape(len(white), -1)
        left, sizes, right = np.linalg.svd(inverse, full_matrices=False)
        known = int((sizes > sizes[0] * NEGLIGIBLE_SIZE).sum())
        self.weights = left[:, :known] * sizes[:known]
        kernels = right[:known].reshape(known, rows, rows)
        self.upper = np.triu_indices(rows)
        twice = np.where(self.upper[0] == self.upper[1], 0.5, 1.0)
        self.kernels = 2 * twice[:, None] * kernels[:, *self.upper].T
        self.shape = known, terms
        both = np.einsum("ia,jb->ijab", basis, basis)
        both = ((both + both.swapaxes(2, 3)) / 2)[self.upper].reshape(-1, terms**2)
        self.squares = np.einsum("nm,nt->nmt", self.kernels, both).reshape(len(both), -1)
        self.crossing = np.einsum("mij,ia->ijma", kernels, basis).reshape(rows**2, -1)

    def sums(
        self, root: FloatArray, errors: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return sums as `Autoregressive.sums`, m the number of matrices."""
        one, two = self.upper
        (known, terms), number = self.shape, len(root)
        information = (root[:, one] * root[:, two]) @ self.squares
        crossed = (root[:, :, None] * errors[:, None]).reshape(number, -1) @ self.crossing
        ends = (errors[:, one] * errors[:, two]) @ self.kernels
        return (
            information.reshape(number, known, terms, terms).swapaxes(0, 1),
            crossed.reshape(number, known, terms).swapaxes(0, 1),
            ends.T,
        )

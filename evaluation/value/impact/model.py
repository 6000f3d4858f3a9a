"""The resource impact of an innovation: people, cost with and without it, and what is freed.

In: a model and a value for each of its inputs, single or as draws. Out: amounts by year. A positive
net impact is a cost, as in NICE's templates. Nothing is discounted; prices are constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from evaluation.workspace.impact_spec import Capacity, ImpactPayer, ImpactSpec, Item, Kind

FloatArray = npt.NDArray[np.float64]
Values = Mapping[str, float | FloatArray]

PERCENT: Final = 100
PER_PEOPLE: Final = 100_000
VAT_RATE: Final = 0.20  # the standard rate of the UK since 4 January 2011


@dataclass(frozen=True, eq=False)
class Line:
    """One line of cost: what it would be with the change and without it, by year.

    Parameters
    ----------
    id, name : str
    kind : {"cash", "capacity"}
    payer : {"provider", "commissioner"}
    current, future : array, years, or draws by years
        In pounds.
    capacity_unit : str
        Empty where it takes no capacity.
    capacity : array
        Change of capacity used, in its unit; below 0 where it is freed.
    """

    id: str
    name: str
    kind: Kind
    payer: ImpactPayer
    current: FloatArray
    future: FloatArray
    capacity_unit: str
    capacity: FloatArray

    @property
    def net(self) -> FloatArray:
        """Future less current cost."""
        return self.future - self.current


@dataclass(frozen=True, eq=False)
class Impact:
    """The resource impact by year.

    Parameters
    ----------
    population, eligible, current_users, future_users : array, years, or draws by years
        People.
    lines : tuple of Line
    """

    population: FloatArray
    eligible: FloatArray
    current_users: FloatArray
    future_users: FloatArray
    lines: tuple[Line, ...]

    @property
    def current(self) -> FloatArray:
        """Cost without the change."""
        return self._sum([line.current for line in self.lines])

    @property
    def future(self) -> FloatArray:
        """Cost with the change."""
        return self._sum([line.future for line in self.lines])

    @property
    def net(self) -> FloatArray:
        """Future less current cost; positive is a cost, negative a saving."""
        return self.future - self.current

    @property
    def cumulative(self) -> FloatArray:
        """Net impact up to each year."""
        return np.cumsum(self.net, axis=-1)

    @property
    def per_people(self) -> FloatArray:
        """Net impact for each 100,000 people of the population; nothing where there are none."""
        net = self.net
        share = np.divide(net, self.population, out=np.zeros_like(net), where=self.population > 0)
        return share * PER_PEOPLE

    def net_of(self, *, kind: Kind | None = None, payer: ImpactPayer | None = None) -> FloatArray:
        """Return the net impact of one kind, or for one payer."""
        return self._sum(
            [
                line.net
                for line in self.lines
                if kind in (None, line.kind) and payer in (None, line.payer)
            ]
        )

    def capacity(self) -> dict[str, FloatArray]:
        """Return the change of each capacity by its unit; below 0 where it is freed."""
        units = dict.fromkeys(line.capacity_unit for line in self.lines if line.capacity_unit)
        return {
            unit: self._sum([line.capacity for line in self.lines if line.capacity_unit == unit])
            for unit in units
        }

    def _sum(self, parts: list[FloatArray]) -> FloatArray:
        return np.sum(parts, axis=0) if parts else np.zeros_like(self.eligible)


def resource_impact(spec: ImpactSpec, values: Values) -> Impact:
    """Return the resource impact at some values of the inputs.

    Parameters
    ----------
    spec : ImpactSpec
    values : mapping of str to float or array
        By the names of `ImpactSpec.inputs`; arrays hold one draw each and are of one length.

    Notes
    -----
    Population of year t = size (1 + growth)^(t - 1); eligible = population x product of the steps;
    users = eligible x uptake. Cost = users x cost of new care + (eligible - users) x cost of
    current care + users x change x unit value, in the future and with current uptake. A unit costs
    its price, and a fifth more where VAT cannot be recovered. Free units are those of people in
    their first year: all users where other people become eligible each year, else the users above
    those of the year before (above current uptake in the first year). One-off costs come with the
    change only.

    References
    ----------
    NICE (2017), Assessing resource impact process manual: guidelines.
    """
    work = _Work(spec, values)
    years = np.arange(spec.years)
    growth = 1 + work.number("population.growth") / PERCENT
    population = work.number("population.size") * growth**years
    eligible = population
    for step in spec.eligibility:
        eligible = eligible * work.number(f"eligibility.{step.id}") / PERCENT
    now = eligible * work.number("uptake.current") / PERCENT
    later = eligible * work.by_year("uptake") / PERCENT
    starting = (now, later) if spec.cohort == "incident" else (_new(now, now), _new(later, now))
    nobody = np.zeros_like(later)
    lines = (
        *(work.item("new", item, (now, later), starting) for item in spec.new),
        *(
            work.item("current", item, (eligible - now, eligible - later), (nobody, nobody))
            for item in spec.current
        ),
        *(work.consequence(number, (now, later)) for number in range(len(spec.consequences))),
        *(work.one_off(number, eligible) for number in range(len(spec.one_off))),
    )
    shape = np.broadcast_shapes(later.shape, *(line.future.shape for line in lines))
    full = [np.broadcast_to(part, shape) for part in (population, eligible, now, later)]
    return Impact(full[0], full[1], full[2], full[3], tuple(_full(line, shape) for line in lines))


def _new(users: FloatArray, now: FloatArray) -> FloatArray:
    """Return the users of each year above those of the year before."""
    before = np.concatenate([np.broadcast_to(now, users.shape)[..., :1], users[..., :-1]], axis=-1)
    more: FloatArray = np.maximum(users - before, 0.0)
    return more


def _full(line: Line, shape: tuple[int, ...]) -> Line:
    current, future, capacity = (
        np.broadcast_to(part, shape) for part in (line.current, line.future, line.capacity)
    )
    return Line(
        line.id, line.name, line.kind, line.payer, current, future, line.capacity_unit, capacity
    )


@dataclass(frozen=True, eq=False)
class _Work:
    spec: ImpactSpec
    values: Values

    def number(self, key: str) -> FloatArray:
        """Return an input: a single number, or a column of draws beside the years."""
        found: FloatArray = np.asarray(self.values[key], dtype="float64")
        return found[:, np.newaxis] if found.ndim else found

    def by_year(self, part: str) -> FloatArray:
        columns = [self.number(f"{part}.year-{year}") for year in range(1, self.spec.years + 1)]
        return np.concatenate(
            [np.broadcast_to(column, (*column.shape[:-1], 1)) for column in self._same(columns)],
            axis=-1,
        )

    def _same(self, columns: list[FloatArray]) -> list[FloatArray]:
        shape = np.broadcast_shapes(*(np.atleast_1d(column).shape for column in columns))
        return [np.broadcast_to(np.atleast_1d(column), shape) for column in columns]

    def item(
        self,
        side: str,
        item: Item,
        people: tuple[FloatArray, FloatArray],
        starting: tuple[FloatArray, FloatArray],
    ) -> Line:
        """Return the line of an item for (current, future) people, and those of them who start."""
        key = f"{side}.{item.id}"
        units = self.number(f"{key}.units")
        free = self.number(f"{key}.free-units") if side == "new" else np.asarray(0.0)
        price = self.number(f"{key}.unit-cost") * (
            1 + VAT_RATE if item.vat == "irrecoverable" else 1.0
        )
        current, future = (
            (all_of_them * units - new * np.minimum(free, units)) * price
            for all_of_them, new in zip(people, starting, strict=True)
        )
        change = (people[1] - people[0]) * units
        return Line(
            key,
            item.name,
            item.kind,
            item.payer,
            current,
            future,
            *_capacity(item.capacity, change),
        )

    def consequence(self, number: int, users: tuple[FloatArray, FloatArray]) -> Line:
        """Return the line of a consequence for (current, future) users."""
        item = self.spec.consequences[number]
        key = f"consequences.{item.id}"
        change, value = self.number(f"{key}.change"), self.number(f"{key}.unit-value")
        current, future = (people * change * value for people in users)
        units = (users[1] - users[0]) * change
        return Line(
            key, item.name, item.kind, item.payer, current, future, *_capacity(item.capacity, units)
        )

    def one_off(self, number: int, people: FloatArray) -> Line:
        """Return the line of a cost that is paid once."""
        item = self.spec.one_off[number]
        key = f"one-off.{item.id}"
        nothing = np.zeros_like(people)
        amounts = [
            self.number(f"{key}.year-{year}") if year <= len(item.amounts) else np.asarray(0.0)
            for year in range(1, self.spec.years + 1)
        ]
        future = np.concatenate(
            [np.broadcast_to(part, (*part.shape[:-1], 1)) for part in self._same(amounts)], axis=-1
        )
        return Line(key, item.name, item.kind, item.payer, nothing, future, "", nothing)


def _capacity(capacity: Capacity | None, units: FloatArray) -> tuple[str, FloatArray]:
    if capacity is None:
        return "", np.zeros_like(units)
    return capacity.unit, units * capacity.per_unit

"""The power curve: its axis is what varies, and its alt text holds every number."""

import numpy as np
from matplotlib.figure import Figure

from evaluation.its.designs.method import Method
from evaluation.its.planning.planned import Change, Plan
from evaluation.its.planning.planned_errors import GaussianErrors
from evaluation.its.planning.power import Power, power
from evaluation.present import power_figure as module
from evaluation.present.power_figure import power_figure

METHODS = (Method("ols"), Method("newey-west"))


def studied(after=(12,), rhos=(0.4,), effects=(2.0,), methods=METHODS, **more: object) -> Power:
    plan = Plan(
        "monthly",
        (12,),
        after,
        tuple(Change(level=size) for size in effects),
        tuple(GaussianErrors((rho,)) for rho in rhos),
        methods=methods,
        simulations=60,
        **more,  # type: ignore[arg-type]
    )
    return power(plan, np.random.default_rng(2))


def test_the_axis_is_the_number_after_where_it_varies_and_all_numbers_are_in_the_alt_text() -> None:
    figure = power_figure(studied(after=(12, 24, 36)), "SD")
    assert figure.alt.startswith("Line chart of power by months after the change, 2 lines. ols: ")
    for share in figure.data["power"]:
        assert f"{100 * share:.1f}%" in figure.alt or share == 1
    assert "(not honest)" in figure.alt
    assert figure.caption.startswith("Power by months after the change: from ")
    assert len(figure.data) == 6
    assert figure.svg.startswith("<?xml")
    assert figure.png.startswith(b"\x89PNG")


def test_lines_are_told_apart_by_what_else_varies() -> None:
    figure = power_figure(studied(rhos=(0.0, 0.4), effects=(1.0, 3.0)), "SD")
    assert "Line chart of power by effect, 4 lines." in figure.alt
    assert "ols, rho 0.4:" in figure.alt
    assert "at 3 SD" in figure.alt


def test_an_effect_at_the_end_is_one_line_though_it_grows() -> None:
    figure = power_figure(studied(after=(12, 24), measure="end", methods=METHODS[:1]), "")
    assert "1 line." in figure.alt


def test_a_single_length_is_a_point_at_its_autocorrelation() -> None:
    figure = power_figure(studied(effects=(9.0,), methods=METHODS[:1]), "")
    assert figure.alt.startswith("Line chart of power by autocorrelation, 1 line. ols: ")
    assert " at 0.4" in figure.alt


def test_many_values_on_the_axis_are_not_all_labelled() -> None:
    many = studied(after=tuple(range(10, 22)), methods=METHODS[:1])
    assert len(power_figure(many, "").data) == 12


def test_hollow_points_are_explained_only_where_there_are_some() -> None:
    honest = studied(rhos=(0.0,), methods=METHODS[:1])
    assert all(trial.is_honest for trial in honest.trials)
    assert power_figure(honest, "").svg != power_figure(studied(), "").svg
    assert "(not honest)" not in power_figure(honest, "").alt


def test_few_lines_are_named_at_their_ends_and_many_in_a_legend(monkeypatch) -> None:
    kept: list[Figure] = []

    def keep(figure: Figure) -> tuple[str, bytes]:
        kept.append(figure)
        return "<svg/>", b"png"

    monkeypatch.setattr(module, "rendered", keep)
    power_figure(studied(after=(12, 24), rhos=(0.0, 0.4)), "SD")
    power_figure(studied(after=(12, 24), rhos=(0.0, 0.2, 0.4, 0.6)), "SD")
    few, many = (figure.axes[0] for figure in kept)
    assert few.get_legend() is None
    assert [text.get_text() for text in few.texts][:2] == ["ols, rho 0", "newey-west, rho 0"]
    assert len(many.get_legend().get_texts()) == 8
    assert not many.texts

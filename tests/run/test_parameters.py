"""Parameters are checked against the notebook's own before anything starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import InvalidInput
from evaluation.run.parameters import check_parameters, declared_parameters

MakeNotebook = Callable[..., Path]


def test_the_tagged_cell_declares_names_and_defaults(make_notebook: MakeNotebook) -> None:
    source = '# which\nproject: str = "falls"  # slug\nlags = 3\nlevel = 0.95\nnote = None'
    declared = declared_parameters(make_notebook(parameters=source))
    assert declared == {"project": "falls", "lags": 3, "level": 0.95, "note": None}


def test_values_that_fit_pass(make_notebook: MakeNotebook) -> None:
    notebook = make_notebook(parameters='project = ""\nlevel = 0.95\nnote = None\nlags = [1]')
    check_parameters(notebook, {"project": "feno", "level": 1, "note": {"a": [1]}, "lags": []})


def test_an_unknown_name_is_refused_with_the_nearest(make_notebook: MakeNotebook) -> None:
    with pytest.raises(InvalidInput, match=r"no parameter 'projct'\. Did you mean 'project'"):
        check_parameters(make_notebook(), {"projct": "falls"})


def test_a_name_like_no_other_is_refused_with_all_names(make_notebook: MakeNotebook) -> None:
    with pytest.raises(InvalidInput, match="It has: project, workspace, year, results"):
        check_parameters(make_notebook(), {"zzz": "falls"})


@pytest.mark.parametrize("value", [2025, True, ["2025/26"], None])
def test_another_type_is_refused(make_notebook: MakeNotebook, value: Any) -> None:
    with pytest.raises(InvalidInput, match=r"'year' of made\.ipynb must be str"):
        check_parameters(make_notebook(), {"year": value})


def test_true_is_no_number(make_notebook: MakeNotebook) -> None:
    with pytest.raises(InvalidInput, match="must be int, not bool"):
        check_parameters(make_notebook(parameters="lags = 1"), {"lags": True})


@pytest.mark.parametrize("value", [Path("a"), ("a",), float("inf"), {1: "a"}, [object()]])
def test_what_is_not_plain_json_is_refused(make_notebook: MakeNotebook, value: Any) -> None:
    with pytest.raises(InvalidInput, match="not plain JSON"):
        check_parameters(make_notebook(parameters="any = None"), {"any": value})


@pytest.mark.parametrize(
    "source", ["x = open('a')", "if True:\n    x = 1", "x, y = 1, 2", "x: int", "x ="]
)
def test_a_cell_of_anything_but_plain_assignments_is_refused(
    make_notebook: MakeNotebook, source: str
) -> None:
    with pytest.raises(InvalidInput, match="not made of plain assignments"):
        declared_parameters(make_notebook(parameters=source))


def test_a_notebook_without_the_tag_is_refused(make_notebook: MakeNotebook) -> None:
    notebook = make_notebook()
    notebook.write_text(notebook.read_text().replace('"parameters"', '"other"'))
    with pytest.raises(InvalidInput, match="has 0 cells tagged 'parameters'"):
        declared_parameters(notebook)


@pytest.mark.parametrize("content", ["not json", "[]", '{"cells": 1}', "{}"])
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(content)
    with pytest.raises(InvalidInput, match="not a notebook of format 4"):
        declared_parameters(path)


def test_a_missing_notebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="does not exist"):
        declared_parameters(tmp_path / "none.ipynb")

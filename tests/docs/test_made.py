"""The reference holds every command, option, key, table, column and public name, with a meaning."""

from __future__ import annotations

import doctest
import importlib
import inspect

import pytest

from docs.ext.commands import all_commands, command_text, commands_text, shown_parameters
from docs.ext.errors import errors_text, exit_codes
from docs.ext.formulas import formula_html
from docs.ext.made import MARK, filled, with_downloads
from docs.ext.markdown import cell, table
from docs.ext.modules import module_text, public_modules
from docs.ext.settings import FILES, key_of, meaning, models_of, settings_text
from docs.ext.tables import tables_text
from evaluation import workspace
from evaluation.errors import EvaluationError
from evaluation.tables import dictionary_frame
from evaluation.workspace.strict import StrictModel
from tests.docs.pages import DOCS, page_paths

ROOMS = ("audit", "disclosure", "equity", "hub", "intervals", "its", "kpi", "monitoring", "value")


def test_every_command_and_every_option_is_there():
    text = commands_text()
    for name, command in all_commands().items():
        assert f"## `evaluation {name}`\n" in text
        options = [item for item in shown_parameters(command) if item.param_type_name == "option"]
        assert all(f"`{', '.join(item.opts)}`" in command_text(name) for item in options)


def test_every_command_says_what_it_does():
    assert [name for name, command in all_commands().items() if not command.help] == []


def test_choices_and_defaults_of_an_option_are_shown():
    assert "| `--engine` | auto, quarto, embedded | auto | Who publishes. |" in command_text(
        "report"
    )


def test_every_table_and_every_column_is_there():
    text = tables_text()
    for name, rows in dictionary_frame().groupby("table"):
        section = text.split(f"## {name}\n")[1].split("\n## ")[0]
        assert all(f"| `{column}` |" in section for column in rows["column"])
        assert all(cell(words) in section for words in rows["description"])


@pytest.mark.parametrize("file", FILES)
def test_every_key_of_a_file_is_there_with_its_meaning(file):
    text = settings_text(file)
    for model in models_of(file):
        for name, field in model.model_fields.items():
            assert f"| `{key_of(name, field)}` |" in text
            assert meaning(model, name, field), f"{model.__name__}.{name}: see CONTRIBUTING, Pages"


def test_every_model_that_a_user_writes_belongs_to_a_file():
    named = {model for file in FILES for model in models_of(file)}
    models = {
        model for model in _below(StrictModel) if model.__module__.startswith(workspace.__name__)
    }
    bases = {base for model in named for base in model.__mro__}
    assert {model.__name__ for model in models - named - bases} == set()


def _below(model):
    for each in model.__subclasses__():
        yield each
        yield from _below(each)


def test_links_between_groups_of_keys_lead_somewhere():
    text = settings_text("project.yml")
    assert "list of [Kpi](#project-yml-kpi)" in text
    assert "(project-yml-kpi)=" in text


def test_every_exit_code_and_every_error_is_there():
    text = errors_text()
    assert all(f"| {code} | " in text for code in exit_codes().values())
    assert all(f"`{kind.__name__}`" in text for kind in EvaluationError.__subclasses__())


def is_of_ours(found):
    """Return whether it is a class or function of this package, and no name of a type."""
    is_shown = inspect.isclass(found) or inspect.isfunction(found)
    return is_shown and found.__module__.startswith("evaluation.")


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_of_a_room_is_documented(room):
    names = public_modules(f"evaluation.{room}")
    assert names
    for name in names:
        module = importlib.import_module(name)
        assert f".. automodule:: {name}\n" in module_text(f"evaluation.{room}")
        for public in getattr(module, "__all__", ()):
            documented = getattr(module, public)
            assert not is_of_ours(documented) or documented.__doc__, f"{name}.{public}"


def test_every_mark_is_on_some_page_and_no_page_has_another():
    asked = {mark.groups() for path in page_paths() for mark in MARK.finditer(path.read_text())}
    files = {what for maker, what in asked if maker == "settings"}
    rooms = {what for maker, what in asked if maker == "module"}
    assert files == set(FILES)
    assert rooms == {f"evaluation.{room}" for room in ROOMS}
    assert {"commands", "errors", "tables"} <= {maker for maker, _ in asked}
    assert all("<!-- made" not in filled(path.read_text()) for path in DOCS.glob("reference/*.md"))


def test_cells_show_their_text_as_it_is():
    assert cell("a | b\n<c> *") == "a \\| b &lt;c> \\*"
    assert table(("a",), [("1",)]) == "| a |\n| --- |\n| 1 |\n"


def test_a_formula_is_letters_with_sub_and_sup():
    html = formula_html(r"\alpha_{ij} = \frac{x^2}{\sqrt n} \le \hat p < 1")
    assert html == "α<sub>ij</sub> = (x<sup>2</sup>)/(√(n))  ≤  p̂ &lt; 1"


def test_a_word_of_latex_that_is_not_known_is_a_fault_of_the_build():
    with pytest.raises(KeyError):
        formula_html(r"\unheardof")


def test_links_to_markdown_beside_the_site_are_downloads(tmp_path):
    text = "[`README.md`](../README.md) and [`x`](../how-to/x.md)"
    page = tmp_path / "docs" / "reference" / "a.md"
    assert with_downloads(text, page, tmp_path / "docs") == text
    page = tmp_path / "docs" / "rap.md"
    expected = "{download}`README.md <../README.md>`"
    assert with_downloads(text, page, tmp_path / "docs").startswith(expected)


@pytest.mark.parametrize("name", ["accessible", "formulas"])
def test_the_examples_of_the_extensions_hold(name):
    assert doctest.testmod(importlib.import_module(f"docs.ext.{name}")).failed == 0

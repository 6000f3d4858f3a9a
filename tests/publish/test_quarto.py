import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from evaluation.errors import PublishingFailed
from evaluation.publish import PublicationRequest, PublicationResult, publish
from evaluation.publish.quarto import HOOK_VARIABLE, find_quarto
from evaluation.publish.route import choose_route

Request = Callable[..., PublicationRequest]

REPOSITORY = Path(__file__).parents[2]

# Stands in for Quarto where a test is about what we make of its answers.
PROGRAM = """#!{python}
import json, os, pathlib, shutil, sys
if sys.argv[1] == "--version":
    print("{version}")
    sys.exit(0)
made = pathlib.Path("reports/output/reports")
made.mkdir(parents=True)
for name in {made!r}:
    shutil.copy(pathlib.Path({source!r}) / name, made / name.replace(".", "-quarto.", 1))
pathlib.Path("called.json").write_text(json.dumps([sys.argv[1:], dict(os.environ)]))
sys.stderr.write({messages!r})
sys.exit({exit_code})
"""
Install = Callable[..., Path]


@pytest.fixture
def install(
    tmp_path: Path, published: PublicationResult, monkeypatch: pytest.MonkeyPatch
) -> Install:
    """Return a function that puts a stand-in for Quarto where `QUARTO` points."""

    def make(
        version: str = "1.9.38", messages: str = "", exit_code: int = 0, made: tuple[str, ...] = ()
    ) -> Path:
        program = tmp_path / "quarto"
        source = str(published.paths["html"].parent)
        program.write_text(
            PROGRAM.format(
                python=sys.executable,
                version=version,
                messages=messages,
                exit_code=exit_code,
                made=made or tuple(path.name for path in published.paths.values()),
                source=source,
            )
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("QUARTO", str(program))
        return program

    return make


def test_quarto_is_taken_when_it_is_good(
    install: Install, reports: Path, request_for: Request
) -> None:
    install()
    result = publish(request_for(reports, engine="auto"))
    assert (result.engine, result.reason) == ("quarto", "Quarto 1.9.38 was found.")
    assert sorted(p.name for p in (reports / "output").iterdir()) == [
        "annual-report.docx",
        "annual-report.html",
        "annual-report.pdf",
    ]


@pytest.mark.parametrize("version", ["1.7.34", "1.8.0", "0.9"])
def test_an_old_quarto_is_explained_and_passed_over(
    version: str, install: Install, reports: Path, request_for: Request
) -> None:
    install(version)
    result = publish(request_for(reports, engine="auto", formats=("html",)))
    assert result.engine == "embedded"
    assert f"Quarto {version} is too old. Install Quarto 1.9 or newer" in result.reason


def test_an_old_quarto_that_was_asked_for_is_refused(
    install: Install, reports: Path, request_for: Request
) -> None:
    install("1.7.34")
    with pytest.raises(PublishingFailed, match="is too old"):
        publish(request_for(reports, engine="quarto"))


@pytest.mark.parametrize(
    ("messages", "exit_code", "words"),
    [
        (
            "\x1b[33mWARNING: Unable to resolve crossref @fig-x\x1b[39m\n",
            0,
            "warned: WARNING: Unable",
        ),
        ("WARNING: Unable to resolve crossref @fig-x\n", 0, "warned: WARNING: Unable to resolve"),
        ("ok\n[WARNING] Could not fetch x\n", 0, "warned: [WARNING] Could not fetch"),
        ("start\nERROR: no such file\n", 1, "failed: ERROR: no such file"),
        ("stopped\n", 1, "failed: stopped"),
        ("", 1, "failed: no reason given"),
    ],
)
def test_what_quarto_says_is_read(
    messages: str,
    exit_code: int,
    words: str,
    install: Install,
    reports: Path,
    request_for: Request,
) -> None:
    install(messages=messages, exit_code=exit_code)
    with pytest.raises(PublishingFailed) as error:
        publish(request_for(reports, engine="quarto"))
    assert words in str(error.value)
    assert not (reports / "output" / "reports").exists()


def test_a_quarto_that_fails_gives_way_to_the_embedded_publisher(
    install: Install, reports: Path, request_for: Request
) -> None:
    install(messages="ERROR: x", exit_code=1)
    result = publish(request_for(reports, engine="auto", formats=("html",)))
    assert result.engine == "embedded"
    assert result.reason.startswith("The embedded publisher was used. Quarto 1.9.38 failed: ERROR")


def test_a_format_that_quarto_leaves_out_is_named(
    install: Install, reports: Path, request_for: Request
) -> None:
    install(made=("annual-report.html",))
    with pytest.raises(PublishingFailed, match="Quarto made no pdf file"):
        publish(request_for(reports, engine="quarto"))


def test_a_workspace_without_settings_for_quarto_is_refused(
    install: Install, reports: Path, request_for: Request
) -> None:
    install()
    (reports.parent / "_quarto.yml").unlink()
    with pytest.raises(PublishingFailed, match=r"lacks _quarto\.yml"):
        publish(request_for(reports, engine="quarto"))


def test_a_missing_quarto_is_explained(tmp_path: Path) -> None:
    with pytest.raises(PublishingFailed) as error:
        find_quarto({"PATH": str(tmp_path)})
    assert str(error.value).startswith("Quarto is not installed. Install Quarto 1.9 or newer")


def test_a_wrong_address_of_quarto_is_explained(tmp_path: Path) -> None:
    with pytest.raises(PublishingFailed, match="that QUARTO names does not exist"):
        find_quarto({"QUARTO": str(tmp_path / "quarto"), "PATH": ""})


def test_a_quarto_without_version_is_refused(install: Install) -> None:
    install(version="unknown")
    with pytest.raises(PublishingFailed, match="does not say its version"):
        find_quarto(os.environ)


def test_a_quarto_that_does_not_run_is_refused(install: Install) -> None:
    program = install()
    program.write_text("#!/nowhere/python\n")
    with pytest.raises(PublishingFailed, match="Quarto does not run"):
        find_quarto(os.environ)


def test_without_quarto_the_reason_says_what_to_do(tmp_path: Path) -> None:
    route = choose_route("auto", {"PATH": str(tmp_path)})
    assert route.quarto is None
    assert "Quarto is not installed. Install" in route.reason


def test_a_quarto_that_never_ends_is_explained(
    install: Install, reports: Path, request_for: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    monkeypatch.setattr("evaluation.publish.quarto.TIME_LIMIT_SECONDS", 0)
    with pytest.raises(PublishingFailed, match="did not finish"):
        publish(request_for(reports, engine="quarto"))


def test_quarto_is_told_that_the_hooks_have_nothing_to_do(
    install: Install, reports: Path, request_for: Request
) -> None:
    install()
    publish(request_for(reports, engine="quarto"))
    arguments, variables = json.loads((reports.parent / "called.json").read_text())
    assert arguments == ["render", "reports/annual-report-quarto.qmd", "--no-clean"]
    assert variables[HOOK_VARIABLE] == "1"
    assert variables["QUARTO_PYTHON"] == sys.executable


@pytest.mark.parametrize(
    "messages",
    [
        "WARNING: PDF standard validation requested but verapdf is not installed.\n"
        "Install with: quarto install verapdf\nStandards requested: ua-1\n",
        "WARNING: typst-gather analyze failed; staging all packages as fallback: x\n",
        "WARNING: Specified QUARTO_PYTHON '/nowhere' does not exist\n",
        "warning: unknown font family: source sans pro\n",
        "pandoc\n  to: typst\nOutput created: reports/output/x.pdf\n",
    ],
)
def test_what_is_said_about_helpers_of_quarto_is_no_fault(
    messages: str, install: Install, reports: Path, request_for: Request
) -> None:
    install(messages=messages)
    assert publish(request_for(reports, engine="quarto")).engine == "quarto"


def test_a_pdf_that_its_checker_refuses_is_a_fault(
    install: Install, reports: Path, request_for: Request
) -> None:
    install(messages="WARNING: PDF validation failed for ua-1:\nclause 7.1\n")
    with pytest.raises(PublishingFailed, match="PDF validation failed for ua-1"):
        publish(request_for(reports, engine="quarto"))


def test_the_settings_for_quarto_never_run_code_and_name_files_that_exist() -> None:
    settings = yaml.safe_load((REPOSITORY / "_quarto.yml").read_text(encoding="utf-8"))
    assert settings["execute"] == {"enabled": False, "echo": False, "warning": False}
    named = [
        *(item["path"] if isinstance(item, dict) else item for item in settings["filters"]),
        *(settings["project"][f"{when}-render"].split()[0] for when in ("pre", "post")),
        settings["format"]["html"]["css"],
        *settings["format"]["typst"]["template-partials"],
        settings["format"]["docx"]["reference-doc"],
    ]
    assert [name for name in named if not (REPOSITORY / name).is_file()] == []
    assert settings["format"]["typst"]["pdf-standard"] == "ua-1"
    assert settings["lang"] == "en-GB"

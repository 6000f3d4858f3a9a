"""`evaluation review` and `evaluation release`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation import cli


def typed(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        cli.main([str(argument) for argument in arguments])
    assert isinstance(caught.value.code, int)
    return caught.value.code


def test_a_year_is_reviewed_and_released(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed("review", "2025/26", "--workspace", published) == 0
    assert "Nothing stands in the way" in capsys.readouterr().out
    arguments = ("release", "2025/26", "--workspace", published, "--date", "2026-06-30")
    assert typed(*arguments) == 0
    assert capsys.readouterr().out == "reports/releases/2025-26\n"
    assert typed(*arguments) == 2
    assert "sealed already" in capsys.readouterr().err
    assert typed(*arguments, "--amend", "A wrong unit.") == 0
    assert capsys.readouterr().out == "reports/releases/2025-26-2\n"


def test_a_release_that_is_refused_tells_everything_at_once(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (published / "data/quality-assurance/2025-26.yml").unlink()
    (published / "reports/results/manifest.json").unlink()
    assert typed("release", "2025/26", "--workspace", published) == 2
    said = capsys.readouterr().err
    assert "The manifest is missing" in said
    assert "quality assurance of this year is not recorded" in said
    assert "2 things stand in the way" in said
    assert typed("review", "2025/26", "--write", "--workspace", published) == 0
    assert "Written: data/quality-assurance/2025-26.yml" in capsys.readouterr().out

import pytest

from evaluation.present import palette


@pytest.mark.parametrize("colour", palette.TEXT_COLOURS)
def test_every_text_colour_reaches_the_contrast_of_wcag_aa(colour):
    assert palette.contrast(colour) >= 4.5


@pytest.mark.parametrize("colour", palette.GRAPHIC_COLOURS)
def test_every_graphic_colour_reaches_the_contrast_of_wcag_aa_for_graphics(colour):
    assert palette.contrast(colour) >= 3


def test_contrast_agrees_with_the_published_ratio_of_nhs_blue():
    assert palette.contrast(palette.BLUE) == pytest.approx(6.38, abs=0.01)

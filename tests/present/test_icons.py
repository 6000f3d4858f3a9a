import pytest
from matplotlib.figure import Figure

from evaluation.monitoring.charts import ASSURANCE_WORDS, VARIATION_WORDS
from evaluation.present import icons, palette


def drawn(draw, name):
    axes = Figure().add_axes((0, 0, 1, 1))
    draw(axes, name)
    shapes = [type(patch).__name__ for patch in axes.patches]
    points = [len(patch.get_path().vertices) for patch in axes.patches]
    return [text.get_text() for text in axes.texts], shapes, points


@pytest.mark.parametrize("variation", VARIATION_WORDS)
def test_every_variation_has_words_and_a_shape(variation):
    texts, shapes, _ = drawn(icons.variation_icon, variation)
    assert icons.MEANING_WORDS[icons.meaning_of(variation).kind] in texts
    assert shapes


def test_improvement_and_concern_differ_by_shape_and_not_only_by_colour():
    looks = {kind: drawn(icons.variation_icon, f"{kind}-high") for kind in icons.MEANINGS[1:]}
    outlines = {}
    for kind in looks:
        axes = Figure().add_axes((0, 0, 1, 1))
        icons.variation_icon(axes, f"{kind}-high")
        outline = axes.patches[0]
        shape = outline.get_path().transformed(outline.get_patch_transform()).vertices
        outlines[kind] = shape.round(2).tolist()
    assert outlines["improvement"] != outlines["concern"] != outlines["neither"]
    assert len({icons.MARKERS[kind] for kind in icons.MEANINGS}) == len(icons.MEANINGS)


def test_high_and_low_differ_by_letter():
    assert "H" in drawn(icons.variation_icon, "concern-high")[0]
    assert "L" in drawn(icons.variation_icon, "concern-low")[0]


@pytest.mark.parametrize("assurance", ASSURANCE_WORDS)
def test_every_assurance_has_a_letter_and_words(assurance):
    texts, shapes, _ = drawn(icons.assurance_icon, assurance)
    expected = [icons.ASSURANCE_LETTERS[assurance], icons.ASSURANCE_SHORT[assurance]]
    assert (texts, shapes) == (expected, ["Polygon"])


@pytest.mark.parametrize("draw", [icons.variation_icon, icons.assurance_icon])
def test_where_there_is_nothing_to_say_there_is_a_dash(draw):
    assert drawn(draw, None) == (["–"], [], [])


@pytest.mark.parametrize("colour", [*icons.COLOURS.values(), *icons.ASSURANCE_COLOURS.values()])
def test_every_colour_can_be_told_from_white(colour):
    assert palette.contrast(colour) >= 3

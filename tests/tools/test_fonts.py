from django.core.management import call_command
from fontTools.ttLib import TTFont

from tools.management.commands import fonts

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyẠảấẦẩẫậắằẳẵặẹẻẽềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ₫≥≤–…"


def test_the_web_font_has_every_vietnamese_letter_and_tabular_figures(settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "fonts").mkdir()
    call_command("fonts")
    font = TTFont(fonts.web_font_path(400))
    assert {letter for letter in VIETNAMESE if ord(letter) not in font.getBestCmap()} == set()
    figures = [f"{font.getBestCmap()[ord(figure)]}.tnum" for figure in "0123456789"]
    assert len({font["hmtx"][name][0] for name in figures}) == 1
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_a_font_that_is_there_is_not_made_again(settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "fonts").mkdir()
    for weight in fonts.WEIGHTS:
        fonts.web_font_path(weight).write_bytes(b"kept")
    call_command("fonts")
    assert fonts.web_font_path(600).read_bytes() == b"kept"

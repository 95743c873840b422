"""Web fonts out of the packaged typeface: the letters of our two languages, every figure style."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}
# Latin with Vietnamese marks, punctuation, superscripts, currency, arrows, mathematical signs, shapes.
UNICODES = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *range(0x2B0, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2070),
    *range(0x2070, 0x20D0),
    *range(0x2190, 0x2200),
    *range(0x2200, 0x2270),
    *range(0x25A0, 0x2600),
]


def web_font_path(weight: int) -> Path:
    return Path(settings.VAR) / "fonts" / f"be-vietnam-pro-{weight}.woff2"


def packaged_font(style: str) -> Path:
    from fontpkg_be_vietnam_pro import ROOT

    return Path(ROOT) / "files" / f"BeVietnamPro-{style}.ttf"


def add_tabular_figures(font: Any) -> None:
    """Gives the font the feature `tnum`, which Be Vietnam Pro lacks: columns of figures must line up."""
    from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables import otTables

    letters, metrics, swaps = font.getBestCmap(), font["hmtx"].metrics, {}
    width = metrics[letters[ord("0")]][0]
    for name in (letters[ord(figure)] for figure in "0123456789"):
        advance, bearing = metrics[name]
        shift = (width - advance) // 2
        pen = TTGlyphPen(font.getGlyphSet())
        pen.addComponent(name, (1, 0, 0, 1, shift, 0))
        swaps[name] = f"{name}.tnum"
        font["glyf"][swaps[name]] = pen.glyph()
        metrics[swaps[name]] = (width, bearing + shift)
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(swaps)]))
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [len(table.LookupList.Lookup) - 1]
    table.FeatureList.FeatureRecord.append(record)
    for script in (entry.Script for entry in table.ScriptList.ScriptRecord):
        systems = [script.DefaultLangSys, *(entry.LangSys for entry in script.LangSysRecord)]
        for system in filter(None, systems):
            system.FeatureIndex.append(len(table.FeatureList.FeatureRecord) - 1)


def make_web_font(source: Path, target: Path) -> None:
    """Writes `target` (woff2) with the letters of UNICODES and all layout features of `source`."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    whole = TTFont(source)
    add_tabular_figures(whole)
    # Written and read again: the subsetter trusts the counts that only saving brings up to date.
    buffer = BytesIO()
    whole.save(buffer)
    buffer.seek(0)
    options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False, glyph_names=True)
    font = subset.load_font(buffer, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=UNICODES)
    cutter.subset(font)
    draft = target.with_suffix(".new")
    subset.save_font(font, str(draft), options)
    draft.replace(target)


class Command(BaseCommand):
    help = "Writes var/fonts/*.woff2 where they are missing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for weight, style in WEIGHTS.items():
            target = web_font_path(weight)
            if not target.exists():
                make_web_font(packaged_font(style), target)
                self.stdout.write(f"{target.name}: {target.stat().st_size // 1024} KB")

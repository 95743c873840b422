"""The small parts of an .xlsx: relationships, the list of sheets, styles, shared strings."""

import posixpath

from workbooks.opening import values
from workbooks.opening.gathering import NO_STYLE, Run, Style, style_of
from workbooks.opening.limits import MAX_CELL_TEXT, MAX_SHEETS, MAX_STRINGS, MAX_STYLES, MAX_TEXT, Refused
from workbooks.opening.markup import Attributes, Visitor, known

_RUN_TAGS = ("t", "r", "rPr", "rFont", "strike", "vertAlign", "rPh")
_FALSE = ("0", "false")


def is_on(attributes: Attributes, name: str = "val", default: str = "1") -> bool:
    """A flag: <strike/> and <strike val="1"/> are on, <strike val="0"/> is off."""
    return attributes.get(name, default) not in _FALSE


class Relations(Visitor):
    """Relationship id → (last word of its type, full name of the part); what lies outside the archive is left out."""

    tags = known("Relationship")

    def __init__(self, folder: str):
        super().__init__()
        self.folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def opened(self, tag: str, attributes: Attributes) -> None:
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", self.folder, attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = kind, target.lstrip("/")

    def first(self, kind: str) -> str:
        """The part of this kind, or an empty string."""
        return next((target for word, target in self.targets.values() if word == kind), "")


class Contents(Visitor):
    """The sheets in order as (name, relationship id, is hidden), and the epoch."""

    tags = known("workbookPr", "sheet")

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def opened(self, tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            self.is_1904 = is_on(attributes, "date1904", "0")
            return
        relation = next((value for name, value in attributes.items() if name.endswith(" id")), "")
        name = values.clean(attributes.get("name", ""))[:255]
        self.sheets.append((name, relation, attributes.get("state", "visible") != "visible"))
        if len(self.sheets) > MAX_SHEETS:
            raise Refused("too_many_sheets", limit=MAX_SHEETS)


class Styles(Visitor):
    """Cell styles by number: the font's name and strike-through, the number format."""

    tags = known("numFmts", "numFmt", "fonts", "font", "name", "strike", "cellXfs", "xf")

    def __init__(self) -> None:
        super().__init__()
        self._section = ""
        self._formats = dict(values.BUILTIN_FORMATS)
        self._fonts: list[tuple[str, bool]] = []
        self._uses: list[tuple[int, int]] = []

    def opened(self, tag: str, attributes: Attributes) -> None:
        if tag in ("numFmts", "fonts", "cellXfs"):
            self._section = tag
        elif tag == "numFmt" and self._section == "numFmts":
            self._formats[int(attributes["numFmtId"])] = values.clean(attributes.get("formatCode", ""))[:255]
        elif tag == "font" and self._section == "fonts":
            self._fonts.append(("", False))
        elif tag == "xf" and self._section == "cellXfs":
            self._uses.append((int(attributes.get("fontId", 0)), int(attributes.get("numFmtId", 0))))
        elif self._section == "fonts" and self._fonts:
            name, struck = self._fonts[-1]
            if tag == "name":
                self._fonts[-1] = attributes.get("val", "")[:64], struck
            elif tag == "strike":
                self._fonts[-1] = name, is_on(attributes)
        if max(len(self._formats), len(self._fonts), len(self._uses)) > MAX_STYLES:
            raise Refused("too_many_styles", limit=MAX_STYLES)

    def closed(self, tag: str) -> None:
        if tag == self._section:
            self._section = ""

    def found(self) -> list[Style]:
        """The styles in order."""
        made: dict[tuple[int, int], Style] = {}
        for use in self._uses:
            if use not in made:
                font = self._fonts[use[0]] if 0 <= use[0] < len(self._fonts) else NO_STYLE[:2]
                made[use] = style_of(*font, self._formats.get(use[1], ""))
        return [made[use] for use in self._uses]


class RunsVisitor(Visitor):
    """Collects the runs of one rich text after another; readings beside East Asian text are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self._length = 0
        self._font: str | None = None
        self._struck: bool | None = None
        self._raised = False
        self._is_plain = True
        self._is_reading = False

    def begin_text(self) -> None:
        """Forget the runs before."""
        self.runs = []
        self._length = 0
        self._font = self._struck = None
        self._raised = False
        self._is_plain = True
        self._is_reading = False

    def opened(self, tag: str, attributes: Attributes) -> None:
        if tag == "t":
            self.pieces = []
        elif tag == "r":
            self._font = self._struck = None
            self._raised = False
        elif tag == "rPr":
            self._struck = False
            self._is_plain = False
        elif tag == "rFont":
            self._font = attributes.get("val", "")[:64]
        elif tag == "strike":
            self._struck = is_on(attributes)
        elif tag == "vertAlign":
            self._raised = attributes.get("val") == "superscript"
        elif tag == "rPh":
            self._is_reading = True

    def closed(self, tag: str) -> None:
        if tag == "rPh":
            self._is_reading = False
        elif tag == "t" and self.pieces is not None:
            text = values.unescaped("".join(self.pieces))
            self.pieces = None
            if text and not self._is_reading and self._length <= MAX_CELL_TEXT:
                self.runs.append((text, self._font, self._struck, self._raised))
                self._length += len(text)

    def item(self) -> str | list[Run]:
        """The text; as runs where fonts or strikes were given."""
        return "".join([run[0] for run in self.runs]) if self._is_plain else self.runs


class Strings(RunsVisitor):
    """The shared strings in order. Refused beyond what cells could hold."""

    tags = known("si", *_RUN_TAGS)

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str | list[Run]] = []
        self._text_left = MAX_TEXT

    def opened(self, tag: str, attributes: Attributes) -> None:
        if tag == "si":
            self.begin_text()
        else:
            super().opened(tag, attributes)

    def closed(self, tag: str) -> None:
        if tag != "si":
            super().closed(tag)
            return
        self.strings.append(self.item())
        self._text_left -= self._length
        if self._text_left < 0 or len(self.strings) > MAX_STRINGS:
            raise Refused("too_much_text", limit=MAX_TEXT)

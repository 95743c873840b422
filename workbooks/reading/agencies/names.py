"""Which agencies a text names: names with commas inside, aliases, groups, prefixes said once. Pure.

The longest known name is matched first, word by word, never by splitting at separators: "Sở Văn hóa, Thể thao và
Du lịch và Sở Thông tin và Truyền thông" is two agencies. Case, tone placement, i/y and punctuation do not matter;
marks do, but a text without them is proposed.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise

from dxtracker.lib.text import clean, fold, one_form
from kpis.grammar.shapes import Problem
from workbooks.reading.agencies.groups import group_keys, roles
from workbooks.reading.agencies.phrases import PIECES, Excepted, excepted, vague_pieces
from workbooks.reading.agencies.words import (
    BREAK,
    EVERY,
    HARD,
    INTRODUCING,
    LEVELS,
    PROVINCE,
    ROLE_WORDS,
    SOFT,
    TOGETHER,
    Word,
    flat,
    split,
    syllables,
)
from workbooks.reading.shapes import Found

__all__ = ["Directory", "find", "group_keys", "nearest", "roles"]

LONGEST = 200  # what is kept of a name that nobody knows; messages quote less (wording.py)
PREFIXES = "UBND huyện|UBND thành phố|UBND thị xã|UBND xã|UBND phường|UBND thị trấn|Sở|Ban|Chi cục"
CARRIED = tuple(flat(split(prefix)) for prefix in PREFIXES.split("|"))
ENOUGH = 0.3  # how alike a name must be to be proposed


@dataclass(frozen=True, eq=False)
class Directory:
    """The agencies of one moment by every name they go by; keys are `same_name_key`s.

    `names`: key → codes (several: the name is ambiguous); `groups`: key → codes of the members; `official`:
    code → official name; `divisions`: agency code → key of a division's name → division code.
    """

    names: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    official: Mapping[str, str]
    divisions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    group_names: tuple[str, ...] = ()  # of the peer groups, as a cell may say them

    @cached_property
    def index(self) -> dict[str, tuple[str, ...]]:
        """Names written in one go, without spaces and punctuation → codes."""
        written: dict[str, dict[str, None]] = defaultdict(dict)
        for key, codes in self.names.items():
            for spelling in spellings(key):
                written[spelling].update(dict.fromkeys(codes))
        return {spelling: tuple(codes) for spelling, codes in written.items() if spelling}

    @cached_property
    def group_index(self) -> dict[str, tuple[str, ...]]:
        return {spelling: codes for key, codes in self.groups.items() for spelling in spellings(key) if spelling}

    @cached_property
    def longest(self) -> int:
        """How many words the longest name may have, abbreviations written apart included."""
        return max((len(split(key)) for key in (*self.names, *self.groups)), default=0) + 4

    @cached_property
    def levels(self) -> dict[str, frozenset[str]]:
        """Code → the words of its official name: "xã Tam Đảo" is not the district."""
        return {code: frozenset(word.key for word in split(name)) for code, name in self.official.items()}

    @cached_property
    def peers(self) -> dict[str, frozenset[str]]:
        """Code → all codes that share a group with it."""
        together: dict[str, set[str]] = defaultdict(set)
        for codes in set(self.groups.values()):
            for code in codes:
                together[code].update(codes)
        return {code: frozenset(codes) for code, codes in together.items()}

    @cached_property
    def trigrams(self) -> tuple[dict[str, list[tuple[str, str]]], dict[str, int]]:
        """Three letters → (code, folded name) that have them; folded name → how many it has."""
        having: dict[str, list[tuple[str, str]]] = defaultdict(list)
        size: dict[str, int] = {}
        pairs = [(fold(key), code) for key, codes in self.names.items() for code in codes]
        named = {code for _, code in pairs}
        pairs += [(fold(name), code) for code, name in self.official.items() if code in named]
        for name, code in dict.fromkeys(pairs):
            pieces = threes(name)
            size[name] = len(pieces)
            for piece in pieces:
                having[piece].append((code, name))
        return dict(having), size

    @cached_property
    def remembered(self) -> dict[tuple[str, frozenset[str]], Found]:
        """What was found in a text before: sheets repeat themselves."""
        return {}


@dataclass
class Match:
    """A known name in a text: words `start` up to, not including, `end`."""

    start: int
    end: int
    codes: tuple[str, ...]
    is_group: bool = False
    is_prefix: bool = False  # "UBND các huyện" before the names of some

    @property
    def is_clear(self) -> bool:
        return self.is_group or len(self.codes) == 1


def find(text: str, directory: Directory, prefer: frozenset[str] = frozenset()) -> Found:
    """The agencies that `text` names, in the order written; pieces that nobody is called become problems.

    `prefer`: codes that win where a name is ambiguous (the group a matrix column stands under). A problem is
    "unknown_agency" (details name) or "ambiguous_agency", with at most three proposals, best first.
    """
    asked = (text, prefer)
    if asked not in directory.remembered:
        directory.remembered[asked] = _find(text, directory, prefer)
    return directory.remembered[asked]


def nearest(name: str, directory: Directory) -> tuple[str, ...]:
    """Official names most like `name`, at most three, best first; marks and word order count for little."""
    having, size = directory.trigrams
    pieces = threes(fold(name))
    shared = Counter(found for piece in pieces for found in having.get(piece, ()))
    best: dict[str, float] = {}
    for (code, other), common in shared.items():
        best[code] = max(best.get(code, 0.0), 2 * common / (len(pieces) + size[other]))
    ranked = sorted((code for code in best if best[code] >= ENOUGH), key=lambda code: -best[code])
    return tuple(dict.fromkeys(directory.official[code] for code in ranked if code in directory.official))[:3]


def threes(text: str) -> set[str]:
    """The runs of three characters of a folded text, its ends marked."""
    padded = f" {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def spellings(key: str) -> set[str]:
    """How a key reads as `words.flat` writes it. A tone of "hoá/phú" may belong to either word: all ways are given."""
    readings = [""]
    for piece in key.split():
        readings = [f"{reading} {way}" for reading in readings for way in _tones_placed(piece)][:16]
    return {flat(split(unicodedata.normalize("NFC", reading))) for reading in readings}


def _tones_placed(piece: str) -> list[str]:
    parts, tones = syllables(piece)
    if not tones or not parts:
        return [piece]
    ways = []
    for places in combinations(range(len(parts)), min(len(tones), len(parts))):
        toned = dict(zip(places, tones, strict=False))
        ways.append(" ".join(part + toned.get(place, "") for place, part in enumerate(parts)))
    return ways


def _find(text: str, directory: Directory, prefer: frozenset[str]) -> Found:
    text = one_form(text)
    if (parts := excepted(text)) is not None:
        return _all_but(parts, directory, prefer)
    found = _named(text, directory, prefer)
    if not found.unknown:
        return found
    vague = [piece for piece in vague_pieces(text) if not _is_one_agency(piece, directory)]
    if not vague:
        return found
    rest = "\n".join(piece for piece in map(clean, PIECES.split(text)) if piece not in vague)
    others = _named(rest, directory, prefer) if rest else Found()
    problems = (Problem("vague_group", {"name": piece[:LONGEST]}, directory.group_names[:4]) for piece in vague)
    return Found(others.codes, (*problems, *others.unknown))


def _all_but(parts: Excepted, directory: Directory, prefer: frozenset[str]) -> Found:
    """The agencies of a text without those that it takes out, who must be among them."""
    those, but = _find(parts.those, directory, prefer), find(parts.but, directory, prefer)
    unknown = [*those.unknown, *but.unknown]
    if not unknown and not set(but.codes) < set(those.codes):
        unknown = [Problem("exception_of_nobody", {"name": parts.but[:LONGEST]})]
    return Found(tuple(code for code in those.codes if code not in but.codes), tuple(unknown))


def _is_one_agency(piece: str, directory: Directory) -> bool:
    """Whether a phrase in the plural names known agencies one by one all the same."""
    found = _named(piece, directory, frozenset())
    return not found.unknown


def _named(text: str, directory: Directory, prefer: frozenset[str]) -> Found:
    words = split(text)
    matches = _matches(words, directory)
    _mark_prefixes(matches, words)
    unknown: list[Problem] = []
    named: list[tuple[Match, str]] = []
    for start, end in _runs(words, matches):
        inside = [match for match in matches if start <= match.start < end]
        piece = clean(text[words[start].start : words[end - 1].end])
        if _is_covered(words, start, end, inside, directory):
            named += [(match, piece) for match in inside if not match.is_prefix]
        else:
            near = (directory.official.get(match.codes[0], "") for match in inside if len(match.codes) == 1)
            unknown.append(_unknown(piece, directory, [name for name in near if name]))
    clear = {code for match, _ in named if match.is_clear for code in match.codes}
    beside = frozenset().union(*(directory.peers.get(code, frozenset()) for code in clear))
    codes: dict[str, None] = {}
    for match, piece in named:
        meant = match.codes if match.is_clear else _likely(_fitting(match, words, directory), prefer, beside)
        if match.is_clear or len(meant) == 1:
            codes.update(dict.fromkeys(meant))
        else:
            names = tuple(directory.official.get(code, code) for code in meant)
            unknown.append(Problem("ambiguous_agency", {"name": piece[:LONGEST]}, names[:3]))
    return Found(tuple(codes), tuple(unknown))


def _likely(codes: tuple[str, ...], prefer: frozenset[str], beside: frozenset[str]) -> tuple[str, ...]:
    """Of the codes of an ambiguous name the one that is asked for, or that goes with the names beside it; else all."""
    for these in (prefer, beside):
        if len(fitting := tuple(code for code in codes if code in these)) == 1:
            return fitting
    return codes


def _fitting(match: Match, words: list[Word], directory: Directory) -> tuple[str, ...]:
    """Of the codes of an ambiguous name, those whose level ("phường") was said before it."""
    before = words[match.start - 1].key if match.start else ""
    if before not in LEVELS:
        return match.codes
    return tuple(code for code in match.codes if before in directory.levels.get(code, ())) or match.codes


def _unknown(piece: str, directory: Directory, first: list[str]) -> Problem:
    proposals = tuple(dict.fromkeys([*first, *nearest(piece, directory)]))[:3]
    return Problem("unknown_agency", {"name": piece[:LONGEST]}, proposals)


def _matches(words: list[Word], directory: Directory) -> list[Match]:
    matches: list[Match] = []
    carried, at = "", 0
    while at < len(words):
        if matches and words[at].key == PROVINCE and matches[-1].end == at and not words[at - 1].after:
            at = _past_province(words, at)
            continue
        match = _longest(words, at, "", directory)
        if carried and (other := _longest(words, at, carried, directory)) and (not match or other.end > match.end):
            match = other
        if match is None:
            said = words[at].key + (words[at + 1].key if words[at].key == "ubnd" and at + 1 < len(words) else "")
            opens = said in CARRIED and _opens_list(words, at, said)
            carried = said if opens else carried
            at += 1
            continue
        written = flat(words[match.start : match.end])
        carried = next((prefix for prefix in CARRIED if written.startswith(prefix)), carried)
        matches.append(match)
        at = match.end
    return matches


def _past_province(words: list[Word], at: int) -> int:
    """After "tỉnh Vĩnh Phúc" that ends the name of an agency: the province itself is not meant."""
    while at < len(words) and words[at].key != TOGETHER:
        at += 1
        if words[at - 1].after:
            break
    return at


def _opens_list(words: list[Word], at: int, said: str) -> bool:
    """Is the "Sở" at `at` said once for the names that follow ("Các sở: Nội vụ, Tài chính")?"""
    last = at + (1 if said.startswith("ubnd") else 0)
    return words[last].after == ":" or (at > 0 and words[at - 1].key == EVERY)


def _longest(words: list[Word], at: int, prefix: str, directory: Directory) -> Match | None:
    if words[at].key == TOGETHER:
        return None
    best, written = None, prefix
    for end in range(at, min(len(words), at + directory.longest)):
        if end > at and words[end - 1].after in BREAK:
            break
        if words[end].key == TOGETHER:
            continue
        written += words[end].key
        if written in directory.index:
            best = Match(at, end + 1, directory.index[written])
        elif not prefix and written in directory.group_index:
            best = Match(at, end + 1, directory.group_index[written], is_group=True)
    return best


def _mark_prefixes(matches: list[Match], words: list[Word]) -> None:
    """A group said right before some of its members only introduces them."""
    for group, member in pairwise(matches):
        gap = words[group.end - 1].after
        if group.is_group and not member.is_group and group.end == member.start and gap in {"", ":", "("}:
            group.is_prefix = bool(set(group.codes) & set(member.codes))


def _runs(words: list[Word], matches: list[Match]) -> Iterator[tuple[int, int]]:
    """Stretches of words without a separator between them; a separator inside a match is part of the name."""
    inside = {place for match in matches for place in range(match.start, match.end - 1)}
    glued = inside | {match.end - 1 for match in matches if match.is_prefix}
    start = 0
    for place, word in enumerate(words):
        is_last = place + 1 == len(words)
        cut = is_last or (place not in glued and _separates(words, place, matches))
        if cut:
            end = place + 1
            while start < end and words[start].key == TOGETHER:
                start += 1
            if start < end and not all(w.key == TOGETHER for w in words[start:end]):
                yield start, end
            start = place + 1
        elif (
            word.key == TOGETHER and place not in inside and place > start and _starts_agency(words, place + 1, matches)
        ):
            yield start, place
            start = place + 1


def _separates(words: list[Word], place: int, matches: list[Match]) -> bool:
    gap = words[place].after
    if gap in HARD:
        return True
    if gap not in SOFT:
        return False
    return _starts_agency(words, place + 1, matches) or any(match.end == place + 1 for match in matches)


def _starts_agency(words: list[Word], place: int, matches: list[Match]) -> bool:
    if place >= len(words) or any(match.start == place for match in matches):
        return True
    return words[place].opens_agency or words[place].key in INTRODUCING


def _is_covered(words: list[Word], start: int, end: int, inside: list[Match], directory: Directory) -> bool:
    """Do known names, and words that change nothing, make up the whole stretch?"""
    taken = {place for match in inside for place in range(match.start, match.end)}
    left = [place for place in range(start, end) if place not in taken]
    if not inside:
        said = flat([word for word in words[start:end] if word.key != EVERY])
        if said in CARRIED and words[end - 1].after == ":":
            return True
        return words[start].is_aside or all(words[p].key in ROLE_WORDS or words[p].key.isdigit() for p in left)
    last = max(match.end for match in inside)
    for place in left:
        key = words[place].key
        if place >= last and key == PROVINCE and not inside[-1].is_group and end - place <= 5:
            return True  # "Sở Nội vụ tỉnh Vĩnh Phúc"
        if key in ROLE_WORDS or (place < last and (key in INTRODUCING or key.isdigit())):
            continue
        following = next((match for match in inside if match.start > place), None)
        if following is None or (key not in LEVELS and key not in CARRIED):
            return False
        if key in LEVELS and not any(key in directory.levels.get(code, ()) for code in following.codes):
            return False
    return True

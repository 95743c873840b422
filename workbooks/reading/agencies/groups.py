"""The words for groups of agencies, and who leads and who helps where one cell says both. Pure."""

import re

from dxtracker.lib.text import clean, same_name_key

SPELLINGS = {  # peer group → how sheets say it, with and without what follows
    "so_ban_nganh": (
        "sở, ban, ngành|sở, ban ngành|sở, ngành|ban, ngành|sở, ban, ngành, đoàn thể|cơ quan chuyên môn",
        "|cấp tỉnh|tỉnh|của tỉnh|thuộc tỉnh|thuộc UBND tỉnh|trực thuộc UBND tỉnh|trên địa bàn tỉnh",
    ),
    "trung_uong": (
        "cơ quan Trung ương|cơ quan, đơn vị Trung ương|đơn vị Trung ương|ngành Trung ương|cơ quan ngành dọc|"
        "ngành dọc|cơ quan Trung ương ngành dọc",
        "|trên địa bàn|trên địa bàn tỉnh|đóng trên địa bàn|đóng trên địa bàn tỉnh|tại địa phương|tỉnh",
    ),
    "huyen": (
        "huyện, thành phố|huyện, thị xã, thành phố|huyện, thành phố, thị xã|thành phố, huyện|thành phố, thị xã, huyện|"
        "thị xã, thành phố|huyện, thị xã|huyện, thị, thành phố|huyện|địa phương|UBND huyện, thành phố|UBND huyện|"
        "UBND huyện, thị xã, thành phố|UBND huyện, thành phố, thị xã|UBND huyện, UBND thành phố|"
        "quận, huyện|quận, huyện, thị xã|UBND thành phố, huyện",
        "|trên địa bàn|trên địa bàn tỉnh|trong tỉnh|thuộc tỉnh|của tỉnh",
    ),
    "xa": (
        "xã, phường, thị trấn|phường, xã, thị trấn|xã, thị trấn, phường|xã, phường|phường, xã|xã|UBND xã, phường|"
        "UBND xã, phường, thị trấn|UBND phường, xã|UBND phường, xã, thị trấn",
        "|trên địa bàn|trên địa bàn tỉnh|trên địa bàn huyện|trong tỉnh",
    ),
}
ALONE = {"huyen": ("UBND cấp huyện", "cấp huyện", "địa phương"), "xa": ("UBND cấp xã", "cấp xã")}
BARE = {"huyen": {"huyện", "UBND huyện"}, "xa": {"xã"}}  # "UBND huyện" alone begins the name of one
HELPS = re.compile(r"\b(?:cơ quan |đơn vị )?phối hợp(?: với| cùng| thực hiện)?\b[\s:)]*", re.IGNORECASE)
BRACKET = re.compile(r"\(\s*phối hợp", re.IGNORECASE)
BETWEEN = " \t\n\r\xa0,;.(-"  # what stands between who leads and the words for who helps
LEADS = re.compile(r"^\s*(?:cơ quan |đơn vị )?chủ trì\s*:\s*", re.IGNORECASE)


def group_keys(code: str, name: str) -> tuple[str, ...]:
    """The keys (`same_name_key`) of all spellings of a peer group: "Các sở, ban, ngành", "sở ngành cấp tỉnh", …

    `code` is the group's code; `name` its own name, which counts with and without "Các".
    """
    spellings = [name, f"Các {name}", *ALONE.get(code, ())]
    terms, endings = SPELLINGS.get(code, ("", ""))
    for term in filter(None, terms.split("|")):
        for ending in endings.split("|"):
            said = f"{term} {ending}".strip()
            many = [f"các {said}", f"UBND các {said}", f"các UBND {said}", f"tất cả các {said}", f"100% các {said}"]
            spellings += many if term in BARE.get(code, ()) else [said, *many]
    return tuple(dict.fromkeys(same_name_key(spelling) for spelling in spellings if clean(spelling)))


def roles(text: str) -> tuple[str, str]:
    """A cell of leads that also says who helps → (leads, coordinators).

    >>> roles("Sở TT&TT chủ trì, phối hợp với Sở Nội vụ")
    ('Sở TT&TT chủ trì', 'Sở Nội vụ')
    >>> roles("Sở Xây dựng (chủ trì), Sở Tài chính (phối hợp)")
    ('Sở Xây dựng (chủ trì)', 'Sở Tài chính')
    """
    if "phối hợp" not in text.casefold():
        return text, ""
    text = LEADS.sub("", text)
    if bracketed := _bracketed(text):
        start, opens, end = bracketed
        before, piece = text[:start], text[start:opens]
        lead, _, helper = piece.rpartition(", ") if "," in piece else ("", "", piece)
        return (before + lead + text[end:]).strip(" ;,\n") or text, helper.strip(" ;,\n")
    lead, *others = HELPS.split(text, maxsplit=1)
    if not others or not (lead := lead.rstrip(BETWEEN).strip(" ;,\n")):
        return text, ""
    return lead, others[0].strip(" ;,\n")


def _bracketed(text: str) -> tuple[int, int, int] | None:
    """Where the name before "(phối hợp …)" begins, where the bracket opens and where it has closed."""
    found = BRACKET.search(text)
    closes = text.find(")", found.end()) if found else -1
    if found is None or closes < 0:
        return None
    opens = found.start()
    start = max(text.rfind(mark, 0, opens) for mark in ";\n(") + 1
    return (start, opens, closes + 1) if start < opens else None

"""What may be a Vietnamese syllable: onset, rhyme, tone. Pure.

The rhymes are those of the Vietnamese alphabet's spelling rules; after c, ch, p and t only two tones are possible.
"""

import re
import unicodedata

_ONSET = re.compile(r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?")
_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn
    uông uôt uơ up ut uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu
    ưt ưu y yêm yên yêng yêt yêu ych yn ynh yt
"""
RHYMES = frozenset(_RHYMES.split())
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOPPED = ("c", "p", "t", "ch")
_SHARP = ("\u0301", "\u0323")


def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable as it is written.

    >>> is_syllable("Quyết"), is_syllable("lục"), is_syllable("lôc"), is_syllable("café")
    (True, True, False, False)
    """
    if not 0 < len(word) < 8 or not (word.islower() or word.istitle() or word.isupper()):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(parts)
    letters = unicodedata.normalize("NFC", _TONE.sub("", parts))
    if len(tones) > 1 or (letters.endswith(_STOPPED) and tones not in ([_SHARP[0]], [_SHARP[1]])):
        return False
    found = _ONSET.match(letters)
    onset = found.group() if found else ""
    starts = {onset, onset[:1], ""} if onset in ("gi", "qu") else {onset}
    return any(letters.startswith(start) and letters[len(start) :] in RHYMES for start in starts)

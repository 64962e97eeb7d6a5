"""Comparing the text of pages with the text of a mail. White space never counts, nor do characters
that are not seen: zero-width ones, soft hyphens, marks of direction."""

import re
import unicodedata

UNSEEN = re.compile("[\\s\\x00-\\x1f\\x7f-\\x9f\\u00ad\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufffe]+")


def bare(text):
    return UNSEEN.sub("", unicodedata.normalize("NFC", text))


def differences(expected, found, allowed=None):
    """The words that are missing from `found`, or stand there in another order, and what stands
    between them that is not `allowed` (a pattern). White space to split words is the mail's."""
    found = bare(found)
    if bare(expected) in found:
        return [], []
    words = [word for word in map(bare, expected.split()) if word]
    # The text begins where most of its first words stand together, or after the head, which has some too.
    starts = {found.find("".join(words[:count])) for count in range(1, 9)} - {-1}
    walks = [walked(words, found, start, allowed) for start in sorted(starts or {0})]
    return min(walks, key=lambda walk: len(walk[0]) + len(walk[1]))


def walked(words, found, start, allowed):
    missing, surplus = [], []
    at = start
    for word in words:
        place = found.find(word, at)
        if place < 0:
            missing.append(word)
            continue
        gap = found[at:place]
        if gap and not (allowed and re.fullmatch(allowed, gap)):
            surplus.append(gap[:200])
        at = place + len(word)
    return missing, surplus


# Some readers turn a bracket that stands between two directions.
MIRRORED = str.maketrans("()[]<>", "(([[<<")

LEVELS = ["lost", "letters", "characters", "words", "exact"]


def level(line, *found):
    """The best that one of several texts keeps of a line of a mail."""
    return max((level_in(line, text) for text in found), key=LEVELS.index)


def level_in(line, found):
    """How much of a line of a mail a reader's text keeps: "exact" (but for white space), "words"
    (all of them, in another order, on one line), "characters" (all, on one line), "letters" (all,
    but not all marks above and below them), "lost"."""
    if bare(line) in bare(found):
        return "exact"
    for shown in found.splitlines():
        if sorted(map(bare, line.split())) == sorted(map(bare, shown.split())):
            return "words"
    line, found = line.translate(MIRRORED), found.translate(MIRRORED)
    for shown in found.splitlines():
        if sorted(bare(line)) == sorted(bare(shown)):
            return "characters"
    letters = [character for character in bare(line) if unicodedata.category(character)[0] != "M"]
    for shown in found.splitlines():
        if sorted(letters) == sorted(character for character in bare(shown) if unicodedata.category(character)[0] != "M"):
            return "letters"
    return "lost"


def without_numbers(pages):
    """The text of all pages, each without its number, which is the last line on it."""
    return "\n".join(re.sub(rf"{number} */ *{len(pages)}\s*$", "\n", page) for number, page in enumerate(pages, 1))

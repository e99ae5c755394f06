"""Cutting values out of the text: outer punctuation goes, the span stays exact."""

from ngayso.reader.reading import Span, Value

_OUTER = " \t\n.,;:…-–—*_"
_PAIRS = {")": "(", "”": "“", "]": "["}


def cut(text: str, start: int, end: int, rule: str, confidence: float) -> Value | None:
    """The value text[start:end] without outer punctuation, None when nothing is left."""
    while start < end and text[start] in _OUTER:
        start += 1
    while start < end:
        last = text[end - 1]
        if last in _OUTER or last in "([“" or (last == "/" and text[end - 2 : end - 1] in (".", " ", "/")):
            end -= 1
        elif last in _PAIRS and text.count(_PAIRS[last], start, end) < text.count(last, start, end):
            end -= 1
        else:
            break
    if start >= end:
        return None
    return Value(" ".join(text[start:end].split()), Span(start, end), rule, confidence)


def first_sentence(text: str, start: int, end: int) -> int:
    """Where the first sentence of text[start:end] ends: at a full stop before a capital letter, or at the end."""
    at = start
    while (at := text.find(". ", at, end)) != -1:
        word = text[start:at].rsplit(" ", 1)[-1].strip('(“"')
        # "TP. Hồ Chí Minh", "v.v. ", "1. Xây dựng" end no sentence.
        if (
            text[at + 2].isupper()
            and not (len(word) <= 2 and (word.isupper() or word.isdigit()))
            and word not in ("TP", "Tp", "ThS", "TS", "PGS")
        ):
            return at
        at += 2
    return end

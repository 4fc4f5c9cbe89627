"""Where a short word of kanji is a word, and where only its characters meet."""


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether the kanji from `start` to `end` are a word."""
    return True

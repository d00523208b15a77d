"""What an address says, read without trust."""


def number(text: str) -> int:
    """The whole number that a parameter holds; nought for anything else, or past what a key can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0  # noqa: PLR2004  a BIGINT

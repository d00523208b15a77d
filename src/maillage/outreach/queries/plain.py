"""Markdown as good plain text: what a person would have typed, not HTML with its tags torn off."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from maillage.outreach.queries.links import full


def plain_of(markdown: str, *, with_links: bool = True) -> str:
    """Paragraphs apart, « - » before items, numbers kept, a link as « words (address) »."""
    writer = Writer(with_links=with_links)
    for token in MarkdownIt("commonmark", {"html": False}).parse(markdown):
        writer.take(token)
    return "\n".join(writer.lines).strip()


class Writer:
    def __init__(self, *, with_links: bool):
        self.with_links = with_links
        self.lines: list[str] = []
        self.numbers: list[int | None] = []  # of the lists that are open; None: no numbers
        self.quotes = 0
        self.mark = ""

    def take(self, token: Token) -> None:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            self.numbers.append(int(token.attrs.get("start", 1)) if token.type[0] == "o" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self.numbers.pop()
            self.pause()
        elif token.type == "list_item_open":
            self.begin_item()
        elif token.type in {"blockquote_open", "blockquote_close"}:
            self.quotes += token.nesting
        elif token.type == "inline":
            said = said_of(token.children or [], with_links=self.with_links)
            self.lines.append(f"{'> ' * self.quotes}{self.mark}{said}")
            self.mark = ""
            self.pause()
        elif token.type in {"hr", "fence", "code_block"}:
            self.lines += ["* * *" if token.type == "hr" else token.content.rstrip(), ""]

    def pause(self) -> None:
        """A blank line, outside lists."""
        if not self.numbers:
            self.lines.append("")

    def begin_item(self) -> None:
        number = self.numbers[-1]
        self.mark = f"{'  ' * (len(self.numbers) - 1)}{'-' if number is None else f'{number}.'} "
        if number is not None:
            self.numbers[-1] = number + 1


def said_of(tokens: list[Token], *, with_links: bool) -> str:
    said, opened, start = "", "", 0
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            said += token.content
        elif token.type in {"softbreak", "hardbreak"}:
            said += " " if token.type == "softbreak" else "\n"
        elif token.type == "link_open":
            opened, start = str(token.attrs.get("href", "")), len(said)
        elif token.type == "link_close" and with_links and opened:
            address = opened[7:] if opened.startswith("mailto:") else full(opened)
            if said[start:].strip() != address:
                said += f" ({address})"
        elif token.type == "image":
            said += token.content
    return said

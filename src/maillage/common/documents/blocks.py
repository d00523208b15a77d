"""What a paper is made of. Every text is plain: no markup is read in it, whoever wrote it."""

from dataclasses import dataclass, field


class Linked(str):
    """The text of a cell that leads somewhere: one may follow it on a screen and in a PDF; elsewhere it is text."""

    __slots__ = ("address",)

    def __new__(cls, text: str, address: str):
        made = super().__new__(cls, text)
        made.address = address
        return made

    def __getnewargs__(self):
        return str(self), self.address


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2  # 1 is the title of the paper


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: list[str]


@dataclass(frozen=True)
class Facts:
    """Labels and values, one pair a line."""

    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    """A table: every row has as many cells as the header; `widths` are relative."""

    caption: str
    header: list[str]
    rows: list[list[str]]
    widths: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Note:
    """Set apart from the rest: a warning, a source, « ne vaut pas avis juridique »."""

    text: str


@dataclass(frozen=True)
class Qr:
    """An address for a phone's camera, with the address in full beneath it."""

    address: str
    label: str


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Bullets | Facts | Grid | Note | Qr | PageBreak


@dataclass(frozen=True)
class Document:
    title: str
    blocks: list[Block]
    subtitle: str = ""
    authority: str = ""
    footer: str = ""

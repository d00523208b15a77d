from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from maillage.common.documents.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    Linked,
    Note,
    PageBreak,
    Paragraph,
    Qr,
)


def to_html(document: Document) -> SafeString:
    """The blocks as a fragment of a page: the title is the page's own, headings begin at the second level."""
    return mark_safe("\n".join(written(block) for block in document.blocks))  # noqa: S308  each is escaped below


def broken(text: str) -> SafeString:
    if isinstance(text, Linked):
        return format_html('<a href="{}">{}</a>', text.address, str(text))
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))


def cells(tag: str, texts: list[str]) -> SafeString:
    return format_html_join(
        "", f"<{tag}>{{}}</{tag.split(maxsplit=1)[0]}>", ((broken(text),) for text in texts)
    )


def grid(block: Grid) -> SafeString:
    rows = format_html_join("", "<tr>{}</tr>", ((cells("td", row),) for row in block.rows))
    return format_html(
        '<div class="table-box" tabindex="0" role="region" aria-label="{}"><table class="table"><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        block.caption,
        block.caption,
        cells('th scope="col"', block.header),
        rows,
    )


def written(block: Block) -> SafeString:  # noqa: PLR0911  one per kind of block
    match block:
        case Heading(text=text, level=level):
            return format_html(f"<h{max(2, level)}>{{}}</h{max(2, level)}>", text)
        case Paragraph(text=text):
            return format_html("<p>{}</p>", broken(text))
        case Bullets(items=items):
            return format_html("<ul>{}</ul>", cells("li", items))
        case Facts(rows=rows):
            pairs = ((label, broken(value)) for label, value in rows)
            return format_html(
                '<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs)
            )
        case Grid():
            return grid(block)
        case Note(text=text):
            return format_html('<p class="notice">{}</p>', broken(text))
        case Qr(address=address, label=label):
            return format_html('<p>{} : <a href="{}">{}</a></p>', label, address, address)
        case PageBreak():
            return mark_safe("<hr>")

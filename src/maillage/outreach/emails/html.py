"""The HTML of a letter, by MJML: tables and inline styles, nothing that a client may not know, nothing fetched from outside."""

import re
from collections.abc import Iterable
from html import escape

from django.conf import settings

from maillage.common.text import render_markdown
from maillage.outreach.enums import BlockKind
from maillage.outreach.queries.pieces import Piece

PINE, DEEP, SAND, PAPER, INK, GREY, LINE, SUN = (
    *("#0f5c4d", "#0a3f36", "#f7f3ea", "#fffdf8", "#1d2b28", "#56645f", "#e2dccd", "#f2b632"),
)
FONTS = "Verdana, Arial, sans-serif"
WIDTH, ROOM = 600, 540

# Clients that drop <style> still read these.
STYLES = {
    "p": "margin:0 0 14px;",
    "ul": "margin:0 0 14px;padding-left:22px;",
    "ol": "margin:0 0 14px;padding-left:22px;",
    "li": "margin:0 0 6px;",
    "h3": f"margin:18px 0 8px;font-size:18px;line-height:1.3;color:{DEEP};",
    "h4": f"margin:14px 0 6px;font-size:16px;line-height:1.3;color:{DEEP};",
    "blockquote": f"margin:0 0 14px;padding-left:14px;border-left:4px solid {LINE};",
    "a": f"color:{PINE};",
}
OPENING = re.compile(r"<(p|ul|ol|li|h3|h4|blockquote|a)(?=[\s>])")
EMPTY = re.compile(r"<(br|hr)>")


def styled(html: str) -> str:
    html = OPENING.sub(lambda found: f'<{found[1]} style="{STYLES[found[1]]}"', html)
    html = EMPTY.sub(r"<\1 />", html)
    return html.replace('href="/', f'href="{settings.BASE_URL}/')


def link(url: str, words: str) -> str:
    return f'<a href="{escape(url)}" style="{STYLES["a"]}">{escape(words)}</a>'


def to_mjml(
    subject: str, authority: str, pieces: Iterable[Piece], foot: list[str], sources: dict[Piece, str]
) -> str:
    """`foot` is HTML, line by line; `sources` gives the address behind each fact."""
    body = "".join(drawn(group, sources) for group in grouped(pieces))
    lines = "".join(f'<p style="margin:0 0 8px;">{line}</p>' for line in foot)
    return f"""<mjml lang="fr"><mj-head><mj-title>{escape(subject)}</mj-title><mj-attributes>
<mj-all font-family="{FONTS}" /><mj-text font-size="16px" line-height="1.55" color="{INK}" padding="0 30px" />
<mj-section padding="0" /></mj-attributes></mj-head>
<mj-body width="{WIDTH}px" background-color="{SAND}">
<mj-section background-color="{DEEP}" padding="22px 0" border-bottom="5px solid {SUN}"><mj-column>
<mj-text color="#ffffff" font-size="15px">{escape(authority)}</mj-text></mj-column></mj-section>
<mj-section background-color="{PAPER}" padding="28px 0 16px"><mj-column>
<mj-text><h1 style="margin:0 0 18px;font-size:26px;line-height:1.25;color:{DEEP};">{escape(subject)}</h1></mj-text>
{body}</mj-column></mj-section>
<mj-section padding="20px 0"><mj-column><mj-text font-size="14px" color="{GREY}">{lines}</mj-text></mj-column></mj-section>
</mj-body></mjml>"""


def grouped(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Facts that follow each other make one list."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if piece.kind == BlockKind.FACT and groups and groups[-1][0].kind == BlockKind.FACT:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def drawn(group: list[Piece], sources: dict[Piece, str]) -> str:  # noqa: PLR0911  one per kind
    piece = group[0]
    text = escape(piece.text)
    match piece.kind:
        case BlockKind.TITLE:
            return f'<mj-text><h2 style="margin:16px 0 10px;font-size:20px;line-height:1.3;color:{DEEP};">{text}</h2></mj-text>'
        case BlockKind.TEXT:
            return f"<mj-text>{styled(render_markdown(piece.text))}</mj-text>"
        case BlockKind.BUTTON:
            return (
                f'<mj-button href="{escape(piece.url)}" background-color="{PINE}" color="#ffffff" font-size="16px" '
                f'font-weight="700" inner-padding="13px 24px" border-radius="8px" align="left" padding="4px 30px 18px">'
                f"{text}</mj-button>"
            )
        case BlockKind.PICTURE:
            return (
                f'<mj-image src="{escape(piece.url)}" alt="{escape(piece.alt)}" width="{min(piece.width, ROOM)}px" '
                f'padding="4px 30px 18px" align="left" />'
            )
        case BlockKind.NEWS:
            return (
                f'<mj-text><h3 style="{STYLES["h3"]}">{escape(piece.label)}</h3><p style="{STYLES["p"]}">{text} '
                f"{link(piece.url, 'Lire la suite')}</p></mj-text>"
            )
        case BlockKind.FACT:
            items = "".join(
                f'<li style="{STYLES["li"]}">{escape(each.text)} {link(sources[each], "Source")}</li>'
                for each in group
            )
            return f'<mj-text><ul style="{STYLES["ul"]}">{items}</ul></mj-text>'
    return f'<mj-divider border-width="1px" border-color="{LINE}" padding="8px 30px 20px" />'


def to_html(mjml: str) -> str:
    from mjml import mjml2html  # noqa: PLC0415  for those who write letters

    return str(mjml2html(mjml, fonts={}))

from tests.permission_table import EVERYBODY, Row


def open_to_all(view, path, **facts) -> Row:
    return Row(view, path, allowed=EVERYBODY, public=True, **facts)


ROWS: list[Row] = [
    open_to_all("law:texts", "/droit/"),
    open_to_all("law:texts", "/droit/?le=2023-12-28"),
    open_to_all("law:composition", "/droit/composition/"),
    open_to_all(
        "law:composition", "/droit/composition/?instance=partners_committee&le=2023-12-30&employers=2"
    ),
    open_to_all("law:composition", "/droit/composition/?instance=cercle&le=hier&employers=-1"),
    # A form's fields are no JSON: refused for what was sent, not for who sent it.
    open_to_all("api:law_composition", "/api/v1/law/composition", method="POST", status=400),
    open_to_all("law_composition", "/api/law/composition", method="POST", status=400),
]

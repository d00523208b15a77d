"""What we cannot run is refused, with the question and the reason: better now than on a market at nine.

A phone page answers: text, integer, decimal, date, time, dateTime, select_one, select_multiple, rank, range, note,
acknowledge, geopoint, geotrace, geoshape, image, calculate, hidden; with groups, repeats, start, end, today, deviceid,
username, phonenumber, email, audit (left empty).
"""

from xml.etree.ElementTree import Element

from maillage.surveys.queries.engine.naming import ODK, XF, FormError, local

MOST_BYTES = 8_000_000
MOST_ELEMENTS = 400_000
DEEPEST = 60
CONTROLS = {"input", "select", "select1", "upload", "trigger", "range", "rank"}
TYPES = {
    *(
        "string",
        "int",
        "integer",
        "long",
        "decimal",
        "boolean",
        "date",
        "time",
        "dateTime",
        "select",
        "select1",
    ),
    *("geopoint", "geotrace", "geoshape", "binary", "rank", "odk:rank", "intent"),
}
PRELOADS = {"uid", "date", "timestamp", "property"}
MEDIA = {
    "audio": "un son",
    "video": "une vidéo",
    "application": "un fichier",
    "text": "un fichier",
    "osm": "une carte OSM",
}
APPEARANCES = {
    "ex:": "ouvre une autre application",
    "search(": "cherche ses choix dans un fichier à part",
    "printer:": "imprime une étiquette",
    "bearing": "lit la boussole du téléphone",
}


def check_size(xml: str | bytes) -> None:
    if len(xml) > MOST_BYTES:
        raise FormError("Ce questionnaire est trop lourd : huit mégaoctets au plus.")


def check_tree(document: Element) -> None:
    """No more elements and no deeper than a questionnaire needs."""
    level, count, depth = [document], 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        if depth > DEEPEST:
            raise FormError("Ce questionnaire a trop de groupes les uns dans les autres.")
        if count > MOST_ELEMENTS:
            raise FormError("Ce questionnaire est trop long.")
        level = [child for element in level for child in element]


def check_model(model: Element) -> None:
    if model.find(f"{XF}submission") is not None and model.find(f"{XF}submission").get("base64RsaPublicKey"):
        raise FormError("Ce questionnaire est chiffré : enlevez sa clé publique pour le remplir ici.")
    for instance in model.findall(f"{XF}instance"):
        if source := instance.get("src"):
            name = instance.get("id", "")
            if source.endswith("last-saved"):
                raise FormError(
                    "Ce questionnaire reprend les réponses de la personne précédente : ce n’est pas possible ici."
                )
            raise FormError(
                f"La liste « {name} » est dans un fichier à part : recopiez-la dans l’onglet choices."
            )
    for element in model.iter():
        if element.tag == f"{ODK}setgeopoint":
            raise FormError(
                "Le relevé de la position à l’ouverture n’est pas possible ici.", element.get("ref", "")
            )
        if element.tag == f"{ODK}recordaudio":
            raise FormError(
                "L’enregistrement du son pendant l’entretien n’est pas possible ici.", element.get("ref", "")
            )
        if local(element) == "entity":
            raise FormError("Les entités d’ODK ne sont pas prises en charge.")


def check_bind(bind: Element, kind: str, path: str) -> None:
    if kind == "barcode":
        raise FormError("La lecture d’un code-barres n’est pas possible ici.", path)
    if kind not in TYPES:
        raise FormError(f"Le type « {kind} » n’est pas connu.", path)
    preload = bind.get("{http://openrosa.org/javarosa}preload")
    if preload and preload not in PRELOADS:
        raise FormError(f"La valeur préremplie « {preload} » n’est pas connue.", path)


def check_control(element: Element, kind: str, ref: str) -> None:
    if kind not in CONTROLS:
        raise FormError(f"Le genre de question « {kind} » n’est pas connu.", ref)
    if kind == "upload":
        family = element.get("mediatype", "").partition("/")[0]
        if family != "image":
            raise FormError(f"Joindre {MEDIA.get(family, 'un fichier')} n’est pas possible ici.", ref)
    for action in element:
        if action.tag == f"{ODK}setgeopoint":
            raise FormError("Le relevé de la position à la réponse n’est pas possible ici.", ref)
    for appearance in element.get("appearance", "").split():
        for start, why in APPEARANCES.items():
            if appearance.startswith(start):
                raise FormError(f"L’affichage « {appearance} » {why} : ce n’est pas possible ici.", ref)

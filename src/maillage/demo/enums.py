"""The people of the demonstration: plainly fictive, under example domains."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Character:
    key: str
    email: str
    name: str
    what: str = ""
    founds: bool = False


CHARACTERS = (
    Character(
        "aicha",
        "aicha.fontaine@lunevillois.example",
        "Aïcha Fontaine",
        "Chargée de mission mobilité du pays. Elle pilote : tout lui est ouvert.",
        founds=True,
    ),
    Character(
        "bruno",
        "bruno.marchal@lunevillois.example",
        "Bruno Marchal",
        "Son collègue au développement territorial. Il modifie le projet, sans l’administrer.",
    ),
    Character(
        "chloe",
        "chloe.simonin@mission-locale.example",
        "Chloé Simonin",
        "Conseillère dans une mission locale. Partenaire, elle vient une fois par mois, par un lien.",
    ),
    Character(
        "driss",
        "driss.haddad@enquetes.example",
        "Driss Haddad",
        "Enquêteur sur les marchés ici, lecteur chez le voisin : il choisit son territoire en entrant.",
    ),
    Character(
        "eve",
        "eve.renard@region.example",
        "Ève Renard",
        "Cheffe de projet à la Région, copilote du plan : du pays, elle ne voit que lui.",
        founds=True,
    ),
)
# Those whom the story needs but nobody plays.
EXTRAS = (
    Character("karim", "karim.vautrin@departement.example", "Karim Vautrin", founds=True),
    Character("nora", "nora.petit@voisin.example", "Nora Petit", founds=True),
    Character("ines", "ines.colin@lunevillois.example", "Inès Colin"),
)

from django.db import models


class EpciKind(models.TextChoices):
    CC = "CC", "communauté de communes"
    CA = "CA", "communauté d’agglomération"
    CU = "CU", "communauté urbaine"
    METROPOLE = "METRO", "métropole"
    METROPOLE_LYON = "MET69", "métropole de Lyon"


class AuthorityKind(models.TextChoices):
    CC = "cc", "Communauté de communes"
    CA = "ca", "Communauté d’agglomération"
    CU = "cu", "Communauté urbaine"
    METROPOLE = "metropole", "Métropole"
    PETR = "petr", "Pôle d’équilibre territorial et rural (PETR)"
    SYNDICAT_MIXTE = "syndicat_mixte", "Syndicat mixte"
    REGION = "region", "Région"
    DEPARTEMENT = "departement", "Département"


class Level(models.TextChoices):
    """The levels of French administrative geography that an authority may be made of."""

    COMMUNE = "commune", "commune"
    EPCI = "epci", "EPCI"
    DEPARTEMENT = "departement", "département"
    REGION = "region", "région"


# What each kind of authority may be made of.
LEVELS_OF_KIND = {
    AuthorityKind.CC: (Level.EPCI, Level.COMMUNE),
    AuthorityKind.CA: (Level.EPCI, Level.COMMUNE),
    AuthorityKind.CU: (Level.EPCI, Level.COMMUNE),
    AuthorityKind.METROPOLE: (Level.EPCI, Level.COMMUNE),
    AuthorityKind.PETR: (Level.EPCI, Level.COMMUNE),
    AuthorityKind.SYNDICAT_MIXTE: (Level.EPCI, Level.COMMUNE),
    AuthorityKind.REGION: (Level.REGION,),
    AuthorityKind.DEPARTEMENT: (Level.DEPARTEMENT,),
}


# What an authority may not be called at its address: the house's own first words, and those to come.
RESERVED_SLUGS = frozenset(
    [
        "accessibilite",
        "admin",
        "agenda",
        "aide",
        "api",
        "authentification",
        "bassins",
        "bassins-de-mobilite",
        "bienvenue",
        "cadre",
        "carte",
        "cgu",
        "compte",
        "confidentialite",
        "compte-rendu",
        "connexion",
        "contact",
        "contacts",
        "cookies",
        "courriels",
        "deconnexion",
        "demo",
        "demonstration",
        "docs",
        "documentation",
        "donnees",
        "donnees-personnelles",
        "droit",
        "erreur",
        "espace",
        "favicon",
        "favicon-ico",
        "flux",
        "guide",
        "healthz",
        "inscription",
        "invitation",
        "invitations",
        "journal",
        "machine",
        "maillage",
        "manifest",
        "media",
        "mentions-legales",
        "mes-donnees",
        "mes-territoires",
        "mot-de-passe",
        "nouvelle-autorite",
        "oidc",
        "openid",
        "plan-du-site",
        "portail",
        "presence",
        "proconnect",
        "recherche",
        "reponse",
        "robots",
        "robots-txt",
        "sante",
        "securite",
        "sitemap",
        "sondage",
        "static",
        "statique",
        "statistiques",
        "territoires",
        "utilisateurs",
        "well-known",
        "www",
    ]
)

# One line under each kind, for whoever hesitates.
KIND_MEANINGS = {
    AuthorityKind.CC: "des communes voisines, sans seuil de population ; elle a pu prendre la compétence mobilité",
    AuthorityKind.CA: "plus de 50 000 habitants autour d’une ville ; la mobilité est sa compétence",
    AuthorityKind.CU: "plus de 250 000 habitants ; la mobilité est sa compétence",
    AuthorityKind.METROPOLE: "une grande agglomération et les communes autour ; la mobilité est sa compétence",
    AuthorityKind.PETR: "plusieurs EPCI réunis pour un projet commun, souvent un « pays »",
    AuthorityKind.SYNDICAT_MIXTE: "plusieurs collectivités qui organisent la mobilité ensemble",
    AuthorityKind.REGION: "organise la mobilité là où aucune communauté de communes ne le fait ; copilote les plans",
    AuthorityKind.DEPARTEMENT: "chef de file de l’action sociale ; copilote les plans",
}

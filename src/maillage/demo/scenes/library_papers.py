"""Twenty papers of the library, written for the demonstration; each is printed as a real file when the scene is played."""

TECHNICAL, COMMITTEE, STEERING = "Comité technique", "Comité des partenaires", "Comité stratégique"
OPEN, AFTER, RESTRICTED = "open", "after_decision", "restricted"

# title, kind of file, folder, who may see it, with whom, communicability, state, in two words, paragraphs
PAPERS = (
    (
        *("Note de cadrage du projet", "pdf", "Cadre du projet", "public", "", OPEN, "final"),
        "Objectifs, périmètre, publics et calendrier.",
        (
            "Le projet vise les trajets que l’on ne fait pas, faute de voiture : emploi, soins, démarches, courses.",
            "Quatre publics sont suivis : jeunes sans permis, personnes âgées, salariés à horaires décalés, parents seuls.",
        ),
    ),
    (
        *("Qui décide quoi", "odt", "Cadre du projet", "partners", "", OPEN, "final"),
        "Rôle de chaque instance, et qui signe.",
        (
            "Le comité stratégique fixe le cap. Le comité technique prépare. Le comité des partenaires rend des avis.",
            "Les décisions restent celles des assemblées élues.",
        ),
    ),
    (
        *("Calendrier du projet 2026-2028", "pdf", "Cadre du projet", "partners", "", OPEN, "final"),
        "Huit phases, mois par mois.",
        (
            "Le diagnostic finit au printemps, la concertation à l’automne, le plan d’action commun l’année suivante.",
        ),
    ),
    (
        *(
            "Règlement intérieur du comité des partenaires",
            "pdf",
            COMMITTEE,
            "public",
            COMMITTEE,
            OPEN,
            "final",
        ),
        "Convocation, quorum, pouvoirs, publication des avis.",
        ("Les membres sont convoqués cinq jours ouvrés avant la séance. Un membre ne porte qu’un pouvoir.",),
    ),
    (
        *("Bilan de la navette du jeudi", "pdf", COMMITTEE, "public", COMMITTEE, OPEN, "final"),
        "Six mois d’essai vers le marché de Baccarat.",
        (
            "Quatorze personnes par voyage en moyenne, dont la moitié de plus de 75 ans.",
            "Le retour de midi est jugé trop tardif. Le coût par trajet est de 9,40 euros.",
        ),
    ),
    (
        *("Projet de tarif solidaire à un euro", "odt", COMMITTEE, "public", COMMITTEE, AFTER, "final"),
        "Soumis à l’avis du comité avant le vote.",
        (
            "Le tarif d’un euro s’applique aux lignes locales, sur présentation d’une attestation.",
            "La perte de recettes est estimée à 38 000 euros par an.",
        ),
    ),
    (
        *("Budget prévisionnel de l’aide au permis", "odt", STEERING, "circle", STEERING, AFTER, "draft"),
        "Trois hypothèses, à arbitrer.",
        (
            "Vingt, trente ou quarante aides de 500 euros par an. Les missions locales instruisent les demandes.",
        ),
    ),
    (
        *(
            "Compte de la réunion avec les financeurs",
            "docx",
            STEERING,
            "circle",
            STEERING,
            RESTRICTED,
            "final",
        ),
        "Notes de travail, non communicables.",
        (
            "Les échanges portent sur la situation financière de deux structures, couverte par le secret des affaires.",
        ),
    ),
    (
        *("Recensement des solutions de mobilité", "docx", TECHNICAL, "circle", TECHNICAL, AFTER, "draft"),
        "Trente solutions repérées, huit à compléter.",
        (
            "Garages solidaires, transport à la demande, covoiturage, location de scooters, vélos à assistance électrique.",
            "Huit solutions n’ont pas de conditions d’accès claires.",
        ),
    ),
    (
        *("Liste d’attente du garage solidaire", "odt", TECHNICAL, "circle", TECHNICAL, RESTRICTED, "final"),
        "Nombre de demandes par mois, sans nom.",
        ("Vingt-trois demandes de réparation attendent. Le délai moyen est de sept semaines.",),
    ),
    (
        *("Trame du questionnaire des marchés", "odt", TECHNICAL, "partners", TECHNICAL, OPEN, "draft"),
        "Version papier, douze questions.",
        ("À quoi avez-vous renoncé ce mois-ci, faute de moyen de vous déplacer ?",),
    ),
    (
        *("Aides individuelles à la mobilité", "pdf", "Emploi et formation", "public", "", OPEN, "final"),
        "Qui aide, combien, et comment demander.",
        (
            "Aide au permis, aide au carburant, prêt de voiture ou de vélo : chaque aide a sa fiche et son contact.",
            "France Travail, la mission locale et le Département instruisent les demandes.",
        ),
    ),
    (
        *(
            "Horaires décalés : ce que disent les employeurs",
            "pdf",
            "Emploi et formation",
            "partners",
            "",
            OPEN,
            "final",
        ),
        "Synthèse de neuf entretiens.",
        (
            "Les embauches de cinq heures du matin sont refusées faute de bus. Deux entreprises sont prêtes à décaler.",
        ),
    ),
    (
        *("Convention avec le lycée des Faïenciers", "pdf", "Emploi et formation", "team", "", OPEN, "final"),
        "Prêt de dix scooters aux apprentis.",
        ("Le lycée prête un local, le pays finance l’assurance, l’association assure l’entretien.",),
    ),
    (
        *("Les jeunes et les trajets, petit état des lieux", "docx", "Jeunes", "public", "", OPEN, "final"),
        "Ce que l’on sait, commune par commune.",
        ("Un jeune rural sur deux dit avoir renoncé à un emploi ou à un stage faute de pouvoir s’y rendre.",),
    ),
    (
        *("Atelier avec les missions locales", "odt", "Jeunes", "partners", "", OPEN, "final"),
        "Relevé des idées, classées.",
        ("Parrainage du permis, covoiturage de retour de formation, vélo à la semaine.",),
    ),
    (
        *("Se rendre à la maison de santé", "pdf", "Santé", "public", "", OPEN, "final"),
        "Accès sans voiture, bourg par bourg.",
        ("Le transport solidaire du Piémont emmène aux rendez-vous de soins, sur demande la veille.",),
    ),
    (
        *("Coordonnées des bénévoles conducteurs", "odt", "Santé", "team", "", RESTRICTED, "final"),
        "À trier : la durée de garde est passée.",
        ("Cette liste est vide de noms dans la démonstration.",),
    ),
    (
        *("Guide du covoiturage de proximité", "pdf", "Documentation", "partners", "", OPEN, "final"),
        "Venu d’un territoire voisin, à titre d’exemple.",
        ("Des arrêts matérialisés, un numéro de téléphone, une indemnité au trajet.",),
    ),
    (
        *("Mots du projet", "txt", "Documentation", "public", "", OPEN, "final"),
        "Les sigles, en clair.",
        (
            "AOM : autorité organisatrice de la mobilité. PAMS : plan d’action commun en faveur de la mobilité solidaire.",
        ),
    ),
)
OUTSIDE = {"Guide du covoiturage de proximité"}  # documentation, no archive of ours
PERSONAL = {
    "Coordonnées des bénévoles conducteurs": -40,
    "Atelier avec les missions locales": 700,
}  # days to its term
REPLACED = {
    "Bilan de la navette du jeudi": "Coût par trajet ajouté",
    "Recensement des solutions de mobilité": "Huit solutions de plus",
}

# The three testimonies that the founding page lists; their addresses are left to whoever runs the project.
TESTIMONIES = (
    {
        "kind": "testimony",
        "title": "Importance et bénéfices de la mobilisation",
        "topic": "Mobiliser",
        "speaker": "Odile Bégorre-Maire",
        "speaker_role": "directrice du pôle d’équilibre territorial et rural (PETR) du Pays du Lunévillois, "
        "autorité organisatrice de la mobilité",
        "summary": "Rencontre.",
    },
    {
        "kind": "webinar",
        "title": "Comment mobiliser les acteurs ?",
        "topic": "Milieu rural",
        "speaker": "Cyprien Noble",
        "speaker_role": "chef de projet Croix-Rouge Mobilités",
        "summary": "Intervention au webinaire « Tous Mobiles », épisode 3 : « Quelles solutions pour le monde rural ? »",
    },
    {
        "kind": "webinar",
        "title": "Quel rôle pour les Missions Locales ?",
        "topic": "Jeunes",
        "speaker": "Marie Rondwasser",
        "speaker_role": "présidente de l’Association nationale des directeurs de missions locales (ANML)",
        "summary": "Intervention au webinaire « Tous Mobiles », épisode 4 : « Quelles solutions pour les jeunes ? »",
    },
)
ARTICLE = {
    "kind": "article",
    "title": "Mobilité solidaire : de quoi parle-t-on ?",
    "topic": "Mobiliser",
    "summary": "Le sujet en une page, pour un partenaire qui arrive.",
    "body": "La mobilité solidaire aide les personnes qui ne peuvent pas se déplacer comme elles le voudraient.\n\n"
    "### Pour qui ?\n\n- Qui n’a pas de permis, ou pas de voiture.\n- Qui ne peut plus conduire.\n"
    "- Qui n’a pas les moyens d’un plein.\n\n### Par qui ?\n\nLes autorités organisatrices, le Département, la Région, "
    "les acteurs de l’emploi et de l’insertion, qui signent ensemble un plan d’action commun.",
}

"""Dire ce qu'est un recours : les définitions montrées à l'écran, les questions qui y mènent (P01)."""

from recours.procedure.vocabulaire import Nature

DEFINITIONS: dict[Nature, str] = {
    Nature.RECLAMATION: "Une personne ou une organisation dit son mécontentement du service rendu et attend une "
    "réponse ; le résultat de l'inspection n'est pas en jeu.",
    Nature.APPEL: "Un client, ou celui dont l'objet est inspecté, demande que le résultat soit reconsidéré : "
    "un constat, un avis ou une conclusion pourrait changer.",
    Nature.INSATISFACTION: "Une simple erreur de rédaction ou un oubli, sans effet sur le résultat : "
    "la personne concernée répond et corrige.",
    Nature.AUTORITE: "Une autorité administrative ou légale met en cause le résultat de nos prestations.",
    Nature.JUSTICE: "Un acte de procédure est reçu, ou l'on apprend qu'une action est engagée.",
}

# Du plus grave au moins grave : un contenu mêlé prend la première qui convient (parcours, § 2).
ORDRE_DES_NATURES = (Nature.JUSTICE, Nature.AUTORITE, Nature.APPEL, Nature.RECLAMATION, Nature.INSATISFACTION)

# Les questions qui mènent à la nature, dans l'ordre où on les pose (parcours, § 2).
QUESTIONS_DE_QUALIFICATION: tuple[tuple[str, Nature], ...] = (
    ("Un acte de procédure, ou la connaissance d'une action engagée ?", Nature.JUSTICE),
    ("Une autorité met-elle en cause nos résultats ?", Nature.AUTORITE),
    ("Un constat, un avis ou une conclusion pourrait-il changer ?", Nature.APPEL),
    ("Une simple erreur de rédaction ou un oubli, sans effet sur le résultat ?", Nature.INSATISFACTION),
    ("Sinon, une réponse est-elle attendue ?", Nature.RECLAMATION),
)

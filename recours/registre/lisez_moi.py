"""Le texte de la feuille Lisez-moi du classeur ; des lignes courtes, qui tiennent sur la largeur de la feuille."""

LISEZ_MOI = (
    "Ce classeur est la face lisible du registre des recours : l'application l'écrit après chaque saisie.",
    "Vous pouvez l'ouvrir, le trier, le filtrer, l'imprimer et le copier.",
    "# Les feuilles",
    "Recours : une ligne par dossier, de la réception à la clôture.",
    "Actions, Échanges, Pièces, Implications : le détail des dossiers, une ligne par élément.",
    "Personnes, Activité, Paramètres : les personnes connues, l'activité par mois, les délais et les règles.",
    "Journal : chaque saisie acceptée, avec sa date, son auteur et son empreinte.",
    "Listes : les valeurs que proposent les listes déroulantes.",
    "# Modifier",
    "Saisissez de préférence dans l'application : elle vérifie la procédure et garde la trace.",
    "Une cellule changée ici n'est pas perdue : l'application compare le classeur à son journal,",
    "montre chaque différence à la page Contrôle, et garde le classeur modifié avant d'écrire le sien.",
    "Tant qu'il est ouvert dans Excel ou LibreOffice, elle attend ; fermez-le, il sera mis à jour.",
    "# À savoir",
    "Aucune colonne ne dépend du jour : les retards et les âges se lisent dans l'application.",
    "Les heures de la feuille Journal sont celles de Paris.",
    "L'empreinte ci-dessous prouve que ce classeur répond à une version de ce registre :",
    "« python -m recours verifier --tete » suivi de l'empreinte la retrouve, sans connexion.",
)

"""Les mots que l'on rencontre dans les registres, en français et en anglais : en-têtes, puis valeurs de listes."""

from __future__ import annotations

STATUT = "statut"
# Les en-têtes que l'on rencontre, sans accents ni ponctuation.
SYNONYMES: dict[str, str] = {
    "reference_origine": "numero|n|no|num|ref|reference|id|code|n reclamation|numero reclamation|n dossier|numero de "
    "dossier|ref dossier|reference dossier|code dossier|n recours|n fiche|n d ordre|ticket|ticket number|case number|"
    "case id|case no|complaint id|complaint no|complaint number|complaint ref|record id|reference number",
    "date_reception": "date|date de reception|date reception|recu le|recue le|date recue|date reclamation|date de la "
    "reclamation|date de remise de recla|date de depot|date depot|date d arrivee|date received|received|received on|"
    "received date|date of complaint|complaint date|date opened|opened|created|created at|date creation|"
    "date de creation|date d ouverture|date du recours|date enregistrement|"
    "submission date|date submitted|date soumission|date de saisie|recue|recu|reception|date de prise en compte",
    "nature": "nature|nature du recours|type|type de recours|type de reclamation|complaint type|case type",
    "canal": "canal|canal de reception|mode de reception|moyen|recu par quel moyen|received via|channel|source|support",
    "emetteur": "emetteur|client|clients|nom|nom du client|client nom|plaignant|reclamant|qui|customer|customer name|"
    "complainant|name|demandeur",
    "contact": "contact|coordonnees|telephone|tel|email|courriel|mail|client email|phone|comment le joindre",
    "prestation": "prestation|inspection|objet|objet du recours|site|chantier|affaire|mission|service|subject|projet|"
    "projets|installation",
    "rapport": "rapport|n rapport|numero de rapport|n du rapport|report|report no|report number",
    "expose": "description|descriptions|expose|detail|details|contenu|texte|reclamation|libelle|complaint|"
    "customer complaint|complaint description|narrative|objet de la reclamation",
    "demande": "demande|ce qu il demande|request|desired resolution",
    "montant_demande": "montant|montant demande|montant reclame|amount|amount claimed",
    "domaine": "domaine|activite|secteur|field|domain",
    "agence": "agence|site agence|branch|office|agency",
    "accreditation": "accreditation|sous accreditation|cofrac|accredited",
    "mode_dit": "oral ou ecrit|verbal ecrit|forme du recours",
    "motif": "motif|motifs|reason|issue type|cause de la reclamation",
    "gravite": "gravite|criticite|severity|priorite|priority",
    "cause": "cause|causes|cause racine|root cause",
    "decision": "decision|fonde|fondee|bien fonde|outcome|conclusion",
    "solution": "solution|traitement|action|actions|action corrective|resolution|corrective action",
    "faits": "faits|analyse|constat|investigation|findings",
    "date_envoi": "date lettre|date du courrier|date de la lettre",
    "date_accuse": "accuse de reception|accuse de reception le|date accuse|ar envoye le|date ar|acknowledged|"
    "acknowledgement date|date acknowledged",
    "date_reponse": "date de reponse|date reponse|repondu le|reponse le|reponse envoyee le|date responded|"
    "response date|responded",
    "mode_reponse": "mode de reponse|mode d envoi|response channel",
    "date_approbation": "date approbation|approuve le|examinee le|date de validation|approved",
    "approbateur": "approbateur|approuve par|examinee par|valide par|approved by",
    "date_cloture": "date de cloture|date cloture|cloture|clos le|cloture le|cloturee le|date de fin|solde le|closed|"
    "closed on|date closed|closing date|resolved|resolved on",
    "recu_par": "recu par|enregistre par|received by|logged by",
    STATUT: "statut|status|etat|avancement|situation",
}
# Un mot seul, sur une colonne de dates : sans elles, il dirait un statut ou un texte.
MOTS_DATES = {
    "clos": "date_cloture", "solde": "date_cloture", "termine": "date_cloture", "repondu": "date_reponse",
    "reponse": "date_reponse", "accuse": "date_accuse", "ar": "date_accuse", "approbation": "date_approbation",
    "envoi": "date_envoi", "faits": "date_faits", "issue": "date_issue",
}  # fmt: skip
_CLOS = (
    "clos|close|closed|cloture|cloturee|solde|soldee|termine|terminee|traite|traitee|resolved|solved|ferme|fermee|"
    "done|regle|reglee|archive"
)
_OUVERT = (
    "en cours|ouvert|ouverte|open|opened|nouveau|nouvelle|new|pending|en attente|en attente de "
    "traitement|a traiter|qualif|in progress|en cours d examen|en cours de traitement|encours|en investigation"
)
MOTS: dict[str, dict[str, str]] = {
    "nature": {
        "reclamation": "Réclamation", "plainte": "Réclamation", "complaint": "Réclamation", "appel": "Appel",
        "appeal": "Appel", "insatisfaction": "Insatisfaction", "recours administratif":
        "Recours administratif ou légal",
        "contentieux": "Action en justice", "lawsuit": "Action en justice", "litigation": "Action en justice",
    },
    "canal": {
        "tel": "Téléphone", "phone": "Téléphone", "call": "Téléphone", "customer care call": "Téléphone",
        "mail": "Courriel", "email": "Courriel", "e mail": "Courriel", "letter": "Courrier", "lettre": "Courrier",
        "lrar": "Lettre recommandée", "recommande": "Lettre recommandée", "fax": "Télécopie", "agence": "Sur place",
        "en personne": "Sur place", "oral": "Sur place", "in person": "Sur place", "verbal": "Sur place",
    },
    "decision": {
        "oui": "Fondé", "fondee": "Fondé", "upheld": "Fondé", "justified": "Fondé", "non": "Non fondé",
        "non fondee": "Non fondé", "rejected": "Non fondé", "not upheld": "Non fondé", "partially upheld":
        "Partiellement fondé", "partiel": "Partiellement fondé",
    },
    "gravite": {"mineure": "1 Mineure", "minor": "1 Mineure", "low": "1 Mineure", "majeure": "3 Majeure",
                "major": "3 Majeure", "high": "3 Majeure", "critique": "4 Critique", "critical": "4 Critique"},
    "mode_dit": {"oral": "Verbal", "orale": "Verbal", "verbale": "Verbal", "ecrite": "Écrit", "written": "Écrit"},
    "accreditation": {"yes": "Oui", "no": "Non", "o": "Oui", "n": "Non"},
    STATUT: {
        **dict.fromkeys(_CLOS.split("|"), "clos"), **dict.fromkeys(_OUVERT.split("|"), "ouvert"),
        **dict.fromkeys(("repondue", "answered", "responded"), "répondu"),
        **dict.fromkeys(("non recevable", "irrecevabilite", "inadmissible"), "irrecevable"),
        **dict.fromkeys(("retiree", "retrait", "withdrawn"), "retiré"),
        **dict.fromkeys(("en double", "duplicate"), "doublon"),
        **dict.fromkeys(("classe sans suite", "classee sans suite", "no further action"), "sans suite"),
    },
}  # fmt: skip

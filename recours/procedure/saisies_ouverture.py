"""Les fiches qui ouvrent un dossier : ce qu'un client, une autorité ou un acte dit, sans rien qualifier."""

from typing import Annotated

from recours.procedure.champs import Champ, Forme, Jour, Ligne, Montant, Reference, Saisie, Texte
from recours.procedure.champs import Identifiant as Personne
from recours.procedure.vocabulaire import Canal, CategorieEmetteur, NatureActe, QualiteEmetteur


class _Reception(Saisie):
    """Ce que toute fiche garde : par qui et quand le recours est entré dans l'organisme (le délai part de là)."""

    recu_par: Annotated[Personne, Champ("Reçu par", Forme.PERSONNE, preset="moi")]
    date_reception: Annotated[Jour, Champ("Reçu le", Forme.DATE, preset="aujourd'hui")]
    reference_emetteur: Annotated[
        Ligne | None, Champ("Référence de l'émetteur", Forme.LIGNE, replie=True, exemple="leur réf. 26/118")
    ] = None
    date_envoi: Annotated[Jour | None, Champ("Date de sa lettre ou de son courriel", Forme.DATE, replie=True)] = None
    date_faits: Annotated[Jour | None, Champ("Date des faits", Forme.DATE, replie=True)] = None
    rapport: Annotated[Reference | None, Champ("N° du rapport", Forme.LIGNE, replie=True, exemple="R-2026-0413")] = None
    date_inspection: Annotated[Jour | None, Champ("Date de l'inspection", Forme.DATE, replie=True)] = None
    agence: Annotated[Reference | None, Champ("Agence", Forme.LISTE, liste="agences", replie=True)] = None
    client: Annotated[Ligne | None, Champ("Client concerné, si différent", Forme.LIGNE, replie=True)] = None
    qualite_emetteur: Annotated[QualiteEmetteur | None, Champ("Qualité de l'émetteur", Forme.CHOIX, replie=True)] = None
    categorie_emetteur: Annotated[
        CategorieEmetteur | None, Champ("Catégorie de l'émetteur", Forme.CHOIX, replie=True)
    ] = None
    demande: Annotated[Texte | None, Champ("Ce qu'il demande", Forme.TEXTE, replie=True)] = None
    montant_demande: Annotated[Montant | None, Champ("Montant demandé (€)", Forme.MONTANT, replie=True)] = None
    demande_argent: Annotated[bool, Champ("Demande d'argent", Forme.CASE, replie=True)] = False
    menace_contentieux: Annotated[bool, Champ("Menace de contentieux", Forme.CASE, replie=True)] = False
    danger: Annotated[bool, Champ("Danger allégué", Forme.CASE, replie=True)] = False
    impartialite: Annotated[bool, Champ("Impartialité ou confidentialité mise en cause", Forme.CASE, replie=True)] = (
        False
    )
    anonymat: Annotated[bool, Champ("L'émetteur demande l'anonymat", Forme.CASE, replie=True)] = False


class Ouverture(_Reception):
    """La fiche : ce qu'un client a dit ou écrit, sans le qualifier (P02, P09, P10, P12)."""

    canal: Annotated[Canal, Champ("Comment l'avez-vous appris ?", Forme.CHOIX)]
    emetteur: Annotated[Ligne, Champ("Qui ?", Forme.LIGNE, exemple="Mme Durand, SCI des Tilleuls")]
    contact: Annotated[Ligne, Champ("Comment le joindre ?", Forme.LIGNE, exemple="06 12 34 56 78, ou « anonyme »")]
    prestation: Annotated[
        Ligne,
        Champ("Quelle inspection ?", Forme.LIGNE, exemple="numéro, adresse, ou « je ne sais pas »"),
    ]
    expose: Annotated[
        Texte,
        Champ(
            "Que dit-il ? Avec ses mots, sans votre avis",
            Forme.TEXTE,
            aide="Ne promettez rien et ne reconnaissez aucune faute : dites « c'est noté, nous vous répondrons ».",
        ),
    ]


class OuvertureInsatisfaction(_Reception):
    """Une simple erreur ou un oubli, déjà corrigé : tout tient en une fiche (P14)."""

    emetteur: Annotated[Ligne, Champ("Qui ?", Forme.LIGNE, exemple="M. Petit, Boulangerie Petit")]
    prestation: Annotated[Ligne, Champ("Quel rapport ?", Forme.LIGNE, exemple="R-2026-0413")]
    expose: Annotated[Texte, Champ("Quelle remarque ?", Forme.TEXTE, exemple="L'adresse du site est fausse.")]
    resultat_change: Annotated[bool, Champ("Le résultat de l'inspection change-t-il ?", Forme.OUI_NON, donnee=False)]
    substance_reponse: Annotated[Texte, Champ("Qu'avez-vous répondu ou corrigé ?", Forme.TEXTE)]
    canal: Annotated[Canal, Champ("Canal", Forme.CHOIX, preset=Canal.TELEPHONE)] = Canal.TELEPHONE
    repondu_par: Annotated[Personne, Champ("Répondu par", Forme.PERSONNE, preset="moi")]
    date_reponse: Annotated[Jour, Champ("Répondu le", Forme.DATE, preset="aujourd'hui", traitement=True)]
    rapport_modificatif: Annotated[Reference | None, Champ("N° du rapport réédité", Forme.LIGNE, replie=True)] = None
    domaine: Annotated[Reference | None, Champ("Domaine", Forme.LISTE, liste="domaines", replie=True)] = None
    contact: Annotated[Ligne | None, Champ("Comment le joindre ?", Forme.LIGNE, replie=True)] = None


class OuvertureAutorite(_Reception):
    """Le courrier d'une autorité contre nos résultats (P15)."""

    emetteur: Annotated[
        Ligne, Champ("Quelle autorité ?", Forme.LIGNE, exemple="DREAL, préfecture, inspection du travail")
    ]
    reference_autorite: Annotated[Ligne, Champ("Sa référence", Forme.LIGNE, exemple="n° 2026-1184, ou « sans »")]
    echeance_imposee: Annotated[Jour | None, Champ("Date qu'elle impose", Forme.DATE_OU_AUCUNE)]
    prestation: Annotated[Ligne, Champ("Quelle prestation est en cause ?", Forme.LIGNE, exemple="R-2026-0413")]
    preuve_origine: Annotated[Ligne | None, Champ("Sa lettre", Forme.PREUVE, exemple="n° de recommandé, classeur…")] = (
        None
    )
    canal: Annotated[Canal, Champ("Canal", Forme.CHOIX, preset=Canal.COURRIER)] = Canal.COURRIER
    expose: Annotated[Texte | None, Champ("Ce qu'elle reproche ou demande", Forme.TEXTE, replie=True)] = None
    domaine: Annotated[Reference | None, Champ("Domaine", Forme.LISTE, liste="domaines", replie=True)] = None
    contact: Annotated[Ligne | None, Champ("Interlocuteur", Forme.LIGNE, replie=True)] = None


class OuvertureJustice(_Reception):
    """Un acte de justice reçu, ou une action dont on a connaissance (P20). Aucune date légale n'est calculée."""

    nature_acte: Annotated[NatureActe, Champ("Quel acte ?", Forme.CHOIX)]
    emetteur: Annotated[Ligne, Champ("Qui agit ?", Forme.LIGNE, exemple="SCI des Tilleuls, par Me Robin")]
    date_reception: Annotated[Jour, Champ("Connu le", Forme.DATE)]
    echeance_acte: Annotated[
        Jour | None,
        Champ("Date lue sur l'acte", Forme.DATE_OU_AUCUNE, aide="Audience ou délai, à confirmer par l'avocat."),
    ]
    preuve_origine: Annotated[Ligne | None, Champ("L'acte", Forme.PREUVE, exemple="n° de l'acte, classeur…")] = None
    canal: Annotated[Canal, Champ("Canal", Forme.CHOIX, preset=Canal.ACTE)] = Canal.ACTE
    prestation: Annotated[Ligne | None, Champ("Quelle prestation est en cause ?", Forme.LIGNE, replie=True)] = None
    expose: Annotated[Texte | None, Champ("Ce qui est demandé", Forme.TEXTE, replie=True)] = None
    domaine: Annotated[Reference | None, Champ("Domaine", Forme.LISTE, liste="domaines", replie=True)] = None
    contact: Annotated[Ligne | None, Champ("Son représentant", Forme.LIGNE, replie=True)] = None

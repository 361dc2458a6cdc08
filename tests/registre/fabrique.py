"""Un vrai registre, par la vraie porte d'entrée : toutes les natures, toutes les étapes, des textes qui mordent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from recours.bilan import gel
from recours.bilan.mesure import annee as annee_civile
from recours.procedure import reglages as r
from recours.procedure.calendrier import Unite
from recours.procedure.champs import Impliquee, Piece
from recours.procedure.etapes import ETAPES
from recours.procedure.vocabulaire import (
    Accreditation,
    Canal,
    Cause,
    Decision,
    Destinataire,
    Efficacite,
    Gravite,
    Issue,
    ModeEnvoi,
    Motif,
    MotifIrrecevabilite,
    MotifSuspension,
    Nature,
    NatureActe,
    NatureLien,
    Reprise,
    ResultatApprobation,
    Role,
    StatutDelai,
)
from recours.registre import pieces
from recours.registre.horloge import PARIS
from recours.registre.registre import Commande, Registre

PIEGE = "=1+1\n« L'inspecteur » n'est pas venu ; +33 6, @client, _x0041_, 00123, é\u00a0€ 😀"
DEBUT = datetime(2026, 3, 2, 1, 0, tzinfo=PARIS)  # les réglages précèdent tout dossier


class Fabrique:
    """Un registre que l'on remplit ; l'horloge avance de vingt minutes par saisie."""

    def __init__(self, repertoire: Path) -> None:
        self.repertoire = repertoire
        self.registre = Registre(repertoire)
        self.registre.creer()
        self.instant = DEBUT

    def saisir(self, etape: str, dossier: str = "", /, *, par: str = "claire", **champs: Any) -> str:
        """Accepte la saisie de cette étape ; rend le numéro du dossier."""
        self.instant += timedelta(minutes=20)
        saisie = ETAPES[etape].saisie(**champs)
        return self.registre.executer(Commande(par, etape, saisie, dossier), self.instant).dossier

    def aller_au(self, jour: date) -> date:
        self.instant = datetime(jour.year, jour.month, jour.day, 9, 0, tzinfo=PARIS)
        return jour

    def piece(self, nom: str, contenu: bytes) -> Piece:
        empreinte, taille = pieces.deposer(self.repertoire, nom, contenu)
        return Piece(nom=nom, empreinte=empreinte, taille=taille)

    def regler(self) -> None:
        """L'organisme, cinq personnes, un engagement, un délai, une règle, deux listes."""
        claire = r.FichePersonne(identifiant="claire", nom="Mme Claire Martin", roles=(Role.RESPONSABLE_QUALITE,))
        organisme = r.Organisme(nom="Contrôle & Prévention", adresse="1 rue A\nLyon")
        premier = (("definir_organisme", organisme), ("enregistrer_personne", claire))
        self.registre.executer_lot([Commande("claire", etape, saisie) for etape, saisie in premier], self.instant)
        for identifiant, nom, role in (
            ("paul", "Paul Petit", Role.COLLABORATEUR),
            ("lea", "Léa Roux", Role.RESPONSABLE_TECHNIQUE),
            ("dir", "Jean Chef", Role.DIRIGEANT),
            ("ext", "Me Anne Externe", Role.APPROBATEUR_EXTERNE),
        ):
            self.saisir("enregistrer_personne", identifiant=identifiant, nom=nom, roles=(role,))
        du, au = date(2026, 1, 1), date(2026, 12, 31)
        self.saisir("engager_externe", personne="ext", du=du, au=au, preuve_engagement="Classeur 7")
        self.saisir(
            "fixer_delai",
            code=r.CodeDelai.ACCUSE,
            valeur=3,
            unite=Unite.JOURS_OUVRES,
            statut_delai=StatutDelai.PROCEDURE,
            a_compter_du=date(2026, 1, 1),
        )
        self.saisir("fixer_conservation", annees=5, a_compter_du=date(2026, 1, 1))
        self.saisir("fixer_cible", code="K18", valeur="95", a_compter_du=date(2026, 1, 1))
        self.saisir("deposer_modele", document="accuse")
        self.saisir("ecrire_textes_du_client", clause="Tout désaccord peut nous être adressé.")
        self.tenir()
        self.saisir("activer_option", code=r.CodeOption.VERIFICATEUR_DISTINCT, active=True)
        self.saisir("fixer_liste", code=r.CodeListe.DOMAINES, valeurs=("Électricité", "Levage"))

    def tenir(self) -> None:
        """Le logigramme de l'organisme, ses écarts, une restauration, une validation, l'envoi des courriels."""
        jour = self.instant.date()
        self.saisir("deposer_logigramme", version_logigramme="LOG1, version C", date_logigramme=date(2025, 9, 1),
                    pieces=(self.piece("LOG1.pdf", b"%PDF-1.7"),))
        self.saisir("noter_ecarts", ecarts_notes="L'accusé part du secrétariat.\nLe Dirigeant relit tout.")
        self.saisir("constater_restauration", restauree_le=jour, restauree_par="claire", sauvegarde="mars.zip",
                    resultat_restauration="Réussie")
        self.saisir("valider_logiciel", valide_le=jour, valide_par="dir", conclusion="Validé", version_logiciel="1.0",
                    empreinte_logiciel="a" * 64, version_registre=12, verification="12 versions relues, intact",
                    preuve_validation="Classeur 4")
        self.saisir("configurer_courriel", actif=True, serveur="smtp.exemple.fr", expediteur="recours@exemple.fr")

    def revoir(self, annee: int) -> None:
        """La synthèse d'une année : écrite, gelée, approuvée, et sa décision suivie."""
        periode = annee_civile(annee)
        bornes = {"debut": periode.debut, "fin": periode.fin}
        self.saisir("ecrire_synthese", **bornes, canaux="Courriel, courrier", analyse="Peu de recours.")
        repere = f"D{annee}-1"
        self.saisir("demander_decision", **bornes, repere=repere, quoi="Relire à deux", responsable="claire")
        self.saisir("suivre_decision", repere=repere, etat="Retenue", constate_le=self.instant.date())
        self.instant += timedelta(minutes=1)
        gel.geler(self.registre, "claire", periode, self.instant.date(), ("volumes",), self.instant)
        gelee = self.registre.etat().cadre.revues.de(periode.debut, periode.fin).gels[-1].saisie
        self.saisir(
            "approuver_synthese", **bornes, empreinte_classeur=gelee.empreinte_classeur, approuvee_par="dir",
            preuve_visa="Classeur 2", approuvee_le=self.instant.date(),
        )  # fmt: skip

    def ouvrir(self, jour: date, emetteur: str = "Mme Durand, SCI des Tilleuls", **autres: Any) -> str:
        self.aller_au(jour)
        champs: dict[str, Any] = {
            "recu_par": "paul",
            "date_reception": jour,
            "canal": Canal.COURRIEL,
            "emetteur": emetteur,
            "contact": "06 12 34 56 78",
            "prestation": "R-2026-0413, 4 rue des Lilas",
            "expose": PIEGE,
        }
        return self.saisir("ouvrir", par="paul", **{**champs, **autres})

    def prendre_en_charge(self, dossier: str, nature: Nature = Nature.RECLAMATION, **autres: Any) -> None:
        jour = self.instant.date()
        champs: dict[str, Any] = {
            "nature": nature,
            "domaine": "Électricité",
            "accreditation": Accreditation.OUI,
            "implications": (Impliquee(personne="paul"), Impliquee(personne="lea", role="Relecteur du rapport")),
            "rapport": "R-2026-0413",
            "date_accuse": jour,
            "preuve_accuse": "courriel",
            "investigateurs": ("claire",),
            "motif": Motif.RAPPORT,
            "gravite": Gravite.SIGNIFICATIVE,
        }
        self.saisir("prendre_en_charge", dossier, **{**champs, **autres})

    def proposer(self, dossier: str, decision: Decision = Decision.FONDE, **autres: Any) -> None:
        champs: dict[str, Any] = {
            "faits": "Le rapport porte une autre adresse que celle du site.",
            "cause": Cause.RELECTURE,
            "solution": "Rééditer le rapport.",
            "decision": decision,
            "motivation": "L'erreur est la nôtre.",
            "action_corrective": True,
            "action_quoi": "Relire l'adresse avec le client",
            "action_qui": "paul",
            "action_pour": self.instant.date() + timedelta(days=30),
        }
        self.saisir("proposer", dossier, **{**champs, **autres})

    def approuver(self, dossier: str, approbateur: str = "ext", **autres: Any) -> None:
        champs: dict[str, Any] = {
            "approbateur": approbateur,
            "date_approbation": self.instant.date(),
            "resultat_approbation": ResultatApprobation.APPROUVEE,
            "preuve_attestation": "courriel du jour",
            "proposition": self.registre.etat().dossiers[dossier].proposition,
        }
        self.saisir("approuver", dossier, **{**champs, **autres})

    def repondre(self, dossier: str, **autres: Any) -> None:
        champs: dict[str, Any] = {
            "date_reponse": self.instant.date(),
            "mode_reponse": ModeEnvoi.COURRIEL,
            "preuve_reponse": "courriel",
            "signataire": "claire",
        }
        self.saisir("repondre", dossier, **{**champs, **autres})

    def clore(self, dossier: str, **autres: Any) -> None:
        self.saisir("clore", dossier, date_cloture=self.instant.date(), **autres)


def registre_simple(repertoire: Path) -> tuple[Fabrique, str]:
    """Un organisme et un dossier ouvert : le plus petit registre utile."""
    fabrique = Fabrique(repertoire)
    fabrique.regler()
    return fabrique, fabrique.ouvrir(date(2026, 3, 2))


def registre_complet(repertoire: Path) -> Fabrique:
    """Au moins un dossier de chaque nature et de chaque statut, et chaque étape de la procédure une fois."""
    f = Fabrique(repertoire)
    f.regler()
    clos = _reclamation_close(f)
    _appel_rouvert(f, clos)
    _autorite(f)
    _justice(f)
    _insatisfactions(f)
    _sans_suite(f, clos)
    f.ouvrir(date(2026, 5, 4), "M. Neuf")
    f.saisir("relever_activite", lignes=({"mois": date(2026, 4, 1), "domaine": "Levage", "inspections": 42},))
    f.revoir(2025)
    _champs_de_l_organisme(f, clos)
    return f


def _champs_de_l_organisme(f: Fabrique, dossier: str) -> None:
    for code, titre, forme, valeurs in (
        ("affaire", "N° d'affaire", "Texte", ()),
        ("visite", "Visite le", "Date", ()),
        ("circuit", "Circuit", "Liste", ("Court", "Long")),
        ("heures", "Heures passées", "Nombre", ()),
    ):
        f.saisir("declarer_champ", code=code, titre_champ=titre, forme_champ=forme, valeurs_champ=valeurs)
    donnees = [
        {"champ": "affaire", "texte": PIEGE},
        {"champ": "visite", "valeur": "2026-02-27"},
        {"champ": "circuit", "valeur": "Long"},
        {"champ": "heures", "valeur": "12.5"},
    ]
    f.saisir("renseigner_champs", dossier, champs_renseignes=donnees, motif_champs="Reprise du tableau")


def _reclamation_close(f: Fabrique) -> str:
    n = f.ouvrir(date(2026, 3, 2), menace_contentieux=True, montant_demande="1234.50", client="Ville de Lyon")
    f.aller_au(date(2026, 3, 3))
    f.prendre_en_charge(n)
    jour = date(2026, 3, 3)
    f.saisir("noter_echange", n, par="paul", date_echange=jour, avec="Mme Durand", resume="Elle attend l'adresse.")
    f.saisir("joindre", n, intitule="Photos", pieces=(f.piece("photo du site.jpg", b"\xff\xd8photo"),))
    f.saisir("suspendre", n, motif_suspension=MotifSuspension.EMETTEUR, suspendu_le=jour)
    f.aller_au(date(2026, 3, 9))
    f.saisir("reprendre", n, repris_le=date(2026, 3, 9))
    f.saisir("prolonger", n, nouvelle_echeance=date(2026, 4, 20), motif_prolongation="Attente du client.")
    f.proposer(n)
    f.approuver(n, resultat_approbation=ResultatApprobation.REFUSEE, commentaire_approbation="Précisez la cause.")
    f.proposer(n, precision_cause="La relecture ne porte pas sur l'adresse.")
    f.saisir("soumettre", n, soumis_a="ext")
    f.approuver(n)
    f.repondre(n, met_fin=False)
    f.aller_au(date(2026, 4, 2))
    f.saisir("notifier_fin", n, date_fin=date(2026, 4, 2), preuve_fin="courriel")
    f.saisir("realiser_action", n, action="A1", fait_le=date(2026, 4, 2), preuve="Consigne 12")
    f.saisir("verifier_action", n, action="A1", verifie_le=date(2026, 4, 2), efficacite=Efficacite.EFFICACE)
    f.saisir("ajouter_action", n, quoi="Former l'équipe", qui="lea", pour=date(2026, 6, 1))
    f.saisir("suivre_au_plan", n, action="A2", plan="PAQ-2026-14")
    f.saisir("ajouter_action", n, quoi="Changer le modèle", qui="lea", pour=date(2026, 6, 1))
    f.saisir("annuler_action", n, action="A3", raison="Déjà au plan.")
    f.clore(n, bilan="Relire les adresses.")
    f.saisir("rectifier", n, champ="date_faits", valeur="2026-02-27", motif_rectification="Oubli.")
    note = next(e.version for e in f.registre.etat().evenements if e.etape == "noter_echange")
    f.saisir("corriger_entree", n, version_visee=note, champ="date_echange", valeur="2026-03-02",
             motif_rectification="C'était la veille.")
    return n


def _appel_rouvert(f: Fabrique, autre: str) -> None:
    n = f.ouvrir(date(2026, 3, 10), "M. Lenoir", canal=Canal.RECOMMANDE)
    f.prendre_en_charge(n, Nature.APPEL, date_accuse=None, preuve_accuse=None)
    f.saisir(
        "accuser_reception", n, date_accuse=date(2026, 3, 10), mode_accuse=ModeEnvoi.COURRIER, preuve_accuse="copie"
    )
    f.saisir("impliquer", n, implications=(Impliquee(personne="dir", role="Superviseur"),))
    f.saisir("retirer_impliquee", n, impliquee="dir", raison_impliquee="Absent ce jour-là.")
    f.aller_au(date(2026, 3, 20))
    f.proposer(n, Decision.MODIFIE, etendue="Un seul rapport.", action_corrective=False, action_quoi=None)
    f.saisir("deroger", n, par="dir", beneficiaire="claire", motif_derogation="Me Externe est absente.")
    f.approuver(n, "claire")
    f.repondre(n, rapport_modificatif="R-2026-0413-B", rapport_remplace="R-2026-0413")
    f.saisir("lier", n, dossier_lie=autre, nature_lien=NatureLien.MEMES_FAITS)
    f.clore(n)
    f.aller_au(date(2026, 4, 7))
    f.saisir("rouvrir", n, reprendre=Reprise.REPONSE, motif_reouverture="Un nouveau document.")
    f.saisir("requalifier", n, nature_nouvelle=Nature.RECLAMATION, motif_requalification="Aucun constat n'est en jeu.")
    # Une réponse partie sans examen : le registre le dit, il ne l'invente pas.
    f.proposer(
        n,
        Decision.NON_FONDE,
        solution="aucune",
        motif_sans_solution="Rien à corriger.",
        action_corrective=False,
        action_quoi=None,
    )
    f.repondre(
        n,
        motif_ecart="Répondu au téléphone avant l'examen.",
        mode_reponse=ModeEnvoi.VERBALE,
        preuve_reponse=None,
        a_qui="M. Lenoir",
        substance_reponse="Le constat demeure.",
    )


def _autorite(f: Fabrique) -> None:
    jour = f.aller_au(date(2026, 3, 12))
    n = f.saisir(
        "ouvrir_autorite",
        recu_par="paul",
        date_reception=jour,
        emetteur="DREAL",
        reference_autorite="n° 2026-1184",
        echeance_imposee=date(2026, 4, 15),
        prestation="R-2026-0500",
        preuve_origine="LRAR 1A",
    )
    f.saisir(
        "prendre_en_charge_autorite",
        n,
        direction_informee="dir",
        date_direction=jour,
        implications=(Impliquee(personne="paul"),),
        investigateurs=("claire",),
    )
    f.saisir("clarifier", n, circonstances="L'accès était impossible.")
    f.repondre(n, signataire="dir")
    f.saisir("noter_suite", n, date_suite=jour, suite="Classement.")


def _justice(f: Fabrique) -> None:
    jour = f.aller_au(date(2026, 3, 16))
    n = f.saisir(
        "ouvrir_justice",
        recu_par="paul",
        date_reception=jour,
        nature_acte=NatureActe.REFERE,
        emetteur="SCI des Tilleuls",
        echeance_acte=None,
        preuve_origine="Acte 77",
    )
    f.saisir("informer_direction", n, direction_informee="dir", date_direction=jour)
    f.saisir(
        "transmettre", n, destinataire=Destinataire.AVOCAT, date_transmission=jour, preuve_transmission="bordereau 3"
    )
    f.saisir("constater_issue", n, issue=Issue.DESISTEMENT, date_issue=jour)


def _insatisfactions(f: Fabrique) -> None:
    jour = f.aller_au(date(2026, 3, 18))
    n = f.saisir(
        "ouvrir_insatisfaction",
        par="paul",
        recu_par="paul",
        date_reception=jour,
        emetteur="Boulangerie Petit",
        prestation="R-2026-0600",
        expose="Une faute de frappe.",
        resultat_change=False,
        substance_reponse="Corrigé.",
        repondu_par="paul",
        date_reponse=jour,
    )
    f.saisir("relire", n, date_relecture=jour)
    n = f.ouvrir(date(2026, 3, 19), "M. Simple", canal=Canal.TELEPHONE)
    f.prendre_en_charge(n, date_accuse=None, preuve_accuse=None)
    f.saisir("requalifier", n, nature_nouvelle=Nature.INSATISFACTION, motif_requalification="Un simple oubli.")
    f.saisir(
        "repondre_insatisfaction",
        n,
        substance_reponse="Page renvoyée.",
        repondu_par="paul",
        date_reponse=date(2026, 3, 19),
        resultat_change=False,
    )


def _sans_suite(f: Fabrique, garde: str) -> None:
    jour = date(2026, 3, 24)
    n = f.ouvrir(jour, "M. Calme")
    f.saisir("retirer", n, retire_le=jour, preuve_retrait="courriel")
    f.saisir("geler", n, par="dir", motif_gel="Un litige est annoncé.")
    f.saisir("degeler", n, par="dir", motif_levee="Le litige est éteint.")
    f.saisir("reserver", n, motif_reserve="Une personne de l'organisme est mise en cause.", acces=("paul",))
    f.saisir("nommer", n, motif_acces="Il ne traite plus ce dossier.")
    f.saisir("lever_la_reserve", n, motif_levee_reserve="Plus rien ne le justifie.")
    f.saisir("anonymiser", n, motif_anonymisation="La durée de conservation est passée.")
    f.saisir(
        "declarer_irrecevable",
        f.ouvrir(jour, "M. Ailleurs"),
        motif_irrecevabilite=MotifIrrecevabilite.AUTRE_ORGANISME,
        explication="Un confrère est en cause.",
        notifie_le=jour,
        preuve_irrecevabilite="courriel",
    )
    n = f.ouvrir(jour, "Mme Durand")
    f.saisir("annuler_doublon", n, dossier_garde=garde, raison_doublon="Même lettre.")
    ouverture = f.registre.etat().dossiers[n].ouverture
    f.saisir(
        "occulter",
        n,
        version_visee=ouverture.version,
        champs_occultes=("contact", "expose"),
        restes=({"champ": "emetteur", "texte": "Mme Durand"}, {"champ": "prestation", "texte": "R-2026-0413"}),
        motif_occultation="À sa demande.",
    )

"""Un petit registre, entré par la vraie porte, dont chaque chiffre se refait à la main.

Arrêté au 22 novembre 2026. « a » : à l'heure ; « r » : en retard.

| Dossier | Nature | Reçu | Mode | Accréd. | Accusé | Décision | Répondu | Fin |
|---|---|---|---|---|---|---|---|---|
| 2025-001 | réclamation | 10/03/2025 | verbal | oui | – | non fondé, externe | 25/03/2025 a | 25/03/2025 |
| 2025-002 | appel | 01/12/2025 | écrit | oui | 03/12 a | modifié, externe | 15/01/2026 a | 15/01/2026 |
| 2026-001 | réclamation | 05/01 | verbal | oui | – | non fondé, externe | 20/01 a | 20/01 |
| 2026-002 | réclamation | 02/03 | écrit | non | 20/03 r | fondé, dérogation | 15/04 r | 15/04 |
| 2026-003 | (doublon de 2026-002) | 05/03 | écrit | | | | | |
| 2026-004 | appel | 04/05 | écrit | oui | 06/05 a | maintenu, SANS approbation | 20/05 a | 20/05 |
| 2026-005 | insatisfaction | 10/06 | verbal | | | | 10/06 a | 10/06 |
| 2026-006 | autorité | 01/09, imposée 15/09 | écrit | | | | 18/09 r | 18/09 |
| 2026-007 | justice | 05/10 | écrit | | | transmise 06/10 a | – | – |
| 2026-008 | à qualifier | 02/11 | écrit | | aucun, r | | – | – |
| 2026-009 | réclamation | 20/11 | verbal | non | – | | – | – |

Actions : 2025-002 A1, décidée le 20/12/2025, pour le 28/02/2026, réalisée le 20/02, vérifiée efficace le 15/06 ;
2026-002 A1, décidée le 01/04/2026, pour le 30/04, toujours à faire.
"""

from datetime import date, datetime
from pathlib import Path

from recours.procedure import ajouts as a
from recours.procedure import reglages as r
from recours.procedure import saisies as s
from recours.procedure import saisies_ouverture as o
from recours.procedure import saisies_suites as ss
from recours.procedure import vocabulaire as v
from recours.procedure.champs import Impliquee, Saisie
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS
from recours.registre.registre import Commande, Registre

AUJOURDHUI = date(2026, 11, 22)
FORMULE = "=2+5 rappeler le client"


class Atelier:
    """De quoi raconter un registre, un jour après l'autre."""

    def __init__(self, repertoire: Path) -> None:
        self.registre = Registre(repertoire)
        self.registre.creer()
        organisme = r.Organisme(nom="Contrôle & Prévention")
        claire = r.FichePersonne(identifiant="claire", nom="Mme Claire Martin", roles=(v.Role.RESPONSABLE_QUALITE,))
        self._le(
            date(2025, 1, 2),
            [Commande("claire", "definir_organisme", organisme), Commande("claire", "enregistrer_personne", claire)],
        )
        for identifiant, nom, role in (
            ("paul", "Paul Petit", v.Role.COLLABORATEUR),
            ("luc", "Luc Interne", v.Role.APPROBATEUR_INTERNE),
            ("anne", "Me Anne Externe", v.Role.APPROBATEUR_EXTERNE),
            ("jean", "Jean Chef", v.Role.DIRIGEANT),
        ):
            fiche = r.FichePersonne(identifiant=identifiant, nom=nom, roles=(role,))
            self.faire(date(2025, 1, 2), "claire", "enregistrer_personne", fiche)
        engagement = r.Engagement(
            personne="anne", du=date(2025, 1, 2), au=date(2026, 12, 31), preuve_engagement="classeur 3"
        )
        self.faire(date(2025, 1, 2), "claire", "engager_externe", engagement)

    @property
    def etat(self) -> Etat:
        return self.registre.etat()

    def _le(self, jour: date, commandes: list[Commande]) -> str:
        instant = datetime(jour.year, jour.month, jour.day, 10, tzinfo=PARIS)
        return self.registre.executer_lot(commandes, instant)[-1].dossier

    def faire(self, jour: date, qui: str, etape: str, saisie: Saisie, dossier: str = "") -> str:
        return self._le(jour, [Commande(qui, etape, saisie, dossier)])

    def recevoir(self, jour: date, canal: v.Canal) -> str:
        fiche = o.Ouverture(
            recu_par="paul", date_reception=jour, canal=canal, emetteur="Mme Durand", contact="06 12 34 56 78",
            prestation="R-2026-0413", expose="Le rapport est arrivé trop tard.",
        )  # fmt: skip
        return self.faire(jour, "paul", "ouvrir", fiche)

    def qualifier(
        self, numero: str, jour: date, nature: v.Nature, accreditation: v.Accreditation, motif: v.Motif | None = None
    ) -> None:
        saisie = s.PriseEnCharge(
            nature=nature, domaine="Inspection", accreditation=accreditation, rapport="R-2026-0413",
            implications=(Impliquee(personne="paul"),), investigateurs=("claire",), motif=motif,
        )  # fmt: skip
        self.faire(jour, "claire", "prendre_en_charge", saisie, numero)

    def accuser(self, numero: str, jour: date) -> None:
        saisie = s.AccuseReception(date_accuse=jour, mode_accuse=v.ModeEnvoi.COURRIEL, preuve_accuse="courriel")
        self.faire(jour, "claire", "accuser_reception", saisie, numero)

    def proposer(self, numero: str, jour: date, decision: v.Decision, action: tuple[str, date] | None = None) -> None:
        quoi, pour = action or (None, None)
        saisie = s.Proposition(
            faits="Établis.", cause=v.Cause.METHODE, solution="Rapport réémis", decision=decision,
            motivation="Vérifié.", action_corrective=action is not None, action_quoi=quoi,
            action_qui="paul" if action else None, action_pour=pour, etendue="un seul rapport",
        )  # fmt: skip
        self.faire(jour, "claire", "proposer", saisie, numero)

    def approuver(self, numero: str, jour: date, qui: str = "anne") -> None:
        saisie = s.Approbation(
            approbateur=qui, date_approbation=jour, resultat_approbation=v.ResultatApprobation.APPROUVEE,
            preuve_attestation="attestation signée", proposition=self.etat.dossiers[numero].proposition,
        )  # fmt: skip
        self.faire(jour, "claire", "approuver", saisie, numero)

    def repondre(self, numero: str, jour: date, ecart: str | None = None, qui: str = "claire") -> None:
        saisie = s.Reponse(
            date_reponse=jour, mode_reponse=v.ModeEnvoi.COURRIER, preuve_reponse="LRAR 1A", signataire=qui,
            rapport_modificatif="R-2026-0413-1", rapport_remplace="R-2026-0413", motif_ecart=ecart,
        )  # fmt: skip
        self.faire(jour, qui, "repondre", saisie, numero)

    def clore(self, numero: str, jour: date) -> None:
        self.faire(jour, "claire", "clore", s.Cloture(date_cloture=jour), numero)


def construire(repertoire: Path) -> Etat:
    """Le registre du tableau ci-dessus."""
    x = Atelier(repertoire)
    un = x.recevoir(date(2025, 3, 10), v.Canal.TELEPHONE)
    x.qualifier(un, date(2025, 3, 11), v.Nature.RECLAMATION, v.Accreditation.OUI)
    x.proposer(un, date(2025, 3, 18), v.Decision.NON_FONDE)
    x.approuver(un, date(2025, 3, 20))
    x.repondre(un, date(2025, 3, 25))
    x.clore(un, date(2025, 3, 25))

    deux = x.recevoir(date(2025, 12, 1), v.Canal.RECOMMANDE)
    x.qualifier(deux, date(2025, 12, 2), v.Nature.APPEL, v.Accreditation.OUI, v.Motif.RESULTAT)
    x.accuser(deux, date(2025, 12, 3))
    x.proposer(deux, date(2025, 12, 20), v.Decision.MODIFIE, (FORMULE, date(2026, 2, 28)))
    x.approuver(deux, date(2026, 1, 12))
    x.repondre(deux, date(2026, 1, 15))

    trois = x.recevoir(date(2026, 1, 5), v.Canal.TELEPHONE)
    x.qualifier(trois, date(2026, 1, 6), v.Nature.RECLAMATION, v.Accreditation.OUI, v.Motif.DELAI)
    x.proposer(trois, date(2026, 1, 13), v.Decision.NON_FONDE)
    x.approuver(trois, date(2026, 1, 15))
    x.repondre(trois, date(2026, 1, 20))
    x.clore(trois, date(2026, 1, 20))
    x.faire(date(2026, 2, 20), "paul", "realiser_action",
            a.ActionRealisee(action="A1", fait_le=date(2026, 2, 20), preuve="note 12"), deux)  # fmt: skip

    quatre = x.recevoir(date(2026, 3, 2), v.Canal.COURRIEL)
    x.qualifier(quatre, date(2026, 3, 3), v.Nature.RECLAMATION, v.Accreditation.NON, v.Motif.RAPPORT)
    double = x.recevoir(date(2026, 3, 5), v.Canal.COURRIEL)
    x.faire(date(2026, 3, 6), "claire", "annuler_doublon",
            a.Doublon(dossier_garde=quatre, raison_doublon="Même courriel."), double)  # fmt: skip
    x.accuser(quatre, date(2026, 3, 20))
    x.proposer(quatre, date(2026, 4, 1), v.Decision.FONDE, ("Relire deux fois", date(2026, 4, 30)))
    x.faire(date(2026, 4, 2), "jean", "deroger",
            a.Derogation(beneficiaire="luc", motif_derogation="Personne d'externe."), quatre)  # fmt: skip
    x.approuver(quatre, date(2026, 4, 10), "luc")
    x.repondre(quatre, date(2026, 4, 15))

    cinq = x.recevoir(date(2026, 5, 4), v.Canal.COURRIER)
    x.qualifier(cinq, date(2026, 5, 5), v.Nature.APPEL, v.Accreditation.OUI)
    x.accuser(cinq, date(2026, 5, 6))
    x.proposer(cinq, date(2026, 5, 15), v.Decision.MAINTENU)
    x.repondre(cinq, date(2026, 5, 20), ecart="=HYPERLINK(1) réponse partie avant l'examen")

    x.faire(date(2026, 6, 10), "paul", "ouvrir_insatisfaction", o.OuvertureInsatisfaction(
        recu_par="paul", date_reception=date(2026, 6, 10), emetteur="M. Petit", prestation="R-1",
        expose="Adresse fausse.", resultat_change=False, substance_reponse="Corrigée.", repondu_par="paul",
        date_reponse=date(2026, 6, 10)))  # fmt: skip
    x.faire(date(2026, 6, 15), "claire", "verifier_action", a.ActionVerifiee(
        action="A1", verifie_le=date(2026, 6, 15), efficacite=v.Efficacite.EFFICACE), deux)  # fmt: skip
    x.clore(deux, date(2026, 6, 16))

    six = x.faire(date(2026, 9, 1), "paul", "ouvrir_autorite", o.OuvertureAutorite(
        recu_par="paul", date_reception=date(2026, 9, 1), emetteur="DREAL", reference_autorite="26-118",
        echeance_imposee=date(2026, 9, 15), prestation="R-2", preuve_origine="LRAR 2B"))  # fmt: skip
    x.faire(date(2026, 9, 1), "claire", "prendre_en_charge_autorite", ss.PriseEnChargeAutorite(
        direction_informee="jean", date_direction=date(2026, 9, 1),
        implications=(Impliquee(personne="paul"),), investigateurs=("claire",)), six)  # fmt: skip
    x.faire(date(2026, 9, 10), "claire", "clarifier", ss.Clarification(circonstances="Établies."), six)
    x.repondre(six, date(2026, 9, 18), qui="jean")

    sept = x.faire(date(2026, 10, 5), "paul", "ouvrir_justice", o.OuvertureJustice(
        recu_par="paul", date_reception=date(2026, 10, 5), nature_acte=v.NatureActe.ASSIGNATION, emetteur="SCI",
        echeance_acte=None, preuve_origine="acte 7"))  # fmt: skip
    x.faire(date(2026, 10, 5), "claire", "informer_direction",
            ss.InformationDirection(direction_informee="jean", date_direction=date(2026, 10, 5)), sept)  # fmt: skip
    x.faire(date(2026, 10, 6), "claire", "transmettre", ss.Transmission(
        destinataire=v.Destinataire.ASSUREUR, date_transmission=date(2026, 10, 6), preuve_transmission="LRAR 3C"),
        sept)  # fmt: skip

    x.recevoir(date(2026, 11, 2), v.Canal.COURRIEL)
    neuf = x.recevoir(date(2026, 11, 20), v.Canal.TELEPHONE)
    x.qualifier(neuf, date(2026, 11, 20), v.Nature.RECLAMATION, v.Accreditation.NON)
    return x.etat

"""Les échéances d'un dossier : calculées des délais en vigueur à sa réception, jamais inventées (parcours, § 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recours.procedure.cadre import LIBELLES_DELAIS, Cadre
from recours.procedure.calendrier import (
    Region,
    Unite,
    ajouter,
    dans_combien,
    date_longue,
    expliquer,
    jours_calendaires_entre,
    jours_ouvres_entre,
)
from recours.procedure.dossier import Dossier
from recours.procedure.elements import Action
from recours.procedure.etape import Etape
from recours.procedure.reglages import CodeDelai, Delai
from recours.procedure.vocabulaire import Nature, StatutDelai


@dataclass(frozen=True, slots=True)
class Echeance:
    """Une date attendue, ce qu'elle vaut, et le calcul qui se lit en mots."""

    libelle: str
    jour: date
    statut: StatutDelai
    depuis: date
    region: Region
    delai: Delai | None = None
    suspendu: int = 0  # jours, dans l'unité du délai
    raison: str = ""  # pourquoi ce n'est pas le calcul ordinaire

    def est_depassee(self, jour: date) -> bool:
        return jour > self.jour

    def dire(self, aujourdhui: date) -> str:
        """« dans 3 jours ouvrés », « en retard de 2 jours ouvrés », « objectif dépassé de… »."""
        return dans_combien(self.jour, aujourdhui, self.region, self.statut.mot_depasse)

    @property
    def explication(self) -> str:
        if self.delai is None:
            return f"{self.raison} : {date_longue(self.jour)}"
        calcul = expliquer(self.depuis, self.delai.valeur, self.delai.unite, self.region)
        if self.suspendu:
            calcul += f" ; suspendu {self.suspendu} {self.delai.unite}, reporté au {date_longue(self.jour)}"
        return calcul


CODES_DE_REPONSE = {
    Nature.RECLAMATION: CodeDelai.REPONSE_RECLAMATION,
    Nature.APPEL: CodeDelai.REPONSE_APPEL,
    Nature.AUTORITE: CodeDelai.REPONSE_AUTORITE,
    Nature.INSATISFACTION: CodeDelai.REPONSE_INSATISFACTION,
}


def echeance_reponse(dossier: Dossier, cadre: Cadre, aujourdhui: date | None = None) -> Echeance | None:
    """Quand la réponse est due. La date imposée par une autorité l'emporte, puis la prolongation annoncée."""
    code = CODES_DE_REPONSE.get(dossier.nature)
    if code is None:
        return None
    recu, region = dossier.date_reception, cadre.region
    imposee = dossier.valeur("echeance_imposee")
    if isinstance(imposee, date) and dossier.nature is Nature.AUTORITE:
        return Echeance("Réponse à l'autorité", imposee, StatutDelai.IMPOSE, recu, region, raison="Date imposée")
    delai = cadre.delai(code, recu)
    if dossier.nouvelle_echeance is not None:
        return Echeance("Réponse", dossier.nouvelle_echeance, delai.statut_delai, recu, region, raison="Délai prolongé")
    return _echeance(code, delai, recu, dossier, region, aujourdhui)


def echeance_etape(etape: Etape, dossier: Dossier, cadre: Cadre, aujourdhui: date | None = None) -> Echeance | None:
    """L'échéance d'une étape du chemin ; celle de la réponse pour les étapes qui n'en ont pas en propre."""
    if etape.delai is None:
        if etape.code in ("proposer", "clarifier"):
            return echeance_reponse(dossier, cadre, aujourdhui)
        return None
    if etape.code in ("repondre", "repondre_insatisfaction"):
        return echeance_reponse(dossier, cadre, aujourdhui)
    depart = dossier.date_reception
    if etape.delai is CodeDelai.APPROBATION:
        proposition = dossier.actifs.get("proposer") or dossier.actifs.get("clarifier")
        if proposition is None:
            return None
        depart = proposition.horodatage.date()
    delai = cadre.delai(etape.delai, dossier.date_reception)
    return _echeance(etape.delai, delai, depart, dossier, cadre.region, aujourdhui)


def echeance_efficacite(action: Action, dossier: Dossier, cadre: Cadre) -> Echeance | None:
    """Quand vérifier l'efficacité d'une action corrective réalisée."""
    if action.realisee_le is None:
        return None
    delai = cadre.delai(CodeDelai.EFFICACITE, dossier.date_reception)
    jour = ajouter(action.realisee_le, delai.valeur, delai.unite, cadre.region)
    libelle = LIBELLES_DELAIS[CodeDelai.EFFICACITE]
    return Echeance(libelle, jour, delai.statut_delai, action.realisee_le, cadre.region, delai)


def _echeance(
    code: CodeDelai, delai: Delai, depart: date, dossier: Dossier, region: Region, aujourdhui: date | None
) -> Echeance:
    jour = ajouter(depart, delai.valeur, delai.unite, region)
    suspendu = jours_suspendus(dossier, depart, delai.unite, region, aujourdhui)
    if suspendu:
        jour = ajouter(jour, suspendu, delai.unite, region)
    return Echeance(LIBELLES_DELAIS[code], jour, delai.statut_delai, depart, region, delai, suspendu)


def jours_suspendus(dossier: Dossier, depart: date, unite: Unite, region: Region, aujourdhui: date | None) -> int:
    """Jours de suspension depuis le départ du délai ; une suspension en cours compte jusqu'à aujourd'hui."""
    total = 0
    for periode in dossier.suspensions:
        debut, fin = max(periode.debut, depart), periode.fin or aujourdhui
        if fin is None or fin <= debut:
            continue
        if unite is Unite.JOURS_OUVRES:
            total += jours_ouvres_entre(debut, fin, region)
        else:
            total += jours_calendaires_entre(debut, fin)
    return total

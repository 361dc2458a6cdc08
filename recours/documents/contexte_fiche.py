"""Les lignes de la fiche de réclamation, dans l'ordre de la fiche papier ; vide, la ligne se remplit à la main."""

from __future__ import annotations

from datetime import date

from recours.documents.demande import Demande
from recours.procedure.anonymat import masquer
from recours.procedure.calendrier import date_courte
from recours.procedure.preuve import phrase_de_preuve
from recours.procedure.typographie import poser_insecables
from recours.procedure.vocabulaire import Canal, Mode, Nature
from recours.registre.resume import PAR_CANAL, resumer

_ALERTES = {
    "demande_argent": "demande d'argent", "menace_contentieux": "menace de contentieux", "danger": "danger allégué",
    "impartialite": "impartialité ou confidentialité mise en cause",
}  # fmt: skip
_PUIS = "\u00a0; "
_REPONSES = ("repondre", "repondre_insatisfaction", "transmettre", "constater_issue")
_FERMETURES = ("clore", "retirer", "declarer_irrecevable", "annuler_doublon")


def champs_de_la_fiche(d: Demande) -> dict[str, str]:
    """Champ → texte d'une ligne de la fiche."""
    dossier, v = d.dossier, d.dossier.valeur
    emetteur = "nom masqué, anonymat demandé" if d.est_masque else v("emetteur")
    impliquees = _PUIS.join(f"{d.cadre.nom(i.personne)}, {i.role.lower()}" for i in dossier.implications)
    rapport = v("rapport") if v("rapport") != v("prestation") else ""
    return {
        "fiche_reception": _reception(d),
        "fiche_emetteur": _enumerer(emetteur, v("qualite_emetteur"), v("categorie_emetteur")),
        "fiche_contact": "" if d.est_masque else str(v("contact") or ""),
        "fiche_prestation": _enumerer(d.texte("prestation"), _apres("rapport n° ", rapport),
                                      _apres("inspection du ", v("date_inspection"))),
        "fiche_domaine": _enumerer(v("domaine"), _apres("sous accréditation : ", _minuscules(v("accreditation")))),
        "fiche_investigateurs": _enumerer(*(d.cadre.nom(i) for i in v("investigateurs") or ())),
        "fiche_impliquees": "aucune inspection en cause" if dossier.aucune_inspection else impliquees,
        "fiche_pieces": _PUIS.join(p.nom for p in dossier.saisie_de(dossier.ouverture).pieces),
        "fiche_accuse": _accuse(d),
        "fiche_evaluation": _evaluation(d),
        "fiche_examen": poser_insecables(phrase_de_preuve(dossier, d.cadre)),
        "fiche_reponse": _faites(d, *_REPONSES),
        "fiche_fin": _apres("le ", dossier.date_fin_traitement),
        "fiche_actions": _PUIS.join(f"{x.numero}, {x.quoi} ({x.etat.lower()})" for x in dossier.actions),
        "fiche_cloture": _faites(d, *_FERMETURES),
    }  # fmt: skip


def _enumerer(*morceaux: object) -> str:
    return ", ".join(str(m) for m in morceaux if m)


def _minuscules(valeur: object) -> str:
    return str(valeur or "").lower()


def _apres(mots: str, valeur: object) -> str:
    """« du 11/05/2026 » ; vide s'il n'y a rien à dire."""
    if not valeur:
        return ""
    return poser_insecables(mots) + (date_courte(valeur) if isinstance(valeur, date) else str(valeur))


def _reception(d: Demande) -> str:
    dossier, canal = d.dossier, d.dossier.valeur("canal")
    return _enumerer(
        f"le {date_courte(dossier.date_reception)}",
        f"recours {dossier.mode.lower()}",
        PAR_CANAL[canal] if isinstance(canal, Canal) else "",
        f"reçu par {d.cadre.nom(str(dossier.valeur('recu_par') or dossier.ouverture.auteur))}",
        f"fiche ouverte le {date_courte(dossier.date_enregistrement)}",
    )


def _accuse(d: Demande) -> str:
    quand = d.dossier.valeur("date_accuse")
    if quand:
        return _enumerer(f"envoyé le {date_courte(quand)}", _minuscules(d.dossier.valeur("mode_accuse")))
    return "accusé de vive voix" if d.dossier.mode is Mode.VERBAL else ""


def _evaluation(d: Demande) -> str:
    dossier, v = d.dossier, d.dossier.valeur
    if dossier.nature is Nature.NON_QUALIFIE:
        return ""
    alertes = [mots for nom, mots in _ALERTES.items() if v(nom)]
    return _enumerer(
        f"traité comme {dossier.nature.lower()}",
        _apres("motif : ", _minuscules(v("motif"))),
        _apres("gravité : ", _minuscules(v("gravite"))),
        *alertes,
        _apres("Direction informée : ", d.cadre.nom(str(v("direction_informee") or ""))),
    )


def _faites(d: Demande, *etapes: str) -> str:
    """Ces étapes, si elles sont faites, comme la chronologie les résume."""
    faites = [d.dossier.actifs[code] for code in etapes if code in d.dossier.actifs]
    lues = [resumer(e, d.cadre) for e in dict.fromkeys(faites)]
    return _PUIS.join(masquer(x, d.dossier) if d.est_masque else x for x in lues)

"""Les annexes qui comptent ce qui est reçu : volumes, répartitions, motifs et causes, insatisfactions."""

from __future__ import annotations

from collections.abc import Iterable

from recours.bilan import pilotage
from recours.bilan.annexes_modele import (
    DOSSIERS,
    MOIS_ABREGES,
    Bloc,
    Compte,
    Demande,
    Valeur,
    arrondi,
    compter,
    dits,
    mois_de,
    par_valeur,
)
from recours.bilan.catalogue import PAR_CODE
from recours.bilan.catalogue_resultat import Contexte
from recours.bilan.codes import liste_du_resultat
from recours.bilan.indicateurs import AVEC_DECISION, NATURES, decides, insatisfactions_repondues, recus
from recours.bilan.mesure import EFFECTIF_MINIMAL
from recours.procedure.vocabulaire import Nature

_MOIS_AU_PLUS = 24


def volumes(d: Demande) -> Iterable[Bloc]:
    lus = {n: (recus(d.t, d.p, n), recus(d.t, d.p.precedente, n)) for n in NATURES}
    yield Bloc(
        "Recours reçus par nature", "Comptés à la date de réception, doublons exclus.",
        ("Nature", "Reçus", "Un an plus tôt"),
        tuple((str(n), compter(x["numero"]), compter(y["numero"])) for n, (x, y) in lus.items() if len(x) or len(y)),
        True, True, 2,
    )  # fmt: skip
    yield _activite(d)
    mois = mois_de(d.p)
    if d.diffusion or len(mois) > _MOIS_AU_PLUS or not any(len(x) for x, _ in lus.values()):
        return
    lignes: list[tuple[Valeur, ...]] = []
    for n, (x, _) in lus.items():
        par_mois = x["numero"].groupby(x["recu_le"].dt.to_period("M")).apply(list)
        if len(x):
            lignes.append((str(n), *(compter(par_mois.get(m, [])) for m in mois), compter(x["numero"])))
    titres = tuple(f"{MOIS_ABREGES[m.month - 1]} {m.year % 100:02d}" for m in mois)
    yield Bloc("Recours reçus par mois", "À la date de réception.", ("Nature", *titres, "Total"), tuple(lignes), True,
               sommes=len(mois) + 1)  # fmt: skip


def _activite(d: Demande) -> Bloc:
    """Ce que l'organisme a fait, et les recours qu'on y rapporte ; sans activité saisie, rien."""
    lus = [(PAR_CODE[c], PAR_CODE[c].rendre(Contexte(d.t, d.etat, d.p))) for c in ("K03", "K04", "K05", "K26")]
    lignes = tuple(
        (f"{x.code} · {x.titre}", Compte(r.numerateur, r.numeros, liste_du_resultat(x, r, d.p.libelle)),
         r.denominateur, arrondi(r.valeur))
        for x, r in lus if not r.manque and r.valeur is not None
    )  # fmt: skip
    return Bloc("Rapportés à l'activité", "L'activité saisie dans Paramètres, sur tous les mois de la période.",
                ("Indicateur", "Compte", "Activité", "Taux"), lignes)  # fmt: skip


def repartitions(d: Demande) -> Iterable[Bloc]:
    sur = "Recours reçus dans la période, toutes natures, doublons exclus."
    colonnes = [
        ("domaine", "Domaine"), ("agence", "Agence"), ("canal", "Canal"), ("mode", "Mode"),
        ("qualite", "Qualité de l'émetteur"), ("accreditation", "Sous accréditation"), ("gravite", "Gravité"),
    ]  # fmt: skip
    for colonne, titre in colonnes:
        if not (d.diffusion and colonne == "agence"):
            yield par_valeur(d, colonne, titre, sur)


def motifs(d: Demande) -> Iterable[Bloc]:
    yield par_valeur(d, "motif", "Motif", "Réclamations et appels reçus dans la période.", *AVEC_DECISION, barres=True)
    yield par_valeur(d, "cause", "Cause", "Réclamations et appels décidés dans la période.", *AVEC_DECISION,
                     barres=True, lire=decides)  # fmt: skip
    if not d.diffusion and len(recus(d.t, d.p)) >= EFFECTIF_MINIMAL:
        yield Bloc("Signaux", "Trois dossiers de même cause en 90 jours, ou un mois bien au-dessus de l'année d'avant.",
                   ("Ce qui se remarque", "Nombre", DOSSIERS),
                   tuple((x.phrase, compter(x.numeros), dits(x.numeros))
                         for x in pilotage.signaux(d.t, d.p)))  # fmt: skip

    recurrences = pilotage.recurrences(d.t, d.etat, d.p)
    yield Bloc("Récurrences sur 365 jours", "Même cause et même domaine, même client ou même rapport qu'un recours "
               "reçu dans les 365 jours d'avant.", ("Dossier", "Précédent", "Ce qui revient"),
               tuple((x.numero, x.avec, x.quoi) for x in recurrences))  # fmt: skip


def insatisfactions(d: Demande) -> Iterable[Bloc]:
    lus = recus(d.t, d.p, Nature.INSATISFACTION)
    repondues, tenues = lus[lus["reponse_le"].notna()], insatisfactions_repondues(d.t, d.p)
    if len(lus):
        yield Bloc("Insatisfactions", "Reçues dans la période.", ("Quoi", "Nombre", DOSSIERS), (
            ("Reçues", compter(lus["numero"]), dits(lus["numero"].tolist())),
            ("Répondues dans le délai", compter(tenues.numeros), dits(tenues.numeros)),
            ("Répondues hors délai, ou échues", compter(tenues.reste), dits(tenues.reste)),
            ("Répondues", compter(repondues["numero"]), dits(repondues["numero"].tolist())),
        ))  # fmt: skip
    yield par_valeur(d, "motif", "Motif", "Insatisfactions reçues dans la période.", Nature.INSATISFACTION)

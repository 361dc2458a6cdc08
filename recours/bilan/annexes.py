"""Les annexes de la synthèse : des tableaux que l'on choisit, tirés des mêmes données que les chiffres.

Une annexe sans donnée n'existe pas. Chaque ligne porte les numéros des dossiers qu'elle compte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd

from recours.bilan import pilotage
from recours.bilan.annexes_chiffres import indicateurs, integrite, pluriannuel
from recours.bilan.annexes_modele import (
    DOSSIERS,
    MOIS_ABREGES,
    NON_PRECISE,
    Annexe,
    Bloc,
    Demande,
    Valeur,
    arrondi,
    dits,
    jour_de,
    mois_de,
    par_valeur,
)
from recours.bilan.indicateurs import AVEC_DECISION, NATURES, decides, dossiers_comptes, recus
from recours.bilan.series import delais
from recours.bilan.tableau import DELAIS, EtatDelai
from recours.procedure.vocabulaire import Nature

_MOIS_AU_PLUS = 24
_LIBELLES_DELAIS = {
    "accuse": "Accusé de réception",
    "reponse": "Réponse",
    "direction": "Direction informée",
    "transmission": "Transmission",
}


def composer_annexes(demande: Demande, codes: Iterable[str]) -> tuple[Annexe, ...]:
    """Les annexes de ces codes, dans l'ordre déclaré, sans celles qui n'ont rien à dire."""
    voulus = set(codes)
    rendues = []
    for code, (titre, calcul) in ANNEXES.items():
        if code in voulus and (blocs := tuple(b for b in calcul(demande) if b.lignes)):
            rendues.append(Annexe(code, titre, blocs))
    return tuple(rendues)


def _volumes(d: Demande) -> Iterable[Bloc]:
    lus = {n: (recus(d.t, d.p, n), recus(d.t, d.p.precedente, n)) for n in NATURES}
    yield Bloc(
        "Recours reçus par nature", "Comptés à la date de réception, doublons exclus.",
        ("Nature", "Reçus", "Un an plus tôt", DOSSIERS),
        tuple((str(n), len(x), len(y), dits(x["numero"].tolist())) for n, (x, y) in lus.items() if len(x) or len(y)),
        True, True, 2,
    )  # fmt: skip
    mois = mois_de(d.p)
    if d.diffusion or len(mois) > _MOIS_AU_PLUS or not any(len(x) for x, _ in lus.values()):
        return
    lignes: list[tuple[Valeur, ...]] = []
    for n, (x, _) in lus.items():
        comptes = x["recu_le"].dt.to_period("M").value_counts()
        if len(x):
            lignes.append((str(n), *(int(comptes.get(m, 0)) for m in mois), len(x)))
    titres = tuple(f"{MOIS_ABREGES[m.month - 1]} {m.year % 100:02d}" for m in mois)
    yield Bloc("Recours reçus par mois", "À la date de réception.", ("Nature", *titres, "Total"), tuple(lignes), True,
               sommes=len(mois) + 1)  # fmt: skip


def _repartitions(d: Demande) -> Iterable[Bloc]:
    sur = "Recours reçus dans la période, toutes natures, doublons exclus."
    colonnes = [
        ("domaine", "Domaine"), ("agence", "Agence"), ("canal", "Canal"), ("mode", "Mode"),
        ("qualite", "Qualité de l'émetteur"), ("accreditation", "Sous accréditation"), ("gravite", "Gravité"),
    ]  # fmt: skip
    for colonne, titre in colonnes:
        if not (d.diffusion and colonne == "agence"):
            yield par_valeur(d, colonne, titre, sur)


def _delais(d: Demande) -> Iterable[Bloc]:
    lignes: list[tuple[Valeur, ...]] = []
    comptes = dossiers_comptes(d.t)
    for x in delais(d.t, d.p):
        faits = comptes[comptes["numero"].isin(x.tenus.ensemble or ())]
        durees = faits[f"{x.tenus.code}_ouvres"].dropna()
        reste = list(x.tenus.reste)
        lignes.append(
            (
                x.libelle, str(x.statut), x.tenus.numerateur, x.tenus.denominateur, x.en_cours.numerateur,
                arrondi(durees.mean()), arrondi(durees.median()), arrondi(durees.max()), dits(reste),
            )
        )  # fmt: skip
    yield Bloc(
        "Délais", "Tenu : fait au plus tard le jour de l'échéance en vigueur à la réception. Durées en jours ouvrés "
        "depuis la réception.",
        ("Délai", "Statut", "Tenus", "Sur", "En cours", "Moyenne", "Médiane", "Maximum", "Dépassés"), tuple(lignes),
    )  # fmt: skip
    if d.diffusion:
        return
    tard: list[tuple[Valeur, ...]] = []
    for delai in DELAIS:
        depasses = comptes[comptes[f"{delai}_etat"] == EtatDelai.DEPASSE]
        quand = depasses[f"{delai}_le"].fillna(depasses[f"{delai}_echeance"])
        for ligne in depasses[d.p.contient(quand)].to_dict("records"):
            fait = ligne[f"{delai}_le"]
            tard.append(
                (ligne["numero"], _LIBELLES_DELAIS[delai], ligne["nature"], jour_de(ligne[f"{delai}_echeance"]),
                 jour_de(fait), str(ligne[f"{delai}_statut"]))
            )  # fmt: skip
    yield Bloc("Délais dépassés", "Échus dans la période, faits ou non.",
               ("Dossier", "Délai", "Nature", "Échéance", "Fait le", "Statut du délai"), tuple(tard))  # fmt: skip


def _decisions(d: Demande) -> Iterable[Bloc]:
    for nature in AVEC_DECISION:
        lus = decides(d.t, d.p, nature)
        groupes = lus["numero"].groupby(lus["decision"].where(lus["decision"] != "", NON_PRECISE)).apply(list)
        lignes = tuple((str(v), len(n), dits(n)) for v, n in groupes.items())
        yield Bloc(f"{nature}s décidés" if nature is Nature.APPEL else f"{nature}s décidées",
                   "Décision approuvée, ou réponse partie, dans la période.", ("Décision", "Nombre", DOSSIERS),
                   lignes, True)  # fmt: skip
    finis = dossiers_comptes(d.t)
    finis = finis[d.p.contient(finis["fini_le"]) & (finis["sans_suite"] != "")]
    groupes = finis["numero"].groupby(finis["sans_suite"]).apply(list)
    yield Bloc("Sans suite", "Retirés ou irrecevables dans la période.", ("Fin", "Nombre", DOSSIERS),
               tuple((str(v), len(n), dits(n)) for v, n in groupes.items()), True)  # fmt: skip
    if not d.diffusion:
        lus = decides(d.t, d.p)
        lus = lus[lus["rapport_modificatif"] != ""]
        yield Bloc("Rapports modifiés", "Dossiers décidés dans la période dont un rapport a été réédité.",
                   ("Dossier", "Rapport modificatif"),
                   tuple(zip(lus["numero"], lus["rapport_modificatif"], strict=True)))  # fmt: skip


def _motifs(d: Demande) -> Iterable[Bloc]:
    yield par_valeur(d, "motif", "Motif", "Réclamations et appels reçus dans la période.", *AVEC_DECISION, barres=True)
    lus = decides(d.t, d.p, *AVEC_DECISION)
    causes = lus["cause"].where(lus["cause"] != "", NON_PRECISE)
    groupes = sorted(lus["numero"].groupby(causes).apply(list).items(), key=lambda g: (-len(g[1]), str(g[0])))
    yield Bloc("Cause", "Réclamations et appels décidés dans la période.", ("Cause", "Nombre", DOSSIERS),
               tuple((str(v), len(n), dits(n)) for v, n in groupes), True, True)  # fmt: skip

    recurrences = pilotage.recurrences(d.t, d.etat, d.p)
    yield Bloc("Récurrences sur 365 jours", "Même cause et même domaine, même client ou même rapport qu'un recours "
               "reçu dans les 365 jours d'avant.", ("Dossier", "Précédent", "Ce qui revient"),
               tuple((x.numero, x.avec, x.quoi) for x in recurrences))  # fmt: skip


def _independance(d: Demande) -> Iterable[Bloc]:
    lus = decides(d.t, d.p, *AVEC_DECISION)
    lignes = []
    for x in lus.to_dict("records"):
        qui = "externe" if x["approbation_externe"] else "interne, par dérogation" if x["derogation"] else "interne"
        manque = str(x["approbation_ecart"]) if d.avec_textes else ""
        prouvee = bool(x["approbation_prouvee"])
        signe = str(x["approbation_signature"]) if prouvee else ""
        lignes.append((x["numero"], x["nature"], "Oui" if prouvee else "Non", qui if prouvee else "", signe, manque))
    colonnes = ("Dossier", "Nature", "Prouvée", "Par une personne", "Signé par", "Ce qui manque")
    definition = "Par une personne étrangère à l'inspection, sur la décision telle qu'elle est, et avant la réponse."
    yield Bloc("Approbation des décisions", definition, colonnes if d.avec_textes else colonnes[:5],
               tuple(x if d.avec_textes else x[:5] for x in lignes))  # fmt: skip


def _autorites(d: Demande) -> Iterable[Bloc]:
    lus = recus(d.t, d.p, Nature.AUTORITE)
    lignes = tuple(
        (x["numero"], _selon(d, x["recu_le"]), _selon(d, x["reponse_echeance"]), _selon(d, x["reponse_le"]),
         str(x["reponse_etat"]) or "Sans objet")
        for x in lus.to_dict("records")
    )  # fmt: skip
    yield Bloc("Recours administratifs et légaux", "Reçus dans la période ; l'autorité se lit au registre.",
               ("Dossier", "Reçu", "À rendre", "Répondu", "Délai"), lignes)  # fmt: skip


def _selon(d: Demande, jour: object) -> date | int | None:
    """Une date ; son année seulement, en diffusion."""
    lu = jour_de(jour)
    return lu.year if lu and d.diffusion else lu


def _justice(d: Demande) -> Iterable[Bloc]:
    """Des comptes seulement : le reste est réservé."""
    lus = dossiers_comptes(d.t, Nature.JUSTICE)
    debut, fin = pd.Timestamp(d.p.debut), pd.Timestamp(d.p.fin)
    en_cours = lus[(lus["recu_le"] <= fin) & ~(lus["fini_le"] <= fin)]
    nouvelles = lus[d.p.contient(lus["recu_le"])]
    issues = lus[(lus["fini_le"] >= debut) & (lus["fini_le"] <= fin)]
    groupes = issues["numero"].groupby(issues["issue"].where(issues["issue"] != "", NON_PRECISE)).count()
    lignes = [("Connues dans la période", len(nouvelles)), ("En cours à la fin", len(en_cours))]
    lignes += [(f"Issue : {str(v).lower()}", int(n)) for v, n in groupes.items()]
    if any(n for _, n in lignes):
        comptes = tuple(lignes)
        yield Bloc("Actions en justice", "Comptes seulement ; le détail est réservé.", ("Quoi", "Nombre"), comptes)


def _insatisfactions(d: Demande) -> Iterable[Bloc]:
    lus = recus(d.t, d.p, Nature.INSATISFACTION)
    repondues = lus[lus["reponse_le"].notna()]
    if len(lus):
        yield Bloc("Insatisfactions", "Reçues dans la période.", ("Quoi", "Nombre", DOSSIERS), (
            ("Reçues", len(lus), dits(lus["numero"].tolist())),
            ("Répondues", len(repondues), dits(repondues["numero"].tolist())),
        ))  # fmt: skip
    yield par_valeur(d, "motif", "Motif", "Insatisfactions reçues dans la période.", Nature.INSATISFACTION)


def _actions(d: Demande) -> Iterable[Bloc]:
    a = d.t.actions
    lues = a[d.p.contient(a["decidee_le"]) | d.p.contient(a["realisee_le"]) | d.p.contient(a["verifiee_le"])]
    for colonne, titre in (("type", "Type d'action"), ("etat", "État"), ("efficacite", "Efficacité")):
        remplies = lues[lues[colonne] != ""]
        groupes = remplies["repere"].groupby(remplies[colonne]).apply(list)
        yield Bloc(titre, "Actions décidées, réalisées ou vérifiées dans la période.", (titre, "Nombre", "Actions"),
                   tuple((str(v), len(n), dits(n)) for v, n in groupes.items()), True)  # fmt: skip


# Code → (titre de la feuille, calcul), dans l'ordre du classeur.
ANNEXES: dict[str, tuple[str, Callable[[Demande], Iterable[Bloc]]]] = {
    "indicateurs": ("Indicateurs", indicateurs),
    "volumes": ("Volumes", _volumes),
    "repartitions": ("Répartitions", _repartitions),
    "delais": ("Délais", _delais),
    "decisions": ("Décisions et issues", _decisions),
    "motifs": ("Motifs et causes", _motifs),
    "efficacite": ("Actions et efficacité", _actions),
    "independance": ("Indépendance", _independance),
    "autorites": ("Recours administratifs", _autorites),
    "justice": ("Actions en justice", _justice),
    "insatisfactions": ("Insatisfactions", _insatisfactions),
    "pluriannuel": ("Comparatif", pluriannuel),
    "integrite": ("Intégrité", integrite),
}

"""Les annexes qui suivent le traitement : délais, décisions, indépendance, autorités, justice, actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from recours.bilan import catalogue_calculs as k
from recours.bilan import series
from recours.bilan.annexes_modele import (
    DOSSIERS,
    NON_PRECISE,
    SUR,
    Bloc,
    Compte,
    Demande,
    Valeur,
    arrondi,
    compter,
    dits,
    jour_de,
)
from recours.bilan.catalogue_resultat import Contexte
from recours.bilan.indicateurs import (
    AVEC_DECISION,
    actions_decidees,
    actions_ouvertes,
    decides,
    dossiers_comptes,
    recus,
)
from recours.bilan.tableau import DELAIS, EtatDelai
from recours.procedure.vocabulaire import Nature

_ETAPES = {
    "accuse": "accuser_reception",
    "reponse": "repondre",
    "direction": "informer_direction",
    "transmission": "transmettre",
}
_CLASSES = (
    ("10 jours au plus", -1, 10), ("11 à 20 jours", 10, 20), ("21 à 30 jours", 20, 30), ("31 à 60 jours", 30, 60),
    ("plus de 60 jours", 60, 10**6),
)  # fmt: skip
_LIBELLES_DELAIS = {
    "accuse": "Accusé de réception",
    "reponse": "Réponse",
    "direction": "Direction informée",
    "transmission": "Transmission",
}


def delais(d: Demande) -> Iterable[Bloc]:
    lignes: list[tuple[Valeur, ...]] = []
    comptes = dossiers_comptes(d.t)
    for x in series.delais(d.t, d.p):
        faits = comptes[comptes["numero"].isin(x.tenus.ensemble or ())]
        durees = faits[f"{x.tenus.code}_ouvres"].dropna()
        mesures = tuple(faits["numero"][durees.index])
        moyennes = (durees.mean(), durees.median(), durees.max())
        lignes.append(
            (
                x.libelle, str(x.statut), compter(x.tenus.numeros),
                Compte(x.tenus.denominateur, x.tenus.ensemble or ()), compter(x.tenus.reste),
                compter(x.en_cours.numeros), *(Compte(arrondi(v), mesures) for v in moyennes),
            )
        )  # fmt: skip
    yield Bloc(
        "Délais", "Tenu : fait au plus tard le jour de l'échéance en vigueur à la réception. Durées en jours ouvrés "
        "depuis la réception.",
        ("Délai", "Statut", "Tenus", SUR, "Dépassés", "En cours", "Moyenne", "Médiane", "Maximum"), tuple(lignes),
    )  # fmt: skip
    yield _durees(d)
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
                 jour_de(fait), str(ligne[f"{delai}_statut"]), _raison(d, ligne["numero"], delai))
            )  # fmt: skip
    colonnes = ("Dossier", "Délai", "Nature", "Échéance", "Fait le", "Statut du délai", "Raison enregistrée")
    retenues = len(colonnes) - (not d.avec_textes)
    yield Bloc("Délais dépassés", "Échus dans la période, faits ou non.", colonnes[:retenues],
               tuple(x[:retenues] for x in tard))  # fmt: skip


def _raison(d: Demande, numero: str, delai: str) -> str:
    """Le motif de l'écart constaté à cette étape ; un texte du dossier."""
    ecarts = d.etat.dossiers[numero].ecarts
    return "\u00a0; ".join(e.motif for e in ecarts if e.etape == _ETAPES[delai] and e.jour <= d.t.jour)


def _durees(d: Demande) -> Bloc:
    """Combien de réponses en dix jours, en un mois… : ce qu'une moyenne cache."""
    lus = {n: dossiers_comptes(d.t, n) for n in AVEC_DECISION}
    lus = {n: x[d.p.contient(x["reponse_le"])] for n, x in lus.items()}
    lignes: list[tuple[Valeur, ...]] = [
        (nom, *(compter(x["numero"][(x["reponse_calendaires"] > plus_de) & (x["reponse_calendaires"] <= au_plus)])
                for x in lus.values()))
        for nom, plus_de, au_plus in _CLASSES
    ]  # fmt: skip
    repondus = any(len(x) for x in lus.values())
    return Bloc("Durées de réponse", "Jours calendaires de la réception à la réponse, suspensions comprises ; répondus "
                "dans la période.", ("Durée", *(f"{n}s" for n in lus)), tuple(lignes) if repondus else (), True,
                sommes=len(lus))  # fmt: skip


def decisions(d: Demande) -> Iterable[Bloc]:
    for nature in AVEC_DECISION:
        lus = decides(d.t, d.p, nature)
        groupes = lus["numero"].groupby(lus["decision"].where(lus["decision"] != "", NON_PRECISE)).apply(list)
        lignes = tuple((str(v), compter(n), dits(n)) for v, n in groupes.items())
        yield Bloc(f"{nature}s décidés" if nature is Nature.APPEL else f"{nature}s décidées",
                   "Décision approuvée, ou réponse partie, dans la période.", ("Décision", "Nombre", DOSSIERS),
                   lignes, True)  # fmt: skip
    recevables = k.recevables(Contexte(d.t, d.etat, d.p))
    if recevables.reste:
        yield Bloc("Recevabilité", "Réclamations et appels décidés, ou déclarés irrecevables, dans la période (K15).",
                   ("Recevabilité", "Nombre", DOSSIERS), tuple(
                       (nom, compter(n), dits(n))
                       for nom, n in (("Recevables", recevables.numeros), ("Irrecevables", recevables.reste))
                   ), True)  # fmt: skip
    finis = dossiers_comptes(d.t)
    finis = finis[d.p.contient(finis["fini_le"]) & (finis["sans_suite"] != "")]
    groupes = finis["numero"].groupby(finis["sans_suite"]).apply(list)
    yield Bloc("Sans suite", "Retirés ou irrecevables dans la période.", ("Fin", "Nombre", DOSSIERS),
               tuple((str(v), compter(n), dits(n)) for v, n in groupes.items()), True)  # fmt: skip
    if not d.diffusion:
        lus = decides(d.t, d.p)
        lus = lus[lus["rapport_modificatif"] != ""]
        yield Bloc("Rapports modifiés", "Dossiers décidés dans la période dont un rapport a été réédité.",
                   ("Dossier", "Rapport modificatif"),
                   tuple(zip(lus["numero"], lus["rapport_modificatif"], strict=True)))  # fmt: skip


def independance(d: Demande) -> Iterable[Bloc]:
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
    mises_en_cause = k.impartialite_en_cause(Contexte(d.t, d.etat, d.p)).numeros
    if mises_en_cause:
        yield Bloc("Impartialité ou confidentialité mise en cause", "Recours reçus dans la période qui la mettent en "
                   "cause (K42).", ("Quoi", "Nombre", DOSSIERS),
                   (("Reçus", compter(mises_en_cause), dits(mises_en_cause)),))  # fmt: skip
    yield Bloc("Approbation des décisions", definition, colonnes if d.avec_textes else colonnes[:5],
               tuple(x if d.avec_textes else x[:5] for x in lignes))  # fmt: skip


def autorites(d: Demande) -> Iterable[Bloc]:
    lus = recus(d.t, d.p, Nature.AUTORITE)
    lignes = tuple(
        (x["numero"], _selon(d, x["recu_le"]), _selon(d, x["reponse_echeance"]), _selon(d, x["reponse_le"]),
         str(x["reponse_etat"]) or "Sans objet", x["statut"])
        for x in lus.to_dict("records")
    )  # fmt: skip
    yield Bloc("Recours administratifs et légaux", "Reçus dans la période ; l'autorité se lit au registre.",
               ("Dossier", "Reçu", "À rendre", "Répondu", "Délai", "Statut"), lignes)  # fmt: skip


def _selon(d: Demande, jour: object) -> date | str | None:
    """Une date ; son année seulement, en diffusion."""
    lu = jour_de(jour)
    return str(lu.year) if lu and d.diffusion else lu


def justice(d: Demande) -> Iterable[Bloc]:
    """Des comptes seulement : le reste est réservé."""
    lus = dossiers_comptes(d.t, Nature.JUSTICE)
    debut, fin = pd.Timestamp(d.p.debut), pd.Timestamp(d.p.fin)
    en_cours = lus[(lus["recu_le"] <= fin) & ~(lus["fini_le"] <= fin)]
    nouvelles = lus[d.p.contient(lus["recu_le"])]
    issues = lus[(lus["fini_le"] >= debut) & (lus["fini_le"] <= fin)]
    groupes = issues["numero"].groupby(issues["issue"].where(issues["issue"] != "", NON_PRECISE)).apply(list)
    lignes = [("Connues dans la période", compter(nouvelles["numero"])),
              ("En cours à la fin", compter(en_cours["numero"]))]  # fmt: skip
    # En diffusion, une issue ne se rattache à aucun dossier.
    lignes += [(f"Issue\u00a0: {str(v).lower()}", Compte(len(n), () if d.diffusion else tuple(n)))
               for v, n in groupes.items()]  # fmt: skip
    if any(n.valeur for _, n in lignes):
        comptes = tuple(lignes)
        yield Bloc("Actions en justice", "Comptes seulement ; le détail est réservé.", ("Quoi", "Nombre"), comptes)


def actions(d: Demande) -> Iterable[Bloc]:
    a = d.t.actions
    lues = a[d.p.contient(a["decidee_le"]) | d.p.contient(a["realisee_le"]) | d.p.contient(a["verifiee_le"])]
    decidees, ouvertes = actions_decidees(d.t, d.p), actions_ouvertes(d.t, d.p)
    nouvelles = set(decidees.numeros)
    yield Bloc("Suivi", "Une action du plan d'actions qualité s'y suit\u00a0: elle ne reste pas à réaliser ici.",
               ("Quoi", "Nombre", "Actions"), tuple((quoi, compter(n), dits(n)) for quoi, n in (
                   ("Décidées dans la période", decidees.numeros),
                   ("Réalisées dans la période", tuple(a["repere"][d.p.contient(a["realisee_le"]) & ~a["annulee"]])),
                   ("Encore à réaliser à la fin", ouvertes.numeros),
                   ("dont décidées avant la période", tuple(n for n in ouvertes.numeros if n not in nouvelles)),
               ) if n))  # fmt: skip
    for colonne, titre in (("type", "Type d'action"), ("etat", "État"), ("efficacite", "Efficacité")):
        remplies = lues[lues[colonne] != ""]
        groupes = remplies["repere"].groupby(remplies[colonne]).apply(list)
        yield Bloc(titre, "Actions décidées, réalisées ou vérifiées dans la période.", (titre, "Nombre", "Actions"),
                   tuple((str(v), compter(n), dits(n)) for v, n in groupes.items()), True)  # fmt: skip

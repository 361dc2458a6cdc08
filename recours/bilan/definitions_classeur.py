"""La feuille « Définitions et contrôle » de la synthèse : ce qui la prouve, et ce que veut dire chaque chiffre."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook

from recours.bilan.catalogue import PAR_CODE
from recours.bilan.codes import code_de, definition_de, liste_du_chiffre, liste_du_resultat
from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.listes_classeur import Reserve
from recours.bilan.mesure import nombre
from recours.bilan.rectificatifs import Reprise
from recours.bilan.renvois import NUMEROS, Renvois, lister
from recours.bilan.synthese import NEANT, Synthese

DEFINITIONS = "Définitions et contrôle"
_LARGEUR_NOM, _LARGEUR_TEXTE = 44.0, 12.0
_ECARTS_ECRITS, _NUMEROS_ECRITS = 60, 12
_DERNIERE = 6


def plage_des_annees(synthese: Synthese) -> tuple[str, int, int]:
    """L'endroit du tableau des cinq années, sous les contrôles : feuille, ligne d'en-tête, dernière colonne."""
    return DEFINITIONS, 8 + len(synthese.controles), len(synthese.annees)


def ecrire_definitions(
    livre: Workbook, synthese: Synthese, reserve: Reserve, renvois: Renvois, reprises: Sequence[Reprise]
) -> None:
    feuille = livre.get_worksheet_by_name(DEFINITIONS)
    plume = Plume(livre, feuille, renvois)
    mettre_en_page(feuille, synthese, DEFINITIONS, paysage=False, hauteur_en_pages=0)
    plume.colonnes((_LARGEUR_NOM, *[_LARGEUR_TEXTE] * _DERNIERE))
    plume.rang(0, 24)
    plume.texte(0, 0, "Définitions et contrôle", "titre")
    _controles(plume, synthese, 2)
    ligne = _annees(plume, synthese, plage_des_annees(synthese)[1] - 1)
    ligne = _concordances(plume, synthese, ligne + 1)
    ligne = _rectificatifs(plume, synthese, reprises, ligne + 1, reserve)
    ligne = _ecarts(plume, synthese, ligne + 1, reserve)
    ligne = _anomalies(plume, synthese, ligne + 1, reserve)
    plume.fusion(ligne + 1, (0, _DERNIERE), "Définitions", "section")
    ligne += 2
    chiffres = (x.chiffre for x in synthese.concordances)
    des_chiffres = tuple((f"{code_de(i)} · {i.libelle}", definition_de(i)) for i in chiffres)
    for nom, texte in (*des_chiffres, *synthese.definitions):
        plume.rang(ligne, max(hauteur(texte, _LARGEUR_TEXTE * _DERNIERE), hauteur(nom, _LARGEUR_NOM)))
        plume.texte(ligne, 0, nom)
        plume.fusion(ligne, (1, _DERNIERE), texte, "texte")
        ligne += 1
    plume.paginer(paysage=False)


def _controles(plume: Plume, synthese: Synthese, ligne: int) -> None:
    plume.fusion(ligne, (0, _DERNIERE), "Contrôle", "section")
    for nom, texte in (
        ("Version du registre", str(synthese.version)),
        ("Empreinte du registre à cette version", synthese.empreinte or NEANT),
    ):
        ligne += 1
        plume.texte(ligne, 0, nom, "libelle")
        plume.fusion(ligne, (1, _DERNIERE), texte, "texte")
    ligne += 1
    plume.texte(ligne, 0, "Deux voies pour un même compte", "entete")
    plume.fusion(ligne, (1, 3), "Calcul", "entete")
    for rang, titre in enumerate(("Calculé", "Compté", "Égaux"), start=4):
        plume.texte(ligne, rang, titre, "entete_centre")
    for controle in synthese.controles:
        ligne += 1
        plume.rang(ligne, hauteur(controle.libelle, _LARGEUR_NOM, 18))
        plume.texte(ligne, 0, controle.libelle, "texte")
        plume.fusion(ligne, (1, 3), controle.calcul, "texte")
        liste = lister(f"Contrôle · {controle.libelle}, {synthese.periode.libelle}", controle.calcul, controle.parts)
        plume.nombre(ligne, 4, controle.attendu, liste=liste)
        plume.nombre(ligne, 5, controle.obtenu, liste=liste)
        plume.texte(ligne, 6, "Oui" if controle.est_juste else "Non", "centre" if controle.est_juste else "alerte")


def _concordances(plume: Plume, synthese: Synthese, ligne: int) -> int:
    """Chaque chiffre de la première feuille, face au même code du catalogue : mêmes dossiers, même ensemble."""
    plume.fusion(ligne, (0, _DERNIERE), "Les mêmes chiffres, au catalogue des indicateurs", "section")
    ligne += 1
    plume.rang(ligne, 30)
    plume.texte(ligne, 0, "Chiffre", "entete")
    for rang, titre in enumerate(("Code", "Synthèse", "sur", "Indicateurs", "sur", "Égaux"), start=1):
        plume.texte(ligne, rang, titre, "entete_centre")
    for x in synthese.concordances:
        ligne += 1
        plume.rang(ligne, hauteur(x.chiffre.libelle, _LARGEUR_NOM, 16))
        plume.texte(ligne, 0, x.chiffre.libelle)
        plume.texte(ligne, 1, code_de(x.chiffre), "centre")
        lu, quand = x.au_catalogue, synthese.periode.libelle
        liste = liste_du_chiffre(x.chiffre, quand)
        plume.nombre(ligne, 2, x.chiffre.numerateur, liste=liste)
        plume.nombre(ligne, 3, x.chiffre.denominateur, liste=liste)
        liste = liste_du_resultat(PAR_CODE[code_de(x.chiffre)], lu, quand) if lu else None
        plume.nombre(ligne, 4, lu.numerateur if lu else None, liste=liste)
        plume.nombre(ligne, 5, lu.denominateur if lu else None, liste=liste)
        dit = "hors catalogue" if lu is None else "Oui" if x.est_juste else "Non"
        plume.texte(ligne, 6, dit, "centre" if x.est_juste else "alerte")
    return ligne + 1


def _rectificatifs(
    plume: Plume, synthese: Synthese, reprises: Sequence[Reprise], ligne: int, reserve: Reserve
) -> int:
    """Ce qu'une correction ou un enregistrement tardif a changé d'un chiffre signé : avant, aujourd'hui."""
    plume.fusion(ligne, (0, _DERNIERE), "Rectificatifs depuis le gel", "section")
    if not reprises:
        plume.fusion(ligne + 1, (0, _DERNIERE), "Sans objet\u00a0: aucune synthèse gelée.", "libelle")
        return ligne + 2
    for x in reprises:
        ligne += 1
        plume.rang(ligne, 30)
        plume.fusion(ligne, (0, _DERNIERE), _dire_la_reprise(x, synthese, reserve), "texte")
        if x.rectificatifs:
            ligne += 1
            for rang, titre in ((0, "Chiffre"), (1, "Gelé"), (2, "Aujourd'hui")):
                plume.texte(ligne, rang, titre, "entete_centre" if rang else "entete")
            plume.fusion(ligne, (3, _DERNIERE), "Dossiers en cause", "entete")
        for r in x.rectificatifs:
            ligne += 1
            numeros = ", ".join(r.dossiers[:_NUMEROS_ECRITS])
            plume.rang(ligne, max(hauteur(r.chiffre, _LARGEUR_NOM), hauteur(numeros, _LARGEUR_TEXTE * 3)))
            autres = len(r.dossiers) - _NUMEROS_ECRITS
            titre = f"Rectificatif de {x.periode.libelle} · {r.chiffre}"
            liste = lister(titre, f"{r.avant} au gel, {r.apres} aujourd'hui.", [("En cause", r.dossiers)])
            plume.texte(ligne, 0, r.chiffre, "texte", liste if autres > 0 else None)
            plume.texte(ligne, 1, r.avant, "centre")
            plume.texte(ligne, 2, r.apres, "centre")
            suite = f" et {nombre(autres)} de plus, feuille {NUMEROS}" if autres > 0 else ""
            plume.fusion(ligne, (3, _DERNIERE), numeros + suite, "texte")
    return ligne + 1


def _dire_la_reprise(x: Reprise, synthese: Synthese, reserve: Reserve) -> str:
    """« Synthèse 2025, gelée le 10/01/2026 à la version 412, approuvée par… le… : 2 chiffres à lire autrement. »"""
    gel, a = x.gel.saisie, x.revue.approbation
    dit = f"Synthèse {x.periode.libelle}, gelée le {gel.arretee_le:%d/%m/%Y} à la version {gel.version_arretee}"
    if a:
        par = "" if reserve.diffusion else f" par {synthese.noms.get(a.approuvee_par, a.approuvee_par)}"
        dit += f", approuvée{par} le {a.approuvee_le:%d/%m/%Y}"
    combien = len(x.rectificatifs)
    if not combien:
        return f"{dit}\u00a0: chaque chiffre se lit toujours ainsi."
    return f"{dit}\u00a0: {combien} chiffre{'s' if combien > 1 else ''} à lire autrement."


def _ecarts(plume: Plume, synthese: Synthese, ligne: int, reserve: Reserve) -> int:
    """Chaque écart constaté ; son motif est un texte du dossier."""
    plume.fusion(ligne, (0, _DERNIERE), f"Écarts constatés ({len(synthese.ecarts)})", "section")
    if not synthese.ecarts:
        plume.fusion(ligne + 1, (0, _DERNIERE), f"{NEANT}.", "libelle")
        return ligne + 2
    for x in synthese.ecarts[:_ECARTS_ECRITS]:
        ligne += 1
        quand = f"{x.jour.year}" if reserve.diffusion else f"{x.jour:%d/%m/%Y}"
        plume.texte(ligne, 0, f"{x.numero} · {x.etape}, {quand}")
        motif = x.motif if reserve.avec_textes else "Le motif est au dossier."
        plume.rang(ligne, min(hauteur(motif, _LARGEUR_TEXTE * _DERNIERE), 60))
        plume.fusion(ligne, (1, _DERNIERE), motif, "texte")
    autres = len(synthese.ecarts) - _ECARTS_ECRITS
    if autres > 0:
        ligne += 1
        numeros = tuple(dict.fromkeys(x.numero for x in synthese.ecarts))
        liste = lister("Écarts constatés", "Un écart n'est jamais conforme.", [("Dossiers", numeros)])
        plume.texte(ligne, 0, f"Et {autres} de plus.", "texte", liste)
    return ligne + 1


def _anomalies(plume: Plume, synthese: Synthese, ligne: int, reserve: Reserve) -> int:
    """Ce que la page Contrôle dit du registre à cette version ; en diffusion, leur nombre seulement."""
    plume.fusion(ligne, (0, _DERNIERE), f"Anomalies du registre ({len(synthese.anomalies)})", "section")
    dites = () if reserve.diffusion else synthese.anomalies[:_ECARTS_ECRITS]
    for x in dites:
        ligne += 1
        plume.texte(ligne, 0, x.lieu)
        plume.rang(ligne, min(hauteur(x.message, _LARGEUR_TEXTE * _DERNIERE), 60))
        plume.fusion(ligne, (1, _DERNIERE), x.message, "texte")
    if autres := len(synthese.anomalies) - len(dites):
        ligne += 1
        dit = f"Et {autres} de plus, au registre" if dites else "Elles se lisent au registre"
        plume.fusion(ligne, (0, _DERNIERE), f"{dit}, page Contrôle.", "libelle")
    elif not dites:
        ligne += 1
        plume.fusion(ligne, (0, _DERNIERE), f"{NEANT}.", "libelle")
    return ligne + 1


def _annees(plume: Plume, synthese: Synthese, ligne: int) -> int:
    """Reçus par nature et par année : ce que dessine le graphique de la feuille Synthèse."""
    plume.fusion(ligne, (0, _DERNIERE), "Recours reçus par nature, cinq années", "section")
    ligne += 1
    plume.texte(ligne, 0, "Nature", "entete")
    for rang, annee in enumerate(synthese.annees, start=1):
        en_cours = synthese.est_provisoire and annee == synthese.demandee.abrege
        dite = f"{annee} au {synthese.periode.fin:%d/%m}" if en_cours else annee
        plume.texte(ligne, rang, dite, "entete_centre")
    natures = list(next(iter(synthese.annees.values())))
    for nature in natures:
        ligne += 1
        plume.texte(ligne, 0, str(nature), "libelle")
        for rang, (annee, lus) in enumerate(synthese.par_annee.items(), start=1):
            liste = liste_du_chiffre(lus[nature], annee, str(nature))
            plume.nombre(ligne, rang, lus[nature].numerateur, liste=liste)
    ligne += 1
    plume.texte(ligne, 0, "Total", "total_texte")
    for rang, (annee, lus) in enumerate(synthese.par_annee.items(), start=1):
        combien = sum(i.numerateur for i in lus.values())
        parts = ((str(n), i.numeros) for n, i in lus.items())
        liste = lister(f"K01 · Recours reçus, par nature, {annee}", definition_de(synthese.total.recus), parts)
        plume.somme(ligne, rang, ligne - len(natures), combien, liste)
    plume.rang(ligne, 16)
    return ligne + 1

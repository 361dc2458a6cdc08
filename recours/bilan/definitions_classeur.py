"""La feuille « Définitions et contrôle » de la synthèse : ce qui la prouve, et ce que veut dire chaque chiffre."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from recours.bilan.controle_synthese import code_de, definition_de
from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.listes_classeur import Reserve
from recours.bilan.synthese import NEANT, Synthese

DEFINITIONS = "Définitions et contrôle"
_LARGEUR_NOM, _LARGEUR_TEXTE = 44.0, 12.0
_ECARTS_ECRITS = 60
_DERNIERE = 6


def ecrire_definitions(livre: Workbook, synthese: Synthese, reserve: Reserve) -> tuple[str, int, int]:
    """Rend l'endroit du tableau des cinq années : feuille, ligne d'en-tête, dernière colonne."""
    feuille = livre.get_worksheet_by_name(DEFINITIONS)
    plume = Plume(livre, feuille)
    mettre_en_page(feuille, synthese, DEFINITIONS, paysage=False, hauteur_en_pages=0)
    feuille.set_column(0, 0, _LARGEUR_NOM)
    feuille.set_column(1, _DERNIERE, _LARGEUR_TEXTE)
    feuille.set_row(0, 24)
    plume.texte(0, 0, "Définitions et contrôle", "titre")
    ligne = _controles(plume, synthese, 2)
    entete = ligne + 2
    ligne = _annees(plume, feuille, synthese, ligne + 1)
    ligne = _concordances(plume, synthese, ligne + 1)
    ligne = _ecarts(plume, synthese, ligne + 1, reserve)
    ligne = _anomalies(plume, synthese, ligne + 1, reserve)
    plume.fusion(ligne + 1, (0, _DERNIERE), "Définitions", "section")
    ligne += 2
    chiffres = (x.chiffre for x in synthese.concordances)
    des_chiffres = tuple((f"{code_de(i)} · {i.libelle}", definition_de(i)) for i in chiffres)
    for nom, texte in (*des_chiffres, *synthese.definitions):
        feuille.set_row(ligne, max(hauteur(texte, _LARGEUR_TEXTE * _DERNIERE), hauteur(nom, _LARGEUR_NOM)))
        plume.texte(ligne, 0, nom)
        plume.fusion(ligne, (1, _DERNIERE), texte, "texte")
        ligne += 1
    return DEFINITIONS, entete, len(synthese.annees)


def _controles(plume: Plume, synthese: Synthese, ligne: int) -> int:
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
        plume.feuille.set_row(ligne, hauteur(controle.libelle, _LARGEUR_NOM, 18))
        plume.texte(ligne, 0, controle.libelle, "texte")
        plume.fusion(ligne, (1, 3), controle.calcul, "texte")
        plume.nombre(ligne, 4, controle.attendu)
        plume.nombre(ligne, 5, controle.obtenu)
        plume.texte(ligne, 6, "Oui" if controle.est_juste else "Non", "centre" if controle.est_juste else "alerte")
    return ligne + 1


def _concordances(plume: Plume, synthese: Synthese, ligne: int) -> int:
    """Chaque chiffre de la première feuille, face au même code du catalogue : mêmes dossiers, même ensemble."""
    plume.fusion(ligne, (0, _DERNIERE), "Les mêmes chiffres, au catalogue des indicateurs", "section")
    ligne += 1
    plume.feuille.set_row(ligne, 30)
    plume.texte(ligne, 0, "Chiffre", "entete")
    for rang, titre in enumerate(("Code", "Synthèse", "sur", "Indicateurs", "sur", "Égaux"), start=1):
        plume.texte(ligne, rang, titre, "entete_centre")
    for x in synthese.concordances:
        ligne += 1
        plume.feuille.set_row(ligne, hauteur(x.chiffre.libelle, _LARGEUR_NOM, 16))
        plume.texte(ligne, 0, x.chiffre.libelle)
        plume.texte(ligne, 1, code_de(x.chiffre), "centre")
        plume.nombre(ligne, 2, x.chiffre.numerateur)
        plume.nombre(ligne, 3, x.chiffre.denominateur)
        lu = x.au_catalogue
        plume.nombre(ligne, 4, lu.numerateur if lu else None)
        plume.nombre(ligne, 5, lu.denominateur if lu else None)
        dit = "hors catalogue" if lu is None else "Oui" if x.est_juste else "Non"
        plume.texte(ligne, 6, dit, "centre" if x.est_juste else "alerte")
    return ligne + 1


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
        plume.feuille.set_row(ligne, min(hauteur(motif, _LARGEUR_TEXTE * _DERNIERE), 60))
        plume.fusion(ligne, (1, _DERNIERE), motif, "texte")
    autres = len(synthese.ecarts) - _ECARTS_ECRITS
    if autres > 0:
        ligne += 1
        plume.fusion(ligne, (0, _DERNIERE), f"Et {autres} de plus\u00a0: feuille Dossiers, colonne Écarts.", "texte")
    return ligne + 1


def _anomalies(plume: Plume, synthese: Synthese, ligne: int, reserve: Reserve) -> int:
    """Ce que la page Contrôle dit du registre à cette version ; en diffusion, leur nombre seulement."""
    plume.fusion(ligne, (0, _DERNIERE), f"Anomalies du registre ({len(synthese.anomalies)})", "section")
    dites = () if reserve.diffusion else synthese.anomalies[:_ECARTS_ECRITS]
    for x in dites:
        ligne += 1
        plume.texte(ligne, 0, x.lieu)
        plume.feuille.set_row(ligne, min(hauteur(x.message, _LARGEUR_TEXTE * _DERNIERE), 60))
        plume.fusion(ligne, (1, _DERNIERE), x.message, "texte")
    if not dites:
        ligne += 1
        dit = "Elles se lisent au registre, page Contrôle." if synthese.anomalies else f"{NEANT}."
        plume.fusion(ligne, (0, _DERNIERE), dit, "libelle")
    return ligne + 1


def _annees(plume: Plume, feuille: Worksheet, synthese: Synthese, ligne: int) -> int:
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
        for rang, parts in enumerate(synthese.annees.values(), start=1):
            plume.nombre(ligne, rang, parts[nature])
    ligne += 1
    plume.texte(ligne, 0, "Total", "total_texte")
    for rang, parts in enumerate(synthese.annees.values(), start=1):
        plume.somme(ligne, rang, ligne - len(natures), sum(parts.values()))
    feuille.set_row(ligne, 16)
    return ligne + 1

"""La feuille « Synthèse » : tout ce que la Direction lit et vise, sur un A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook

from recours.bilan.codes import code_de, liste_du_chiffre
from recours.bilan.couleurs import COULEURS
from recours.bilan.entete_synthese import dire_l_entete, dire_le_neant
from recours.bilan.feuille_classeur import Plume, hauteur, mettre_en_page
from recours.bilan.listes_classeur import Reserve
from recours.bilan.mesure import NON_DETERMINE, Indicateur, Periode
from recours.bilan.renvois import NUMEROS, Renvois
from recours.bilan.synthese import NEANT, Synthese
from recours.procedure.vocabulaire import Nature

FEUILLE = "Synthèse"
_LARGEURS = (50, 9.5, 9.5, 9.5, 9.5, 46)
_DERNIERE = len(_LARGEURS) - 1
_NUMEROS_ECRITS = 4
_HAUTE = 28  # une nature : le graphique, à côté, en a la place
_RENVOI = (
    "Un chiffre souligné mène à tous ses dossiers, feuille Numéros. Entre parenthèses, son code\u00a0: sa définition "
    "est à la feuille Définitions et contrôle, et ce code filtre la colonne «\u00a0Compté dans\u00a0» des feuilles "
    "Dossiers et Actions."
)
_SANS_PREUVE_ECRITS = 6
# Sur les couleurs claires, un chiffre sombre se lit mieux.
_SUR_FONCE = {Nature.RECLAMATION}


def ecrire_une(
    livre: Workbook, synthese: Synthese, plage_annees: tuple[str, int, int], reserve: Reserve, renvois: Renvois,
    vides: Sequence[str], suivantes: Sequence[str],
) -> None:  # fmt: skip
    """`plage_annees` : feuille, ligne d'en-tête et dernière colonne du tableau que dessine le graphique.

    `vides` : les annexes demandées que la période n'a pas remplies ; `suivantes` : les autres feuilles.
    """
    feuille = livre.get_worksheet_by_name(FEUILLE)
    plume = Plume(livre, feuille, renvois)
    mettre_en_page(feuille, synthese, FEUILLE, paysage=False, hauteur_en_pages=1)
    feuille.center_horizontally()
    for rang, largeur in enumerate(_LARGEURS):
        feuille.set_column(rang, rang, largeur)
    feuille.set_row(0, 26)
    plume.texte(0, 0, f"Synthèse des recours clients {synthese.libelle}", "titre")
    organisme = f"{synthese.organisme} · " if synthese.organisme else ""
    sous_titre = organisme + synthese.dire_la_periode()
    plume.rang(1, hauteur(sous_titre, sum(_LARGEURS)))
    plume.fusion(1, (0, _DERNIERE), sous_titre, "sous_titre")
    feuille.set_row(2, 40)
    plume.fusion(2, (0, _DERNIERE), "\n".join(dire_l_entete(synthese, reserve.diffusion)), "qualites")
    ligne = _neant(plume, dire_le_neant(synthese, vides, reserve.diffusion), 3) + 1
    ligne = _natures(livre, plume, synthese, ligne, plage_annees)
    ligne = _chiffres(plume, synthese, ligne + 1)
    ligne = _sans_preuve(plume, synthese, ligne + 1, reserve.avec_textes)
    ligne = _a_remplir(plume, synthese, ligne + 1, reserve.diffusion) + 1
    feuilles = (*suivantes, NUMEROS) if renvois.places else suivantes
    renvoi = (f"{_RENVOI}\n" if renvois.places else "") + f"Feuilles\u00a0: {', '.join(feuilles)}."
    plume.rang(ligne + 1, hauteur(renvoi, sum(_LARGEURS)))
    plume.fusion(ligne + 1, (0, _DERNIERE), renvoi, "petit")
    feuille.print_area(0, 0, ligne + 1, _DERNIERE)


def _neant(plume: Plume, dites: tuple[str, ...], ligne: int) -> int:
    if not dites:
        return ligne
    texte = "\n".join(dites)
    plume.rang(ligne, min(hauteur(texte, sum(_LARGEURS)), 90))
    plume.fusion(ligne, (0, _DERNIERE), texte, "phrase")
    return ligne + 1


def _natures(livre: Workbook, plume: Plume, synthese: Synthese, ligne: int, plage_annees: tuple[str, int, int]) -> int:
    fin = f"{synthese.periode.fin:%d/%m}"
    titres = (f"Reçus {synthese.demandee.abrege} (K01)", f"Reçus {synthese.libelle_avant}", "Terminés (S01)",
              f"Ouverts au {fin} (K06)")  # fmt: skip
    plume.feuille.set_row(ligne, 44)
    plume.texte(ligne, 0, "Recours par nature", "entete")
    for rang, titre in enumerate(titres, start=1):
        plume.texte(ligne, rang, titre, "entete_centre")
    for decalage, x in enumerate(synthese.natures, start=1):
        plume.rang(ligne + decalage, _HAUTE)
        plume.texte(ligne + decalage, 0, x.libelle, "libelle" if x.nature else "total_texte")
    p = synthese.periode
    for rang, quand in enumerate((p, p.precedente, p, p), start=1):
        for decalage, x in enumerate(synthese.natures, start=1):
            compte = (x.recus, x.recus_avant, x.termines, x.ouverts)[rang - 1]
            liste = liste_du_chiffre(compte, quand.libelle, x.libelle if x.nature else "")
            if x.nature:
                plume.nombre(ligne + decalage, rang, compte.numerateur, liste=liste)
            else:
                plume.somme(ligne + decalage, rang, ligne + 1, compte.numerateur, liste)
    dernier = ligne + len(synthese.natures)
    if any(sum(parts.values()) for parts in synthese.annees.values()):
        graphique = _graphique(livre, synthese, plage_annees)
        hauteur_px = round((44 + _HAUTE * len(synthese.natures)) * 4 / 3)
        graphique.set_size({"width": 7 * _LARGEURS[_DERNIERE] + 5, "height": hauteur_px})
        plume.feuille.insert_chart(
            ligne, _DERNIERE, graphique,
            {"x_offset": 8, "object_position": 1, "description": _texte_alternatif(synthese)},
        )  # fmt: skip
    return dernier + 1


def _graphique(livre: Workbook, synthese: Synthese, plage: tuple[str, int, int]) -> Any:
    """Colonnes empilées, une couleur par nature ; les natures jamais reçues n'encombrent pas la légende."""
    feuille, entete, derniere = plage
    graphique = livre.add_chart({"type": "column", "subtype": "stacked"})
    for rang, nature in enumerate(next(iter(synthese.annees.values())), start=1):
        if not any(parts[nature] for parts in synthese.annees.values()):
            continue
        sombre = nature in _SUR_FONCE
        graphique.add_series(
            {
                "name": [feuille, entete + rang, 0],
                "categories": [feuille, entete, 1, entete, derniere],
                "values": [feuille, entete + rang, 1, entete + rang, derniere],
                "fill": {"color": COULEURS[nature]},
                "border": {"color": "#FFFFFF", "width": 0.5},
                "gap": 45,
                "data_labels": {
                    "value": True,
                    "position": "center",
                    "num_format": "#,##0;;;",  # un zéro ne s'écrit pas
                    "font": {"name": "Calibri", "size": 8, "color": "#FFFFFF" if sombre else "#1B1F24"},
                },
            }
        )
    petit = {"name": "Calibri", "size": 8, "color": "#4A5568"}
    graphique.set_title(
        {"name": "Recours reçus par nature, cinq années", "overlay": False,
         "name_font": {"name": "Calibri", "size": 10, "bold": True, "color": "#1F4E79"}}
    )  # fmt: skip
    graphique.set_legend({"position": "bottom", "font": petit})
    graphique.set_y_axis(
        {"name": "Recours reçus", "name_font": petit, "min": 0, "num_font": petit, "num_format": "#,##0",
         "major_gridlines": {"visible": True, "line": {"color": "#E3E8EE"}}, "line": {"none": True},
         **_pas(synthese)}
    )  # fmt: skip
    graphique.set_x_axis(
        {"name": "Période de réception", "name_font": petit, "num_font": petit, "line": {"color": "#8A94A0"},
         "major_tick_mark": "none"}
    )  # fmt: skip
    graphique.set_chartarea({"border": {"none": True}})
    return graphique


def _pas(synthese: Synthese) -> dict[str, int]:
    """Peu de recours : l'axe compte par unités, jamais par demi-recours."""
    plus_haut = max(sum(parts.values()) for parts in synthese.annees.values())
    return {"major_unit": 1} if plus_haut <= 6 else {"major_unit": 2} if plus_haut <= 12 else {}


def _texte_alternatif(synthese: Synthese) -> str:
    annees = (f"{annee}\u00a0: {sum(parts.values())}" for annee, parts in synthese.annees.items())
    return f"Recours reçus par nature sur cinq années. Totaux\u00a0: {' ; '.join(annees)}."


def _chiffres(plume: Plume, synthese: Synthese, ligne: int) -> int:
    plume.texte(ligne, 0, "Chiffres de la période", "entete")
    plume.fusion(ligne, (1, 2), synthese.demandee.abrege, "entete_centre")
    plume.fusion(ligne, (3, 4), synthese.libelle_avant, "entete_centre")
    plume.texte(ligne, _DERNIERE, "Dossiers à voir", "entete")
    for partie in synthese.parties:
        ligne += 1
        plume.fusion(ligne, (0, _DERNIERE), partie.titre, "partie")
        for chiffre in partie.chiffres:
            ligne += 1
            precise = chiffre.actuel.libelle.startswith("dont ")
            dit = f"{chiffre.actuel.libelle} ({code_de(chiffre.actuel)})"
            plume.texte(ligne, 0, dit, "retrait" if precise else "libelle")
            _compte(plume, ligne, 1, chiffre.actuel, synthese.periode)
            _compte(plume, ligne, 3, chiffre.avant, synthese.periode.precedente)
            plume.feuille.set_row(ligne, hauteur(_numeros(chiffre.actuel), _LARGEURS[_DERNIERE]))
            plume.texte(ligne, _DERNIERE, _numeros(chiffre.actuel), "petit")
    return ligne + 1


def _compte(plume: Plume, ligne: int, colonne: int, indicateur: Indicateur, p: Periode) -> None:
    if indicateur.valeur is None:
        plume.fusion(ligne, (colonne, colonne + 1), NON_DETERMINE, "centre")
        return
    liste = liste_du_chiffre(indicateur, p.libelle)
    plume.nombre(ligne, colonne, indicateur.numerateur, liste=liste)
    plume.nombre(ligne, colonne + 1, indicateur.denominateur, "sur", liste)


def _numeros(indicateur: Indicateur) -> str:
    """« manque RC-2026-002 », « RC-2026-002 » ; au-delà de quatre, combien d'autres."""
    numeros = indicateur.a_voir
    if not numeros:
        return ""
    dits = ", ".join(numeros[:_NUMEROS_ECRITS])
    autres = len(numeros) - _NUMEROS_ECRITS
    suite = f" et {autres} autre{'s' if autres > 1 else ''}" if autres > 0 else ""
    manque = ("Manquent\u00a0: " if len(numeros) > 1 else "Manque\u00a0: ") if indicateur.tous_attendus else ""
    return f"{manque}{dits}{suite}"


def _sans_preuve(plume: Plume, synthese: Synthese, ligne: int, avec_textes: bool) -> int:
    plume.fusion(ligne, (0, _DERNIERE), "Décisions sans approbation indépendante prouvée", "section")
    if not synthese.sans_preuve:
        plume.fusion(ligne + 1, (0, _DERNIERE), f"{NEANT}.", "libelle")
        return ligne + 2
    for numero, motif in synthese.sans_preuve[:_SANS_PREUVE_ECRITS]:
        ligne += 1
        # Le motif d'un écart est un texte du dossier : il reste au registre quand la synthèse doit s'en passer.
        raison = motif if avec_textes else "Le dossier dit ce qui manque."
        plume.feuille.set_row(ligne, min(hauteur(raison, sum(_LARGEURS[1:])), 43))
        plume.texte(ligne, 0, numero, "alerte")
        plume.fusion(ligne, (1, _DERNIERE), raison, "texte")
    autres = len(synthese.sans_preuve) - _SANS_PREUVE_ECRITS
    if autres > 0:
        ligne += 1
        dit = f"Et {autres} de plus\u00a0: feuille Numéros, sous {code_de(synthese.chiffre('independance').actuel)}."
        plume.fusion(ligne, (0, _DERNIERE), dit, "texte")
    return ligne + 1


_ANALYSE_ECRITE = 900


def _a_remplir(plume: Plume, synthese: Synthese, ligne: int, diffusion: bool) -> int:
    """Ce que le logiciel ne peut pas dire : l'analyse, les décisions, le visa ; à la main si rien n'est écrit."""
    if not diffusion:
        for titre, texte, invite, lignes in (
            ("Analyse du responsable qualité", _analyse(synthese), "Faits marquants, causes, voies d'entrée vérifiées "
             "(boîtes de courriel, téléphone, avis en ligne), suites données aux décisions de l'an passé\u00a0:", 9),
            ("Décisions demandées à la Direction", _decisions(synthese), "Objectifs, actions, moyens\u00a0:", 6),
        ):  # fmt: skip
            plume.fusion(ligne, (0, _DERNIERE), titre, "section")
            plume.fusion(ligne + 1, (0, _DERNIERE), texte or invite, "encadre" if texte else "cadre", lignes)
            ligne += lignes + 2
    plume.fusion(ligne, (0, _DERNIERE), "Visas", "section")
    plume.fusion(ligne + 1, (0, 2), "Responsable qualité — nom, date, signature\u00a0:", "cadre", 4)
    plume.fusion(ligne + 1, (3, _DERNIERE), "Dirigeant — nom, date, signature\u00a0:", "cadre", 4)
    return ligne + 4


def _analyse(synthese: Synthese) -> str:
    t = synthese.textes
    if t is None:
        return ""
    canaux = f"Canaux vérifiés\u00a0: {t.canaux}" if t.canaux else ""
    return _borner("\n".join(x for x in (canaux, t.faits_marquants, t.analyse, t.conclusions) if x))


def _decisions(synthese: Synthese) -> str:
    objectifs = synthese.textes.objectifs if synthese.textes else None
    dites = [f"{d.saisie.repere}\u00a0: {d.saisie.quoi}" for d in synthese.decisions]
    return _borner("\n".join([*dites, *([f"Objectifs\u00a0: {objectifs}"] if objectifs else [])]))


def _borner(texte: str) -> str:
    """Un A4 se lit : au-delà, la feuille Décisions a tout le texte."""
    if len(texte) <= _ANALYSE_ECRITE and texte.count("\n") <= 8:
        return texte
    coupe = "\n".join(texte.split("\n")[:8])[:_ANALYSE_ECRITE].rsplit(" ", 1)[0]
    return f"{coupe}… (suite\u00a0: feuille Décisions)"

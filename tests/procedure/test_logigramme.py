"""Le logigramme suit la table, et situe un dossier sans jamais parler par la seule couleur (P19)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from recours.procedure import cadre as cadres
from recours.procedure import repli
from recours.procedure.cadre import Cadre
from recours.procedure.champs import Saisie
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etapes import CHEMIN, ETAPES
from recours.procedure.logigramme import EtatNoeud, Graphe, decrire, en_dot, logigramme
from recours.procedure.reglages import CodeOption, FichePersonne, Option
from recours.procedure.vocabulaire import Nature

RECU = date(2026, 5, 11)
CADRE = cadres.appliquer(Cadre(), 1, FichePersonne(identifiant="claire", nom="Claire Martin"))


def dossier(*entrees: tuple[str, dict[str, object]], ouverture: str = "ouvrir", **recu: object) -> Dossier:
    """Un dossier replié d'entrées réduites à ce que le logigramme regarde."""
    instants = (datetime(2026, 5, 11, 9, tzinfo=UTC) + timedelta(hours=n) for n in range(50))

    def evenements() -> Iterator[Evenement]:
        for version, (code, contenu) in enumerate(
            [(ouverture, {"date_reception": RECU, "recu_par": "claire", **recu}), *entrees], start=2
        ):
            saisie = _construire(code, contenu)
            yield Evenement(version, next(instants), "claire", "RC-2026-001", code, saisie)

    premier, *suite = evenements()
    replie = repli.ouvrir("RC-2026-001", premier)
    for evenement in suite:
        replie = repli.appliquer(replie, evenement)
    return replie


def _construire(code: str, contenu: dict[str, object]) -> Saisie:
    # Sans validation : seules comptent ici les valeurs données, les autres champs ont une valeur vide.
    modele = ETAPES[code].saisie
    vides = {n: None for n, info in modele.model_fields.items() if info.is_required()}
    return modele.model_construct(**{**vides, **contenu})


def etats(graphe: Graphe) -> dict[str, EtatNoeud]:
    return {n.code: n.etat for n in graphe.noeuds}


PRISE = ("prendre_en_charge", {"nature": Nature.RECLAMATION})
PROPOSITION = ("proposer", {"motivation": "m", "investigateurs": ("claire",)})


@pytest.mark.parametrize("nature", [n for n in Nature if n is not Nature.NON_QUALIFIE])
def test_toutes_les_etapes_d_une_nature_y_sont_et_menent_a_la_cloture(nature: Nature) -> None:
    graphe = logigramme(nature)
    codes = [n.code for n in graphe.noeuds]
    assert codes[1:] == [e.code for e in CHEMIN if e.concerne(nature)]
    suivants: dict[str, set[str]] = {c: set() for c in codes}
    for precedent, suivant in graphe.arcs:
        suivants[precedent].add(suivant)
    atteints, a_voir = set(), [codes[0]]
    while a_voir:
        code = a_voir.pop()
        atteints.add(code)
        a_voir += suivants[code] - atteints
    assert atteints == set(codes), "tout se rejoint depuis la réception"
    assert {c for c in codes if not suivants[c]} <= {"clore", "relire"}, "et tout mène à la clôture"


def test_un_arc_que_dit_deja_un_chemin_plus_long_n_est_pas_dessine() -> None:
    arcs = logigramme(Nature.RECLAMATION).arcs
    assert ("proposer", "approuver") in arcs and ("approuver", "repondre") in arcs
    assert ("prendre_en_charge", "repondre") not in arcs
    # Une étape « selon le cas » ne fait pas disparaître le chemin ordinaire.
    assert ("repondre", "notifier_fin") in arcs and ("repondre", "clore") in arcs
    assert ("accuser_reception", "repondre") in arcs, "la garde de la réponse attend l'accusé"


def test_un_dossier_est_situe() -> None:
    graphe = logigramme(Nature.RECLAMATION, dossier(PRISE), CADRE)
    lus = etats(graphe)
    assert lus["ouvrir"] is lus["prendre_en_charge"] is EtatNoeud.FAIT
    assert lus["proposer"] is EtatNoeud.MAINTENANT
    assert lus["approuver"] is lus["repondre"] is lus["clore"] is EtatNoeud.A_VENIR
    assert "notifier_fin" not in lus, "sans objet pour ce dossier"


def test_ce_que_la_suite_a_saute_se_voit() -> None:
    """L'accusé jamais parti : la réponse l'est, l'étape n'est plus possible, elle reste dite « non fait »."""
    reponse = ("repondre", {"met_fin": True, "date_reponse": RECU})
    graphe = logigramme(Nature.RECLAMATION, dossier(PRISE, PROPOSITION, reponse), CADRE)
    assert etats(graphe)["accuser_reception"] is EtatNoeud.NON_FAIT
    assert "Envoyer l'accusé de réception (non fait)" in decrire(graphe)


def test_un_recours_sans_nature_montre_que_la_suite_en_depend() -> None:
    graphe = logigramme(Nature.NON_QUALIFIE, dossier(), CADRE)
    assert graphe.noeuds[-1].libelle == "La suite dépend de la nature"
    assert ("prendre_en_charge", "suite") in graphe.arcs
    assert etats(graphe)["prendre_en_charge"] is EtatNoeud.MAINTENANT


def test_un_dossier_ferme_sans_suite_montre_sa_fermeture_et_rien_apres() -> None:
    graphe = logigramme(Nature.RECLAMATION, dossier(PRISE, ("retirer", {"retire_le": RECU})), CADRE)
    assert [n.libelle for n in graphe.noeuds] == ["Recours reçu", "Pris en charge et qualifié", "Recours retiré"]
    assert set(etats(graphe).values()) == {EtatNoeud.FAIT}
    assert ("prendre_en_charge", "retirer") in graphe.arcs


def test_une_regle_allumee_ajoute_son_etape() -> None:
    autorite = dossier(ouverture="ouvrir_autorite")
    assert "approuver" not in etats(logigramme(Nature.AUTORITE, autorite, CADRE))
    allumee = cadres.appliquer(CADRE, 9, Option(code=CodeOption.APPROBATION_AUTORITE, active=True))
    arcs = logigramme(Nature.AUTORITE, autorite, allumee).arcs
    assert ("clarifier", "approuver") in arcs and ("clarifier", "repondre") not in arcs


def test_l_etat_se_lit_sans_la_couleur() -> None:
    graphe = logigramme(Nature.RECLAMATION, dossier(PRISE), CADRE)
    dot = en_dot(graphe)
    assert re.search(r'"prendre_en_charge" \[label="✓ Pris', dot)
    assert re.search(r'"proposer" \[label="● ', dot)
    assert "maintenant" in decrire(graphe) and "(fait)" in decrire(graphe)
    assert en_dot(graphe, sombre=True) != dot


@pytest.mark.parametrize("sombre", [False, True])
def test_les_textes_se_lisent_sur_leur_fond(sombre: bool) -> None:
    reponse = ("repondre", {"met_fin": True, "date_reponse": RECU})
    for lu in (dossier(PRISE), dossier(PRISE, PROPOSITION, reponse)):
        for fond, texte in re.findall(
            r'fillcolor="(#\w{6})".*fontcolor="(#\w{6})"', en_dot(logigramme(lu.nature, lu, CADRE), sombre)
        ):
            assert _contraste(fond, texte) >= 4.5, (fond, texte)


def _contraste(une: str, autre: str) -> float:
    def luminance(couleur: str) -> float:
        parts = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, v, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * v + 0.0722 * b

    clair, fonce = sorted((luminance(une), luminance(autre)), reverse=True)
    return (clair + 0.05) / (fonce + 0.05)

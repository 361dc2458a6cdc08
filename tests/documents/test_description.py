"""La clause et la description (P08) : paramètres en vigueur, aucun objectif interne promis, mots de l'organisme."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import docx

from recours.documents.description import rendre_description, textes_en_vigueur
from recours.procedure.cadre import Cadre
from tests.documents.atelier import monde
from tests.procedure.monde import Monde

JOUR = date(2026, 5, 11)


def _fixer(m: Monde, code: str, statut: str, **autres: Any) -> None:
    m.faire("claire", "fixer_delai", code=code, valeur=30, unite="jours calendaires", statut_delai=statut,
            a_compter_du="2026-01-01", **autres)  # fmt: skip


def lire(m: Monde, jour: date = JOUR) -> str:
    lu = docx.Document(io.BytesIO(rendre_description(m.cadre, jour)))
    return "\n".join(p.text for p in lu.paragraphs).replace("\u00a0", " ").replace("\u202f", " ")


def test_un_delai_n_y_est_dit_que_s_il_engage(repertoire: Path) -> None:
    m = monde(repertoire)
    assert "sous" not in textes_en_vigueur(m.cadre, JOUR).clause and "30 jours" not in lire(m)
    _fixer(m, "reponse_reclamation", "Objectif interne")
    assert "30 jours" not in lire(m)
    _fixer(m, "reponse_reclamation", "Délai de notre procédure")
    assert "La réponse à une réclamation part sous 30 jours calendaires." in lire(m)
    assert "30" in textes_en_vigueur(m.cadre, JOUR).clause
    assert "30 jours" not in lire(m, date(2025, 12, 31)), "pas encore en vigueur"
    _fixer(m, "accuse", "Délai imposé ou contractuel")
    assert lire(m).count("L'accusé de réception part sous 30 jours") == 1


def test_la_description_dit_ou_s_adresser_et_ce_qui_la_date(repertoire: Path) -> None:
    m = monde(repertoire)
    lu = lire(m)
    for attendu in ("Contrôle & Prévention", "1 rue A", "contact@cp.exemple.fr", "Médiation Conso", "n° 3-0000",
                    "tribunal", "n'a pris aucune part", "n'entraîne aucune mesure défavorable",
                    "11 mai 2026", "version 1",
                    f"version {m.cadre.version} du registre", "données personnelles"):  # fmt: skip
        assert attendu in lu, attendu
    sans = monde(repertoire / "b", clients_particuliers=False, mediateur=None, accreditation_numero=None)
    assert "médiateur" not in lire(sans) and "Cofrac" not in lire(sans)
    assert textes_en_vigueur(Cadre(), JOUR).description


def test_les_mots_de_l_organisme_l_emportent_et_restent_en_versions(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("claire", "ecrire_textes_du_client", clause="Notre clause {{ x }} <b>.")
    textes = textes_en_vigueur(m.cadre, JOUR)
    assert textes.clause == "Notre clause {{ x }} <b>." and textes.clause_de_l_organisme
    assert not textes.description_de_l_organisme and "Votre recours est reçu" in lire(m)
    m.faire("claire", "ecrire_textes_du_client", clause="Seconde clause.", description="Un.\n\nDeux.")
    assert textes_en_vigueur(m.cadre, JOUR).description == ("Un.", "Deux.")
    assert textes_en_vigueur(m.cadre, JOUR).version == m.etat.version
    assert [t.clause for _, t in m.cadre.textes_du_client] == ["Notre clause {{ x }} <b>.", "Seconde clause."]
    assert rendre_description(m.cadre, JOUR) == rendre_description(m.cadre, JOUR)

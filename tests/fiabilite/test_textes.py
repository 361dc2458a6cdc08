"""Toute suite d'entrées acceptées se relit identique : du journal, et du classeur, cellule à cellule."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recours.procedure.ajouts import Echange, Rectification
from recours.procedure.champs import Saisie
from recours.procedure.saisies_ouverture import Ouverture
from recours.procedure.vocabulaire import Canal
from recours.registre.classeur_ecriture import rendre
from recours.registre.classeur_lecture import lire
from recours.registre.differences import comparer
from recours.registre.projection import projeter
from recours.registre.registre import Commande, Refus, Registre
from tests.fiabilite.conftest import Modele
from tests.fiabilite.epreuve import JOUR, MIDI, memes

_HOSTILES = (
    "=1+1", "=cmd|' /C calc'!A0", "+33 1 44 55 66 77", "-5", "@SOMME(A1)", "#REF!", "#N/A", "{=A1}", "\t=1", "a\tb",
    "un\r\ndeux\rtrois\n", "😀👩‍👩‍👧",
    "שלום עולם", "\u202eabc\u202c", "e\u0301te\u0301", "_x0041_", "é" * 8000, "x" * 8000,
    "00123", "1E5", "12/03/2026", "VRAI", "NA", "null", "<r>&amp;</r>", "http://exemple.fr", "'abc", '"; "', ";",
    "\ufeffbom", "ligne\u2028suivante", "\u00a0 bords \u00a0", "𝒳" * 300, "٣٤", "fin\\", "\u0085",
)  # fmt: skip
_LIBRES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=120)
TEXTES = st.one_of(
    st.sampled_from(_HOSTILES),
    _LIBRES,
    st.builds("{}{}".format, st.sampled_from("=+-@#\t"), _LIBRES),
).filter(lambda t: bool(t.strip()))
ENTREES = st.lists(st.tuples(st.sampled_from(["ouvrir", "noter", "rectifier"]), TEXTES, TEXTES), min_size=1, max_size=8)


def _saisie(genre: str, long: str, court: str) -> tuple[str, Saisie]:
    if genre == "ouvrir":
        return "ouvrir", Ouverture(
            recu_par="paul", date_reception=JOUR, canal=Canal.TELEPHONE, emetteur=court[:200], contact=court[:200],
            prestation=long[:200], expose=long,
        )  # fmt: skip
    if genre == "noter":
        return "noter_echange", Echange(date_echange=JOUR, avec=court[:200], resume=long)
    return "rectifier", Rectification(champ="emetteur", texte=court[:200], motif_rectification=long)


def _verifier(modele: Modele, entrees: list[tuple[str, str, str]]) -> int:
    """Écrit ce que le juge accepte, relit par deux chemins ; rend le nombre d'entrées acceptées."""
    with tempfile.TemporaryDirectory() as nom:
        data = shutil.copytree(modele.chemin, Path(nom) / "data")
        registre, faites = Registre(data), 0
        for genre, long, court in entrees:
            try:
                etape, saisie = _saisie(genre, long, court)
                registre.executer(Commande("claire", etape, saisie, "" if etape == "ouvrir" else modele.numero), MIDI)
                faites += 1
            except (ValueError, Refus):
                continue  # un texte vide une fois ses bords ôtés, une rectification qui ne change rien
        etat = registre.etat()
        assert memes(Registre(data).etat(), etat) and registre.journal.verifier() == ()
        (data / "neuf.xlsx").write_bytes(rendre(projeter(etat)))
        lu = lire(data / "neuf.xlsx", projeter(etat), confiance=True)
        assert comparer(projeter(etat), lu) == () and lu.anomalies == ()
        assert (lu.version, lu.empreinte, lu.registre) == (etat.version, etat.empreinte, etat.identite)
        return faites


@given(ENTREES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_toute_suite_se_relit_identique(modele: Modele, entrees: list[tuple[str, str, str]]) -> None:
    _verifier(modele, entrees)


def test_chaque_texte_hostile_se_relit_identique(modele: Modele) -> None:
    entrees = [("ouvrir" if rang % 2 else "noter", texte, texte) for rang, texte in enumerate(_HOSTILES)]
    assert _verifier(modele, entrees) >= len(_HOSTILES) - 2


@pytest.mark.eprouver
def test_trois_cents_suites(modele: Modele, chiffres: list[str]) -> None:
    faites = 0

    @given(ENTREES)
    @settings(max_examples=300, deadline=None, database=None)
    def epreuve(entrees: list[tuple[str, str, str]]) -> None:
        nonlocal faites
        faites += _verifier(modele, entrees)

    epreuve()
    chiffres.append(f"textes hostiles : {faites} entrées en 300 suites, relues identiques du journal et du classeur")

"""La ligne du journal : aller-retour exact, sceau, occultation."""

import csv
import dataclasses
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recours.registre.evenement import (
    COLONNES,
    SCHEMA,
    Brouillon,
    Ligne,
    LigneIllisible,
    canonique,
    csv_vers_ligne,
    empreinte_de,
    empreinte_textes_de,
    ligne_vers_csv,
    occulter_ligne,
    sceller,
    textes_conformes,
)

BROUILLON = Brouillon(
    auteur="p-007",
    dossier="RC-2026-001",
    etape="recevoir",
    jeton="a1b2",
    saisie={"recu_le": "2026-01-05", "montant": "12,50", "canal": "Courriel"},
    textes={"objet": 'Le rapport dit « conforme » ; le client dit "non"', "nom": "Société Dupré & fils"},
)
HEURE = "2026-01-05T10:00:00+01:00"

textes_libres = st.text(max_size=60) | st.sampled_from(
    ["\u2028\u2029\x85", "a\r\nb\rc\n", '";"', '}";"{', "\x00\x1a\ufeff", "=1+1", "😀 é\u0301", "\\", '\\"']
)
valeurs = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | textes_libres,
    lambda feuilles: st.lists(feuilles, max_size=3) | st.dictionaries(textes_libres, feuilles, max_size=3),
    max_leaves=8,
)
objets = st.dictionaries(textes_libres, valeurs, max_size=4)
identifiants = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=[";", '"']), max_size=20
)


def ligne(**autres: Any) -> Ligne:
    scellee = sceller(BROUILLON, version=3, horodatage=HEURE, precedente="0" * 64, sel="ab" * 16)
    return dataclasses.replace(scellee, **autres) if autres else scellee


@given(
    saisie=objets,
    textes=objets,
    auteur=identifiants,
    dossier=identifiants,
    version=st.integers(0, 10**18 - 1),
)
@settings(deadline=None, max_examples=150)
def test_tout_texte_revient_identique(
    saisie: dict[str, object], textes: dict[str, object], auteur: str, dossier: str, version: int
) -> None:
    brouillon = Brouillon(auteur, dossier, "etape", "jeton", saisie, textes)
    scellee = sceller(brouillon, version=version, horodatage=HEURE, precedente="")
    octets = ligne_vers_csv(scellee)
    relue = csv_vers_ligne(octets)
    assert relue == scellee
    assert octets.count(b"\n") == 1 and octets.endswith(b"\n") and b"\r" not in octets
    assert relue.saisie_lue == json.loads(json.dumps(saisie)) == saisie
    assert relue.textes_lus == textes
    assert not relue.est_occultee


@given(
    st.integers(0, 10_000),
    st.sampled_from([b'"', b'""', b";", b'";"', b"\n", b"\r", b" ", b"0", b"\xff", b""]),
)
@settings(deadline=None, max_examples=300)
def test_deux_suites_d_octets_ne_se_lisent_jamais_pareil(place: int, ajout: bytes) -> None:
    octets = ligne_vers_csv(ligne())
    place %= len(octets)
    abimee = octets[:place] + ajout + octets[place + 1 :]
    try:
        relue = csv_vers_ligne(abimee)
    except LigneIllisible:
        return
    assert ligne_vers_csv(relue).removesuffix(b"\n") == abimee.removesuffix(b"\n")


def test_un_tableur_lit_les_memes_colonnes() -> None:
    scellee = ligne()
    (colonnes,) = csv.reader([ligne_vers_csv(scellee).decode()], delimiter=";")
    assert colonnes == [str(getattr(scellee, nom)) for nom in COLONNES]


def test_la_forme_canonique_ne_depend_ni_de_l_ordre_ni_des_accents() -> None:
    assert canonique({"b": 1, "a": "é"}) == canonique({"a": "é", "b": 1}) == '{"a":"é","b":1}'


@pytest.mark.parametrize("valeur", [float("nan"), float("inf"), "\ud800"])
def test_ce_que_le_fichier_ne_peut_porter_est_refuse(valeur: object) -> None:
    with pytest.raises(ValueError):
        canonique({"x": valeur})


@pytest.mark.parametrize("colonne", ["auteur", "dossier", "etape", "jeton"])
@pytest.mark.parametrize("intrus", ["\n", "\r", ";", '"', "\x00", "\ud800"])
def test_un_identifiant_ne_peut_deborder_de_sa_colonne(colonne: str, intrus: str) -> None:
    intruse: dict[str, Any] = {colonne: f"a{intrus}b"}
    with pytest.raises(ValueError):
        sceller(
            dataclasses.replace(BROUILLON, **intruse),
            version=1,
            horodatage=HEURE,
            precedente="",
        )


@pytest.mark.parametrize("colonne", [nom for nom in COLONNES if nom not in ("textes", "sel", "empreinte")])
def test_chaque_colonne_compte_dans_le_sceau(colonne: str) -> None:
    avant = ligne()
    autre = getattr(avant, colonne) + (1 if colonne in ("version", "schema") else "x")
    assert empreinte_de(ligne(**{colonne: autre}), "0" * 64) != avant.empreinte


def test_le_sceau_depend_de_la_ligne_precedente_et_ne_confond_pas_les_colonnes() -> None:
    assert empreinte_de(ligne(), "1" * 64) != empreinte_de(ligne(), "0" * 64)
    assert empreinte_de(ligne(auteur="ab", dossier="c"), "") != empreinte_de(
        ligne(auteur="a", dossier="bc"), ""
    )


def test_le_sceau_est_celui_du_format() -> None:
    """Le format survit au code : le calcul, refait ici à la main, ne doit jamais changer."""
    scellee = ligne()
    textes = scellee.sel + scellee.textes
    assert scellee.empreinte_textes == hashlib.sha256(textes.encode()).hexdigest()
    colonnes = [str(getattr(scellee, nom)) for nom in COLONNES if nom not in ("textes", "sel", "empreinte")]
    tableau = json.dumps(["0" * 64, *colonnes], ensure_ascii=False, separators=(",", ":"))
    assert scellee.empreinte == hashlib.sha256(tableau.encode()).hexdigest()
    assert scellee.schema == SCHEMA == 1


def test_occulter_laisse_le_sceau_valide() -> None:
    occultee = occulter_ligne(ligne())
    assert occultee.est_occultee and occultee.textes_lus == {} and occultee.sel == ""
    assert empreinte_de(occultee, "0" * 64) == occultee.empreinte
    assert occultee.saisie_lue == dict(BROUILLON.saisie)
    assert textes_conformes(occultee)
    assert not textes_conformes(dataclasses.replace(ligne(), textes=""))


def test_le_sel_est_tire_au_sort_et_change_l_empreinte() -> None:
    une, autre = (sceller(BROUILLON, version=1, horodatage=HEURE, precedente="") for _ in range(2))
    assert len(une.sel) == 32 and une.sel != autre.sel
    assert une.empreinte_textes != autre.empreinte_textes
    assert une.empreinte_textes == empreinte_textes_de(une.sel, une.textes)


def test_sans_texte_n_est_pas_occulte() -> None:
    vide = sceller(dataclasses.replace(BROUILLON, textes={}), version=1, horodatage=HEURE, precedente="")
    assert vide.textes == "{}" and not vide.est_occultee

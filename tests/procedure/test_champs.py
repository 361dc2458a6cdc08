"""Les types bornés : ce qui entre au registre, et ce qui n'y entre pas, avec sa place."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from recours.procedure import ajouts as a
from recours.procedure import saisies as s
from recours.procedure import saisies_ouverture as o
from recours.procedure import saisies_suites as ss
from recours.procedure.champs import (
    OCCULTE,
    TAILLE_LIGNE,
    TAILLE_TEXTE,
    Forme,
    Impliquee,
    Jour,
    Ligne,
    Montant,
    Piece,
    Texte,
    champs_de,
    champs_effacables,
)
from recours.procedure.etape import Garde
from recours.procedure.etapes import PROCEDURE
from recours.procedure.partage import reunir, separer, textes_de
from recours.procedure.vocabulaire import Canal, Decision
from recours.registre.evenement import canonique

LIGNE, TEXTE = TypeAdapter(Ligne), TypeAdapter(Texte)
JOUR, MONTANT = TypeAdapter(Jour), TypeAdapter(Montant)


@pytest.mark.parametrize(
    ("signe", "code"),
    [("\x00", "U+0000"), ("\x07", "U+0007"), ("\x1b", "U+001B"), ("\x7f", "U+007F"), ("\x85", "U+0085"),
     ("\ud800", "U+D800"), ("\udfff", "U+DFFF"), ("\ufffe", "U+FFFE"), ("\U0001ffff", "U+1FFFF")],
)  # fmt: skip
def test_un_caractere_interdit_est_refuse_avec_sa_place(signe: str, code: str) -> None:
    with pytest.raises(ValidationError) as erreur:
        TEXTE.validate_python(f"été{signe}fin")
    message = erreur.value.errors()[0]["msg"]
    assert "Le 4e caractère" in message and code in message


@pytest.mark.parametrize("texte", ["a\nb", "a\tb", "é\u00a0€ 😀 \u202f", "=1+1", "#N/A", "00123"])
def test_le_reste_passe_tel_quel(texte: str) -> None:
    assert TEXTE.validate_python(texte) == texte.strip()


def test_les_textes_sont_normalises_et_bornes() -> None:
    assert TEXTE.validate_python(" e\u0301te\u0301\r\nfin\r") == "été\nfin"
    assert len(LIGNE.validate_python("x" * TAILLE_LIGNE)) == TAILLE_LIGNE
    assert len(TEXTE.validate_python("x" * TAILLE_TEXTE)) == TAILLE_TEXTE
    for adaptateur, trop in ((LIGNE, "x" * (TAILLE_LIGNE + 1)), (TEXTE, "x" * (TAILLE_TEXTE + 1)), (LIGNE, "  \n ")):
        with pytest.raises(ValidationError):
            adaptateur.validate_python(trop)


def test_le_role_d_une_personne_impliquee_et_une_valeur_corrigee_sont_bornes_aussi() -> None:
    for role in ("", "x" * 200, "a\x00"):
        with pytest.raises(ValidationError):
            Impliquee(personne="paul", role=role)
    with pytest.raises(ValidationError):
        a.Rectification(champ="rapport", valeur="R\ud800", motif_rectification="m")


@pytest.mark.parametrize(
    ("lu", "attendu"),
    [("05/03/2026", date(2026, 3, 5)), ("5/3/2026", date(2026, 3, 5)), (" 2026-03-05 ", date(2026, 3, 5)),
     (date(2026, 3, 5), date(2026, 3, 5)), (datetime(2026, 3, 5, 23, 59), date(2026, 3, 5))],
)  # fmt: skip
def test_une_date_se_lit_le_jour_d_abord(lu: Any, attendu: date) -> None:
    assert JOUR.validate_python(lu) == attendu


@pytest.mark.parametrize(
    "lu",
    ["12/31/2026", "31/02/2026", "2026-13-01", "20260305", "2026-W10-4", "5 mars 2026", "05/03/26", 46086, 46086.0,
     True, "", "٠٥/٠٣/٢٠٢٦"],
)  # fmt: skip
def test_jamais_le_mois_d_abord_ni_un_nombre(lu: Any) -> None:
    with pytest.raises(ValidationError) as erreur:
        JOUR.validate_python(lu)
    assert "JJ/MM/AAAA" in erreur.value.errors()[0]["msg"]


@pytest.mark.parametrize("annee", [1989, 2101])
def test_une_annee_hors_du_registre_est_refusee(annee: int) -> None:
    with pytest.raises(ValidationError, match="hors du registre"):
        JOUR.validate_python(date(annee, 6, 1))


@pytest.mark.parametrize(
    ("lu", "attendu"),
    [("1 200,50 €", "1200.50"), ("1\u202f200,5", "1200.5"), ("12", "12"), (12, "12"), (Decimal("0.10"), "0.10")],
)
def test_un_montant_s_ecrit_en_francais(lu: Any, attendu: str) -> None:
    assert MONTANT.validate_python(lu) == Decimal(attendu)


@pytest.mark.parametrize("lu", ["-1", "1.200,50", "1,200.50", "12,345", "NaN", "Infinity", "1e5", "", 12.5, True, -3])
def test_un_montant_douteux_est_refuse(lu: Any) -> None:
    with pytest.raises(ValidationError):
        MONTANT.validate_python(lu)


def test_un_champ_inconnu_est_refuse_et_une_saisie_ne_change_pas() -> None:
    with pytest.raises(ValidationError):
        ss.Clarification.model_validate({"circonstances": "x", "autre": 1})
    with pytest.raises(ValidationError):
        saisie = ss.Clarification(circonstances="x")
        saisie.circonstances = "y"


def test_une_reponse_conditionnelle_manquante_est_dite() -> None:
    with pytest.raises(ValidationError) as erreur:
        _proposition(solution="Aucune.")
    assert erreur.value.errors()[0]["ctx"]["champs"] == ["motif_sans_solution"]
    with pytest.raises(ValidationError) as erreur:
        _proposition(action_corrective=True)
    assert erreur.value.errors()[0]["ctx"]["champs"] == ["action_quoi", "action_qui", "action_pour"]
    # Ce qui a été accepté reste lisible, même si l'on exige davantage depuis.
    lue = s.Proposition.model_validate(
        _proposition().model_dump() | {"action_corrective": True}, context={"relecture": True}
    )
    assert lue.action_quoi is None


def _proposition(**autres: Any) -> s.Proposition:
    base = {"faits": "f", "cause": "Pas de défaillance", "solution": "s", "decision": "Fondé", "motivation": "m",
            "action_corrective": False}  # fmt: skip
    return s.Proposition.model_validate(base | autres)


# Ce que la table doit à ses champs : la garde suit la forme du champ.

AVEC_FORMES = [e for e in PROCEDURE if e.code not in ("enregistrer_personne",)]


@pytest.mark.parametrize("etape", AVEC_FORMES, ids=lambda e: e.code)
def test_chaque_forme_appelle_sa_garde(etape: Any) -> None:
    champs = champs_de(etape.saisie)
    formes = {c.forme for c in champs.values()}
    if any(c.traitement for c in champs.values()):
        assert Garde.DATES in etape.exige
    if formes & {Forme.PERSONNE, Forme.PERSONNES, Forme.IMPLICATIONS}:
        assert Garde.PERSONNES_CONNUES in etape.exige
    if Forme.PREUVE in formes and etape.code not in ("approuver", "approuver_synthese"):  # elles ont leur garde
        assert Garde.PREUVE in etape.exige


# Séparer, réunir : ce qui part au journal en revient.

TEXTES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=40).filter(str.strip)
LIGNES = TEXTES.map(lambda t: t[:40]).filter(str.strip)
JOURS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
PIECES = st.builds(Piece, nom=LIGNES, empreinte=st.just("ab" * 32), taille=st.integers(1, 10**9))
IDENTIFIANTS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,10}", fullmatch=True)

OUVERTURES = st.builds(
    o.Ouverture,
    recu_par=IDENTIFIANTS,
    date_reception=JOURS,
    canal=st.sampled_from(Canal),
    emetteur=LIGNES,
    contact=LIGNES,
    prestation=LIGNES,
    expose=TEXTES,
    client=st.none() | LIGNES,
    montant_demande=st.none() | st.decimals(0, 10**6, places=2),
    danger=st.booleans(),
    pieces=st.lists(PIECES, max_size=3).map(tuple),
    motif_ecart=st.none() | TEXTES,
)
PROPOSITIONS = st.builds(
    s.Proposition,
    faits=TEXTES,
    cause=st.just("Pas de défaillance"),
    solution=TEXTES.filter(lambda t: t.strip(" .").casefold() != "aucune"),
    decision=st.sampled_from([d for d in Decision if not d.change_le_resultat]),
    motivation=TEXTES,
    action_corrective=st.just(True),
    action_quoi=TEXTES,
    action_qui=IDENTIFIANTS,
    action_pour=JOURS,
)
IMPLICATIONS = st.builds(
    a.AjoutImpliquees,
    implications=st.lists(st.builds(Impliquee, personne=IDENTIFIANTS, role=LIGNES), min_size=1, max_size=4).map(tuple),
)
OCCULTATIONS = st.builds(
    a.Occultation,
    version_visee=st.integers(1, 10**6),
    champs_occultes=st.lists(LIGNES, min_size=1, max_size=3).map(tuple),
    restes=st.lists(st.builds(a.Reste, champ=LIGNES, texte=TEXTES), max_size=3).map(tuple),
    motif_occultation=TEXTES,
)


@settings(max_examples=60, deadline=None)
@given(OUVERTURES | PROPOSITIONS | IMPLICATIONS | OCCULTATIONS)
def test_separer_puis_reunir_rend_la_meme_saisie(saisie: BaseModel) -> None:
    codes, textes = separer(saisie)
    canonique(codes), canonique(textes)  # l'un et l'autre s'écrivent au journal
    assert reunir(type(saisie), codes, textes, occultee=False) == saisie
    assert textes_de(saisie) == textes


@settings(max_examples=40, deadline=None)
@given(OUVERTURES | PROPOSITIONS)
def test_aucun_texte_ne_reste_dans_ce_que_l_on_garde_pour_toujours(saisie: BaseModel) -> None:
    codes, textes = separer(saisie)
    for nom in champs_effacables(type(saisie)):
        assert nom not in codes
        assert (nom in textes) == (getattr(saisie, nom) is not None)
    for piece in codes.get("pieces", ()):
        assert "nom" not in piece
    relue = reunir(type(saisie), codes, {}, occultee=True)
    for nom in champs_effacables(type(saisie)):
        requis = type(saisie).model_fields[nom].is_required()
        assert getattr(relue, nom) == (OCCULTE if requis else None)

"""Les jours ouvrés, les échéances et leur lecture. Les dates attendues sont des faits, comptés à la main."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recours.procedure.calendrier import (
    Region,
    Unite,
    accorder,
    ajouter,
    dans_combien,
    date_courte,
    date_longue,
    est_ouvre,
    expliquer,
    feries,
    jour_mois,
    jours_calendaires_entre,
    jours_ouvres_entre,
)

OUVRES, CALENDAIRES = Unite.JOURS_OUVRES, Unite.JOURS_CALENDAIRES
METROPOLE, ALSACE = Region.METROPOLE, Region.ALSACE_MOSELLE


def le(iso: str) -> date:
    return date.fromisoformat(iso)


def lire(texte: str) -> str:
    """Le texte, espaces insécables ramenées à l'espace simple."""
    return texte.replace("\u00a0", " ")


# --- Échéances ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reception", "nombre", "region", "attendu"),
    [
        ("2026-04-30", 5, METROPOLE, "2026-05-11"),
        ("2026-05-07", 5, METROPOLE, "2026-05-18"),
        ("2026-05-13", 2, METROPOLE, "2026-05-18"),
        ("2026-04-03", 2, METROPOLE, "2026-04-08"),
        ("2026-07-10", 2, METROPOLE, "2026-07-15"),
        ("2026-11-10", 1, METROPOLE, "2026-11-12"),
        ("2026-11-21", 1, METROPOLE, "2026-11-23"),
        ("2026-11-21", 5, METROPOLE, "2026-11-27"),
        ("2026-12-24", 5, METROPOLE, "2027-01-04"),
        ("2027-12-31", 1, METROPOLE, "2028-01-03"),
        ("2025-12-24", 1, METROPOLE, "2025-12-26"),
        ("2025-12-24", 1, ALSACE, "2025-12-29"),
        # Reçu le dimanche de Pâques : le lundi est férié, le premier jour est le mardi.
        ("2026-04-05", 1, METROPOLE, "2026-04-07"),
        ("2026-05-24", 1, METROPOLE, "2026-05-26"),
        # Autour du 29 février.
        ("2028-02-28", 1, METROPOLE, "2028-02-29"),
        ("2028-02-29", 1, METROPOLE, "2028-03-01"),
        ("2027-02-26", 1, METROPOLE, "2027-03-01"),
        # Un délai nul échoit le jour même.
        ("2026-11-21", 0, METROPOLE, "2026-11-21"),
    ],
)
def test_echeance_en_jours_ouvres(reception: str, nombre: int, region: Region, attendu: str) -> None:
    assert ajouter(le(reception), nombre, OUVRES, region) == le(attendu)


@pytest.mark.parametrize(
    ("reception", "nombre", "attendu"),
    [
        ("2026-10-02", 30, "2026-11-02"),
        ("2026-04-08", 30, "2026-05-11"),
        ("2026-04-01", 30, "2026-05-04"),
        ("2026-12-01", 30, "2026-12-31"),
        ("2026-06-15", 60, "2026-08-14"),
        ("2028-02-28", 1, "2028-02-29"),
        ("2026-04-04", 0, "2026-04-07"),
    ],
)
def test_echeance_en_jours_calendaires(reception: str, nombre: int, attendu: str) -> None:
    assert ajouter(le(reception), nombre, CALENDAIRES, METROPOLE) == le(attendu)


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        ("2026-04-30", "2026-04-30", 0),
        ("2026-04-30", "2026-05-11", 5),
        ("2026-11-21", "2026-11-23", 1),
        ("2026-12-24", "2027-01-04", 5),
        ("2026-05-01", "2026-05-31", 17),
        ("2026-05-11", "2026-04-30", -5),
    ],
)
def test_jours_ouvres_entre(debut: str, fin: str, attendu: int) -> None:
    assert jours_ouvres_entre(le(debut), le(fin), METROPOLE) == attendu


@pytest.mark.parametrize(
    ("annee", "attendu"),
    [(2024, 252), (2025, 251), (2026, 252), (2027, 254), (2028, 251), (2029, 252), (2030, 251)],
)
def test_jours_ouvres_de_l_annee(annee: int, attendu: int) -> None:
    assert jours_ouvres_entre(date(annee - 1, 12, 31), date(annee, 12, 31), METROPOLE) == attendu


def test_jours_calendaires_entre() -> None:
    assert jours_calendaires_entre(le("2028-02-28"), le("2028-03-01")) == 2
    assert jours_calendaires_entre(le("2028-03-01"), le("2028-02-28")) == -2


# --- Jours fériés ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "paques",
    ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21"],
)
def test_fetes_mobiles(paques: str) -> None:
    dimanche = le(paques)
    noms = feries(dimanche.year, ALSACE)
    assert noms[dimanche + timedelta(1)] == "lundi de Pâques"
    assert noms[dimanche + timedelta(39)] == "Ascension"
    assert noms[dimanche + timedelta(50)] == "lundi de Pentecôte"
    assert noms[dimanche - timedelta(2)] == "vendredi saint"
    assert dimanche - timedelta(2) not in feries(dimanche.year, METROPOLE)


def test_feries_de_2026_en_metropole() -> None:
    assert {jour.isoformat(): lire(nom) for jour, nom in feries(2026, METROPOLE).items()} == {
        "2026-01-01": "jour de l'an",
        "2026-04-06": "lundi de Pâques",
        "2026-05-01": "1er mai",
        "2026-05-08": "8 mai",
        "2026-05-14": "Ascension",
        "2026-05-25": "lundi de Pentecôte",
        "2026-07-14": "14 juillet",
        "2026-08-15": "15 août",
        "2026-11-01": "Toussaint",
        "2026-11-11": "11 novembre",
        "2026-12-25": "Noël",
    }


def test_deux_fetes_le_meme_jour() -> None:
    noms = feries(2008, METROPOLE)
    assert len(noms) == 10
    assert lire(noms[le("2008-05-01")]) == "1er mai et Ascension"
    assert lire(expliquer(le("2008-04-30"), 1, OUVRES, METROPOLE)) == (
        "1 jour ouvré depuis le mer. 30 avril ; 1er mai (Ascension) férié → ven. 2 mai"
    )


def test_feries_ne_se_modifient_pas() -> None:
    with pytest.raises(TypeError):
        feries(2026, METROPOLE)[le("2026-05-02")] = "pont"  # type: ignore[index]
    assert feries(2026, METROPOLE) is feries(2026, METROPOLE)


# L'abolition de l'esclavage, article L3422-2 du code du travail ; les fêtes propres aux collectivités.
PROPRES = {
    Region.METROPOLE: set(),
    Region.ALSACE_MOSELLE: {"2026-04-03", "2026-12-26"},
    Region.GUADELOUPE: {"2026-05-27"},
    Region.MARTINIQUE: {"2026-05-22"},
    Region.GUYANE: {"2026-06-10"},
    Region.LA_REUNION: {"2026-12-20"},
    Region.MAYOTTE: {"2026-04-27"},
    Region.SAINT_BARTHELEMY: {"2026-10-09"},
    Region.SAINT_MARTIN: {"2026-05-28"},
    Region.SAINT_PIERRE_ET_MIQUELON: set(),
    Region.NOUVELLE_CALEDONIE: {"2026-09-24"},
    Region.POLYNESIE: {"2026-03-05", "2026-04-03", "2026-11-20"},
    Region.WALLIS_ET_FUTUNA: {"2026-04-28", "2026-06-29", "2026-07-29"},
}


@pytest.mark.parametrize("region", Region)
def test_feries_propres_a_la_region(region: Region) -> None:
    """Les jours d'usage (Mi-Carême, Victor Schœlcher…) n'allongent aucun délai."""
    propres = set(feries(2026, region)) - set(feries(2026, METROPOLE))
    assert {jour.isoformat() for jour in propres} == PROPRES[region]
    assert set(feries(2026, METROPOLE)) <= set(feries(2026, region))


# --- Bornes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jour", [date(1989, 12, 31), date(2101, 1, 1)])
def test_hors_du_calendrier(jour: date) -> None:
    dedans = le("2026-05-11")
    for calcul in (
        lambda: ajouter(jour, 5, OUVRES, METROPOLE),
        lambda: est_ouvre(jour, METROPOLE),
        lambda: jours_ouvres_entre(jour, dedans, METROPOLE),
        lambda: jours_ouvres_entre(dedans, jour, METROPOLE),
        lambda: jours_calendaires_entre(dedans, jour),
        lambda: feries(jour.year, METROPOLE),
        lambda: dans_combien(jour, dedans, METROPOLE),
    ):
        with pytest.raises(ValueError, match="de 1990 à 2100"):
            calcul()


@pytest.mark.parametrize("unite", Unite)
def test_echeance_hors_du_calendrier(unite: Unite) -> None:
    assert ajouter(date(2100, 12, 30), 1, unite, METROPOLE) == date(2100, 12, 31)
    for nombre in (2, 10**9):
        with pytest.raises(ValueError, match="hors du calendrier"):
            ajouter(date(2100, 12, 30), nombre, unite, METROPOLE)
    with pytest.raises(ValueError, match="négatif"):
        ajouter(date(2026, 1, 5), -1, unite, METROPOLE)


# --- En mots -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("depart", "nombre", "unite", "attendu"),
    [
        (
            "2026-04-30",
            5,
            OUVRES,
            "5 jours ouvrés depuis le jeu. 30 avril ; 1er et 8 mai fériés → lun. 11 mai",
        ),
        (
            "2026-11-10",
            1,
            OUVRES,
            "1 jour ouvré depuis le mar. 10 novembre ; 11 novembre férié → jeu. 12 novembre",
        ),
        ("2026-06-15", 2, OUVRES, "2 jours ouvrés depuis le lun. 15 juin → mer. 17 juin"),
        (
            "2026-04-03",
            35,
            OUVRES,
            "35 jours ouvrés depuis le ven. 3 avril ; 6 avril (lundi de Pâques), 1er, 8, 14 (Ascension)"
            " et 25 mai (lundi de Pentecôte) fériés → ven. 29 mai",
        ),
        (
            "2026-04-01",
            80,
            OUVRES,
            "80 jours ouvrés depuis le mer. 1er avril ; 6 jours fériés → jeu. 30 juillet",
        ),
        (
            "2026-12-24",
            5,
            OUVRES,
            "5 jours ouvrés depuis le jeu. 24 décembre ; 25 décembre et 1er janvier fériés"
            " → lun. 4 janvier 2027",
        ),
        # Les 15 août et 1er novembre 2026 tombent une fin de semaine : rien à dire.
        ("2026-08-14", 1, OUVRES, "1 jour ouvré depuis le ven. 14 août → lun. 17 août"),
        (
            "2026-10-02",
            30,
            CALENDAIRES,
            "30 jours calendaires depuis le ven. 2 octobre → dim. 1er novembre, férié,"
            " reporté au lun. 2 novembre",
        ),
        (
            "2026-12-01",
            30,
            CALENDAIRES,
            "30 jours calendaires depuis le mar. 1er décembre → jeu. 31 décembre",
        ),
        (
            "2026-11-20",
            1,
            CALENDAIRES,
            "1 jour calendaire depuis le ven. 20 novembre → sam. 21 novembre, reporté au lun. 23 novembre",
        ),
        (
            "2026-04-14",
            30,
            CALENDAIRES,
            "30 jours calendaires depuis le mar. 14 avril → jeu. 14 mai, férié (Ascension),"
            " reporté au ven. 15 mai",
        ),
        (
            "2026-12-02",
            30,
            CALENDAIRES,
            "30 jours calendaires depuis le mer. 2 décembre → ven. 1er janvier 2027, férié,"
            " reporté au lun. 4 janvier",
        ),
        (
            "2028-12-01",
            30,
            CALENDAIRES,
            "30 jours calendaires depuis le ven. 1er décembre → dim. 31 décembre,"
            " reporté au mar. 2 janvier 2029",
        ),
    ],
)
def test_expliquer(depart: str, nombre: int, unite: Unite, attendu: str) -> None:
    assert lire(expliquer(le(depart), nombre, unite, METROPOLE)) == attendu


def test_espaces_insecables() -> None:
    assert expliquer(le("2026-04-30"), 5, OUVRES, METROPOLE) == (
        "5\u00a0jours ouvrés depuis le jeu.\u00a030\u00a0avril\u00a0; 1er et 8\u00a0mai fériés"
        " →\u00a0lun.\u00a011\u00a0mai"
    )


def test_dates_dites() -> None:
    assert date_longue(le("2026-05-11")) == "lun.\u00a011\u00a0mai\u00a02026"
    assert lire(date_longue(le("2026-11-01"))) == "dim. 1er novembre 2026"
    assert date_courte(le("2026-05-11")) == "11/05/2026"
    assert lire(jour_mois(le("2026-05-01"))) == "1er mai"
    assert lire(jour_mois(le("2026-08-21"))) == "21 août"


@pytest.mark.parametrize(
    ("echeance", "aujourdhui", "attendu"),
    [
        ("2026-05-11", "2026-05-11", "aujourd'hui"),
        ("2026-05-12", "2026-05-11", "demain"),
        ("2026-05-11", "2026-05-05", "dans 3 jours ouvrés"),
        ("2026-11-23", "2026-11-20", "dans 1 jour ouvré"),
        ("2026-11-22", "2026-11-20", "dans 2 jours"),
        ("2026-05-11", "2026-05-13", "dépassé de 2 jours ouvrés"),
        ("2026-11-20", "2026-11-23", "dépassé de 1 jour ouvré"),
        ("2026-11-20", "2026-11-21", "dépassé de 1 jour"),
    ],
)
def test_dans_combien(echeance: str, aujourdhui: str, attendu: str) -> None:
    assert lire(dans_combien(le(echeance), le(aujourdhui), METROPOLE)) == attendu


def test_le_mot_du_retard_est_choisi_par_l_appelant() -> None:
    dit = dans_combien(le("2026-05-11"), le("2026-05-13"), METROPOLE, mot_passe="en retard")
    assert dit == "en retard de 2\u00a0jours ouvrés"


# --- Propriétés --------------------------------------------------------------------------------------------

jours = st.dates(date(1990, 1, 1), date(2095, 12, 31))
regions = st.sampled_from(Region)
unites = st.sampled_from(Unite)
nombres = st.integers(0, 1000)
# Le premier calcul d'une région prépare un siècle de fériés : il ne se chronomètre pas.
sans_chrono = settings(deadline=None)


def est_ouvre_naif(jour: date, region: Region) -> bool:
    return jour.weekday() < 5 and jour not in feries(jour.year, region)


def ajouter_naif(jour: date, nombre: int, unite: Unite, region: Region) -> date:
    """Le calcul au doigt, un jour après l'autre."""
    if unite is Unite.JOURS_CALENDAIRES:
        jour += timedelta(nombre)
        while not est_ouvre_naif(jour, region):
            jour += timedelta(1)
        return jour
    while nombre:
        jour += timedelta(1)
        nombre -= est_ouvre_naif(jour, region)
    return jour


@sans_chrono
@given(jours, st.integers(0, 120), unites, regions)
def test_ajouter_comme_au_doigt(jour: date, nombre: int, unite: Unite, region: Region) -> None:
    assert ajouter(jour, nombre, unite, region) == ajouter_naif(jour, nombre, unite, region)


@sans_chrono
@given(jours, st.integers(0, 200), regions)
def test_compter_comme_au_doigt(debut: date, ecart: int, region: Region) -> None:
    fin = debut + timedelta(ecart)
    au_doigt = sum(est_ouvre_naif(debut + timedelta(i), region) for i in range(1, ecart + 1))
    assert jours_ouvres_entre(debut, fin, region) == au_doigt
    assert jours_ouvres_entre(fin, debut, region) == -au_doigt


@sans_chrono
@given(jours, regions)
def test_est_ouvre_comme_au_doigt(jour: date, region: Region) -> None:
    assert est_ouvre(jour, region) is est_ouvre_naif(jour, region)


@sans_chrono
@given(jours, nombres, regions)
def test_compter_defait_ajouter(jour: date, nombre: int, region: Region) -> None:
    assert jours_ouvres_entre(jour, ajouter(jour, nombre, OUVRES, region), region) == nombre


@sans_chrono
@given(jours, st.integers(1, 1000), unites, regions)
def test_une_echeance_est_un_jour_ouvre(jour: date, nombre: int, unite: Unite, region: Region) -> None:
    assert est_ouvre(ajouter(jour, nombre, unite, region), region)


@sans_chrono
@given(jours, jours, nombres, nombres, unites, regions)
def test_plus_tard_ou_plus_long_n_echoit_pas_plus_tot(
    a: date, b: date, n: int, m: int, unite: Unite, region: Region
) -> None:
    (a, b), (n, m) = sorted((a, b)), sorted((n, m))
    assert ajouter(a, n, unite, region) <= ajouter(b, n, unite, region)
    assert ajouter(a, n, unite, region) <= ajouter(a, m, unite, region)
    if unite is OUVRES and n < m:
        assert ajouter(a, n, unite, region) < ajouter(a, m, unite, region)


@sans_chrono
@given(jours, jours, jours, regions)
def test_les_durees_s_ajoutent(a: date, b: date, c: date, region: Region) -> None:
    total = jours_ouvres_entre(a, c, region)
    assert jours_ouvres_entre(a, b, region) + jours_ouvres_entre(b, c, region) == total


def test_un_compte_s_accorde_et_se_lit_par_milliers() -> None:
    assert accorder(1, "jours ouvrés") == "1\u00a0jour ouvré" and accorder(2, "jours") == "2\u00a0jours"
    assert accorder(12_000, "dossiers") == "12\u202f000\u00a0dossiers"

"""Les figures : base zéro, nombres écrits, mois français, une couleur par nature, un texte pour qui ne voit pas."""

import pytest

from recours.bilan import graphiques as g
from recours.bilan import graphiques_pilotage as gp
from recours.bilan import pilotage, series
from recours.bilan.couleurs import COULEURS
from recours.bilan.mesure import periode_de
from recours.bilan.tableau import Tableaux, mettre_en_tableaux
from recours.procedure.vocabulaire import Nature
from tests.bilan.registre_exemple import AUJOURDHUI, construire


@pytest.fixture(scope="module")
def t(tmp_path_factory: pytest.TempPathFactory) -> Tableaux:
    return mettre_en_tableaux(construire(tmp_path_factory.mktemp("registre")), AUJOURDHUI)


@pytest.fixture(scope="module")
def figures(t: Tableaux) -> tuple[g.Graphique, ...]:
    p = periode_de(2026, AUJOURDHUI)
    mois = [(g.mois_abrege(m.month, m.year), c) for m, c in pilotage.natures_par_mois(t, p)]
    return (
        g.flux(pilotage.flux(t, p), "en 2026"),
        g.par_nature(mois, "en 2026"),
        g.delais_tenus(series.delais(t, p), "en 2026"),
        gp.frequences("Motifs", series.motifs(t, p), "Par motif."),
    )


def test_une_couleur_par_nature_et_aucune_barre_pour_une_nature_absente(figures: tuple[g.Graphique, ...]) -> None:
    couleurs = {trace.name: trace.marker.color for trace in figures[1].figure.data}
    assert couleurs == {str(n): c for n, c in COULEURS.items()}
    assert len(set(COULEURS.values())) == len(Nature)


def test_chaque_figure_part_de_zero_et_parle_francais(figures: tuple[g.Graphique, ...]) -> None:
    for graphique in figures:
        mise = graphique.figure.layout
        axe = mise.xaxis if graphique.figure.data[0].orientation == "h" else mise.yaxis
        assert axe.range[0] == 0 and axe.tickformat == ",d"
        assert mise.separators == ",\u202f"
        for trace in graphique.figure.data:
            assert "<extra></extra>" in trace.hovertemplate and "%{" in trace.hovertemplate
    assert figures[0].figure.data[0].x[:3] == ("janv. 2026", "févr. 2026", "mars 2026")
    assert g.CONFIG_PLOTLY["locale"] == "fr" and g.CONFIG_PLOTLY["displaylogo"] is False


def test_le_nombre_est_ecrit_sur_la_barre_et_nulle_part_ailleurs(figures: tuple[g.Graphique, ...]) -> None:
    recus = figures[0].figure.data[0]
    assert recus.y[:3] == (1, 0, 1) and recus.text[:3] == ("1", "", "1")


def test_le_texte_alternatif_donne_les_chiffres(figures: tuple[g.Graphique, ...]) -> None:
    assert "janv. 2026, 1 reçus, 2 terminés, 0 ouverts" in figures[0].alternative
    assert "Réclamation, 3" in figures[1].alternative
    assert "Accusé de réception, 1 sur 3" in figures[2].alternative
    assert "Non précisé, 2" in figures[3].alternative


def test_les_depasses_se_distinguent_sans_la_couleur(figures: tuple[g.Graphique, ...]) -> None:
    trames = {trace.name: trace.marker.pattern.shape for trace in figures[2].figure.data}
    assert trames == {"Tenus": "", "Dépassés": "/", "En cours": "."}


def test_chaque_barre_connait_ses_dossiers(figures: tuple[g.Graphique, ...]) -> None:
    """Ce que la barre montre est le nombre des dossiers que son clic listera, tracé par tracé."""
    for graphique in figures:
        assert len(graphique.series) == len(graphique.figure.data)
        for serie, trace in zip(graphique.series, graphique.figure.data, strict=True):
            valeurs = trace.x if trace.orientation == "h" else trace.y
            assert [len(p.numeros) for p in serie.points] == list(valeurs)


def test_le_pareto_cumule_jusqu_a_tout(t: Tableaux) -> None:
    comptes = series.motifs(t, periode_de(2026, AUJOURDHUI))
    barres, cumul = gp.pareto("Motifs", comptes, "Par motif.").figure.data
    assert sum(barres.y) == 4
    assert cumul.y[-1] == pytest.approx(1) and list(cumul.y) == sorted(cumul.y)

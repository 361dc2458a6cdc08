"""Le calendrier, relu par icalendar : ce qui est dû, à sa date, dit selon son statut, sans aucun nom."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from recours.__main__ import main
from recours.documents.agenda import agenda
from recours.procedure.calendrier import Unite
from recours.procedure.delais import echeance_reponse
from recours.procedure.reglages import CodeDelai
from recours.procedure.vocabulaire import Nature, NatureActe, StatutDelai
from tests.documents.atelier import monde
from tests.procedure.monde import Monde


def evenements(octets: bytes) -> dict[str, Any]:
    """Ce que chaque événement dit, sous le début de son identifiant."""
    lus = list(Calendar.from_ical(octets).walk("VEVENT"))
    rendus = {str(e["uid"]).split("@")[0]: e for e in lus}
    assert len(rendus) == len(lus), "deux événements ont le même identifiant"
    return rendus


def dire(evenement: Any) -> str:
    return str(evenement["summary"]).replace("\u00a0", " ")


def ecrire(m: Monde, jour: date | None = None, **choix: Any) -> bytes:
    return agenda(m.registre.etat(), jour or m.jour, **choix)


def test_chaque_statut_a_son_mot_et_aucun_nom_ne_sort(repertoire: Path) -> None:
    m = monde(repertoire)
    statuts = {CodeDelai.ACCUSE: StatutDelai.PROCEDURE, CodeDelai.REPONSE_RECLAMATION: StatutDelai.IMPOSE}
    for code, statut in statuts.items():
        m.faire("claire", "fixer_delai", code=code, valeur=7, unite=Unite.JOURS_CALENDAIRES, statut_delai=statut,
                a_compter_du=m.jour - timedelta(days=30))  # fmt: skip
    m.faire("paul", "ouvrir", emetteur="Mme Zyxw", contact="zyxw@exemple.fr", expose="Zyxw", canal="Courriel")
    m.faire("claire", "prendre_en_charge", nature=Nature.RECLAMATION)
    octets = ecrire(m)
    numero = m.noms["premier"].lower()
    lus = evenements(octets)
    assert lus.keys() == {f"{numero}.accuser_reception", f"{numero}.reponse"}
    assert dire(lus[f"{numero}.reponse"]) == f"{m.noms['premier']} : Réclamation, réponse à donner (délai imposé)"
    assert dire(lus[f"{numero}.accuser_reception"]).endswith("(délai)")
    assert b"zyxw" not in octets.lower() and b"paul" not in octets.lower() and b"claire" not in octets.lower()
    attendue = echeance_reponse(m.dossier(), m.cadre, m.jour)
    assert attendue is not None and lus[f"{numero}.reponse"].decoded("dtstart") == attendue.jour


def test_les_journees_sont_entieres_et_l_ecriture_ne_depend_que_de_la_version(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir")
    assert ecrire(m) == ecrire(m)
    (avant,) = evenements(ecrire(m, dossier=m.dossier())).values()
    assert avant.decoded("dtend") - avant.decoded("dtstart") == timedelta(days=1)
    assert avant["dtstart"].params["VALUE"] == "DATE" and avant["transp"] == "TRANSPARENT"
    assert avant.decoded("dtstamp") == m.dossier().evenements[-1].horodatage.astimezone(UTC).replace(microsecond=0)
    m.faire("claire", "fixer_delai", code=CodeDelai.PRISE_EN_CHARGE, valeur=9, unite=Unite.JOURS_CALENDAIRES,
            statut_delai=StatutDelai.OBJECTIF, a_compter_du=m.jour)  # fmt: skip
    apres = evenements(ecrire(m))[str(avant["uid"]).split("@")[0]]
    assert apres["uid"] == avant["uid"] and apres["sequence"] > avant["sequence"]
    assert apres.decoded("dtstart") == m.jour + timedelta(days=9)


def test_la_date_d_un_acte_est_a_confirmer_par_l_avocat(repertoire: Path) -> None:
    m = monde(repertoire)
    audience = m.jour + timedelta(days=40)
    m.faire("paul", "ouvrir_justice", nature_acte=NatureActe.ASSIGNATION, echeance_acte=audience)
    (acte,) = [e for n, e in evenements(ecrire(m)).items() if n.endswith(".acte")]
    assert acte.decoded("dtstart") == audience and "à confirmer par l'avocat" in dire(acte)


def test_un_dossier_que_l_on_n_ouvre_pas_n_est_pas_au_calendrier(repertoire: Path) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir_justice", nature_acte=NatureActe.ASSIGNATION, echeance_acte=m.jour + timedelta(days=9))
    assert evenements(ecrire(m, lecteur="claire")).keys() == evenements(ecrire(m)).keys() != set()
    assert not evenements(ecrire(m, lecteur="tom")) and not evenements(ecrire(m, personne="tom"))


def test_une_action_se_dit_par_son_numero_et_va_a_qui_la_fait(repertoire: Path) -> None:
    m = monde(repertoire)
    m.jusqu_a("proposer")
    m.faire("claire", "ajouter_action", quoi="Former Zyxw", qui="paul", pour=m.jour + timedelta(days=20))
    octets = ecrire(m, personne="paul")
    actions = [e for n, e in evenements(octets).items() if ".realiser_action." in n]
    assert actions and all("à réaliser (date convenue)" in dire(e) for e in actions) and b"Zyxw" not in octets
    assert not [n for n in evenements(octets) if n.endswith((".reponse", ".approuver"))], "elle ne revient pas à Paul"


def test_un_dossier_ferme_ne_met_plus_rien_au_calendrier(repertoire: Path) -> None:
    m = monde(repertoire)
    m.jusqu_a("clore")
    assert Calendar.from_ical(ecrire(m))["method"] == "PUBLISH" and not evenements(ecrire(m))


def test_la_ligne_de_commande(repertoire: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    m = monde(repertoire)
    m.faire("paul", "ouvrir")
    sortie = tmp_path / "recours.ics"
    assert main(["calendrier", str(repertoire), "--sortie", str(sortie)]) == 0
    assert evenements(sortie.read_bytes()) and "1 échéance, dans" in capsys.readouterr().out
    assert main(["calendrier", str(repertoire), "--sortie", str(sortie), "--personne", "paul"]) == 0
    assert not evenements(sortie.read_bytes()), "un collaborateur n'a rien à qualifier"
    assert main(["calendrier", str(repertoire), "--sortie", str(sortie), "--dossier", m.noms["premier"]]) == 0
    for refuse in (
        ["--sortie", str(tmp_path / "a.txt")], ["--sortie", str(tmp_path / "non" / "a.ics")],
        ["--sortie", str(repertoire / "a.ics")], ["--sortie", str(sortie), "--personne", "personne"],
        ["--sortie", str(sortie), "--dossier", "RC-1999-001"],
    ):  # fmt: skip
        assert main(["calendrier", str(repertoire), *refuse]) == 2
    assert "Traceback" not in capsys.readouterr().err

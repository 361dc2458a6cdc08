"""Mesurer l'application : `make mesurer`. Des rapports, pris dans une même exécution, plus sûrs que des secondes.

Chaque durée est la médiane de plusieurs essais ; le disque est celui du dossier temporaire.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import openpyxl

from recours.exemple import construire
from recours.procedure.ajouts import Echange
from recours.procedure.saisies_ouverture import Ouverture
from recours.procedure.taches import taches_du_dossier, toutes_les_taches
from recours.procedure.vocabulaire import Canal
from recours.registre import horloge
from recours.registre.classeur_ecriture import rendre
from recours.registre.classeur_lecture import lire
from recours.registre.etat import Etat
from recours.registre.projection import projeter
from recours.registre.rapprochement import rapprocher
from recours.registre.registre import Commande, Registre
from recours.registre.verification import verifier
from recours.registre.versions import etat_a_la_version
from tests.mesures.acces import mesurer_les_acces
from tests.mesures.chiffres import mesurer_la_page, mesurer_les_chiffres
from tests.mesures.durable import mesurer_le_classeur, mesurer_le_journal, mesurer_une_rafale
from tests.mesures.mesure import Mesure, calculer, chronometrer
from tests.mesures.reprise import mesurer_la_reprise
from tests.mesures.synthese import mesurer_la_synthese
from tests.mesures.tableau import mesurer_le_tableau

JOUR = horloge.aujourdhui()
RQ = "claire-le-goff"  # celle de l'exemple
_RACINE = Path(__file__).resolve().parents[2]
# Dans un processus neuf, bibliothèques chargées. Le temps de calcul : les voisins de la machine n'y comptent pas.
_OUVRIR = """
import sys, time
from pathlib import Path
from recours.registre.registre import Registre
debut = time.process_time()
Registre(Path(sys.argv[1])).etat()
print(time.process_time() - debut)
"""


def remplir(repertoire: Path, dossiers: int) -> Registre:
    """Un registre de l'exemple, porté à tant de dossiers par des fiches toutes simples."""
    construire(repertoire, dossiers=1, annees=1)
    registre = Registre(repertoire)
    hier = JOUR - timedelta(days=1)
    fiche = Ouverture(
        recu_par=RQ, date_reception=hier, canal=Canal.TELEPHONE, emetteur="Mme Durand", contact="01 99 00 00 00",
        prestation="je ne sais pas", expose="Le rapport n'est pas arrivé.",
    )  # fmt: skip
    reste = dossiers - 1
    while reste:
        lot = min(reste, 500)
        registre.executer_lot([Commande(RQ, "ouvrir", fiche)] * lot)
        reste -= lot
    return registre


def echange(resume: str) -> Echange:
    return Echange(date_echange=JOUR, avec="Mme Durand", resume=resume)


def acquitter(registre: Registre) -> float:
    """Ce que coûte une entrée, du jugement au disque."""
    commande = Commande(RQ, "noter_echange", echange("Rappelée."), next(iter(registre.etat().dossiers)))
    return chronometrer(lambda: registre.executer(commande), 1)


def mesurer_l_acquit(dossier: Path, essais: int = 300) -> list[Mesure]:
    """Tour à tour sur le petit et le grand : ce qui ralentit la machine ralentit les deux."""
    registres = [remplir(dossier / str(taille), taille) for taille in (100, 10_000)]
    durees = [[acquitter(registre) for registre in registres] for _ in range(essais)]
    petit, grand = (statistics.median(colonne) for colonne in zip(*durees, strict=True))
    return [
        Mesure("Acquitter une entrée, 100 dossiers", petit * 1e3, "ms"),
        Mesure("Acquitter une entrée, 10 000 dossiers", grand * 1e3, "ms"),
        Mesure("Rapport des deux (la taille ne doit pas compter)", grand / petit, "fois", 1.5),
    ]


def mesurer_l_ouverture(repertoire: Path, evenements: int = 10_000) -> list[Mesure]:
    registre = Registre(repertoire)
    numeros = list(registre.etat().dossiers)
    manque = max(0, evenements - registre.etat().version)
    ajouts = [
        Commande(RQ, "noter_echange", echange(f"Point n° {n}."), numeros[n % len(numeros)]) for n in range(manque)
    ]
    for debut in range(0, manque, 500):
        registre.executer_lot(ajouts[debut : debut + 500], maintenant=datetime.now(horloge.PARIS))
    commande = [sys.executable, "-c", _OUVRIR, str(repertoire)]

    def ouvrir() -> float:
        fin = subprocess.run(commande, cwd=_RACINE, capture_output=True, encoding="utf-8", check=True)
        return float(fin.stdout)

    duree = min(ouvrir() for _ in range(7))
    journal = chronometrer(registre.journal.lire, 5)
    quoi = f"Ouvrir {len(numeros)} dossiers, {registre.etat().version} événements".replace("0000", "0 000")
    return [
        Mesure(quoi, duree * 1e3, "ms", 1000),
        Mesure("  dont lire et vérifier le journal", journal * 1e3, "ms"),
        Mesure("  le reste, rapporté au journal (validation et repli)", (duree - journal) / journal, "fois"),
    ]


def mesurer_cent_mille(dossier: Path) -> list[Mesure]:
    """Ouvrir, vérifier et remonter dans un registre de cent mille événements ; sans classeur, qui se relit à part."""
    registre = remplir(dossier, 2000)
    numeros = list(registre.etat().dossiers)
    while (version := registre.etat().version) < 100_000:
        lot = range(version, min(version + 1000, 100_000))
        registre.executer_lot([Commande(RQ, "noter_echange", echange(f"Point {n}."), numeros[n % 2000]) for n in lot])
    ouvrir = min(calculer(lambda: Registre(dossier).etat()) for _ in range(3))
    relire = min(calculer(lambda: verifier(dossier)) for _ in range(3))
    etat = registre.etat()
    remonter = calculer(lambda: etat_a_la_version(etat, 50_000))
    return [
        Mesure("Ouvrir 100 000 événements", ouvrir, "s"),
        Mesure("  les vérifier : chaîne, double, repli, pièces", relire, "s", 15),
        Mesure("  l'état tel qu'à la version 50 000", remonter, "s", 5),
    ]


def mesurer_les_lectures(repertoire: Path) -> list[Mesure]:
    registre = Registre(repertoire)
    etat = registre.etat()
    dossiers = tuple(etat.dossiers.values())

    def taches(jour: date = JOUR) -> None:
        toutes_les_taches(dossiers, etat.cadre, jour)

    def taches_a_froid() -> None:
        taches_du_dossier.cache_clear()
        taches()

    froid, chaud = chronometrer(taches_a_froid, 5), chronometrer(taches, 20)

    # À froid : un état que rien n'a encore lu.
    neufs = [Registre(repertoire).etat() for _ in range(3)]
    projection_froid = statistics.median(chronometrer(partial(projeter, neuf), 1) for neuf in neufs)
    projection_chaud = chronometrer(lambda: projeter(etat), 5)
    return [
        Mesure(f"Toutes les tâches de {len(dossiers)} dossiers, à froid", froid * 1e3, "ms", 500),
        Mesure("  à chaud", chaud * 1e3, "ms", 20),
        Mesure("  rapport froid / chaud", froid / chaud, "fois"),
        Mesure("Projeter en feuilles, à froid", projection_froid * 1e3, "ms", 1500),
        Mesure("  à chaud", projection_chaud * 1e3, "ms", 1500),
    ]


def mesurer_le_rapprochement(dossier: Path) -> list[Mesure]:
    """Relire et rapprocher un classeur de mille lignes, face à ce qu'openpyxl met à le charger et l'enregistrer."""
    etat, chemin, attendu = remplir(dossier, 1000).etat(), dossier / "retouche.xlsx", projeter(Etat())
    chemin.write_bytes(rendre(projeter(etat)))
    lire_ici = chronometrer(lambda: lire(chemin, attendu, confiance=True), 5)
    lire_a_part = chronometrer(lambda: lire(chemin, attendu), 5)
    lu = lire(chemin, attendu)
    juger = chronometrer(lambda: rapprocher(etat, lu), 5)

    def charger_et_enregistrer() -> None:
        livre = openpyxl.load_workbook(chemin)
        livre["Recours"].cell(2, 6).value = "une main"
        livre.save(dossier / "autre.xlsx")

    openpyxl_seul = chronometrer(charger_et_enregistrer, 3)
    return [
        Mesure("Relire un classeur de 1000 recours", lire_ici * 1e3, "ms", 300),
        Mesure("  par un processus fils borné (fichier retouché)", lire_a_part * 1e3, "ms", 300),
        Mesure("  le comparer à trois voies", juger * 1e3, "ms"),
        Mesure("  le tout, rapporté à openpyxl", (lire_a_part + juger) / openpyxl_seul, "fois", 1),
    ]


def imprimer(mesures: Sequence[Mesure]) -> None:
    large = max(len(m.quoi) for m in mesures)
    print(f"{'Mesure':<{large}}  {'Valeur':>12}  {'Limite':>10}  Tenue")
    for m in mesures:
        valeur = f"{m.valeur:.2f} {m.unite}".replace(".", ",")
        limite = f"{m.limite:g} {m.unite}".replace(".", ",") if m.limite is not None else ""
        tenue = ("oui" if m.est_tenue else "NON") if m.limite is not None else ""
        print(f"{m.quoi:<{large}}  {valeur:>12}  {limite:>10}  {tenue}")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="recours-mesures-") as nom:
        dossier = Path(nom)
        mesures = mesurer_le_journal(dossier)
        mesures += mesurer_l_acquit(dossier)
        mille = dossier / "mille"
        debut = time.perf_counter()
        construire(mille, dossiers=1000)
        mesures.append(Mesure("Écrire un exemple de 1000 dossiers", time.perf_counter() - debut, "s", 60))
        mesures += mesurer_les_lectures(mille)
        mesures += mesurer_les_chiffres(Registre(mille).etat())
        mesures += mesurer_la_page(mille, RQ, 1000)
        mesures += mesurer_la_synthese(mille)
        mesures += mesurer_les_acces(mille, RQ, 1000)
        simple = remplir(dossier / "simple", 1000)
        mesures += mesurer_le_classeur(simple, RQ)
        mesures += mesurer_une_rafale(simple, RQ)
        mesures += mesurer_le_rapprochement(dossier / "retouche")
        mesures += mesurer_la_reprise(dossier, simple, RQ)
        mesures += mesurer_l_ouverture(mille)
        mesures += mesurer_le_tableau(dossier / "10000")
        mesures += mesurer_la_page(dossier / "10000", RQ, 10_000)
        mesures += mesurer_cent_mille(dossier / "cent-mille")
    imprimer(mesures)
    return 0 if all(m.est_tenue for m in mesures) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Ce que les tests de pages partagent : un registre à soi, et une page ouverte par le routeur."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from recours.acces import base, comptes, jetons, lieux, sessions
from recours.procedure import reglages as r
from recours.procedure import saisies_ouverture as o
from recours.procedure.champs import Saisie
from recours.procedure.vocabulaire import Canal, Role
from recours.registre.registre import Commande, Registre, registre_de

RACINE = Path(__file__).resolve().parents[2]


def creer(repertoire: Path) -> Registre:
    """Un registre réglé : Claire (qualité), Paul (collaborateur), Anne (externe, sans engagement)."""
    registre = registre_de(repertoire)
    registre.creer()
    personnes = (
        ("claire-martin", "Mme Claire Martin", Role.RESPONSABLE_QUALITE),
        ("paul-petit", "Paul Petit", Role.COLLABORATEUR),
        ("anne-externe", "Me Anne Externe", Role.APPROBATEUR_EXTERNE),
    )
    reglages: list[tuple[str, Saisie]] = [("definir_organisme", r.Organisme(nom="Contrôle & Prévention"))]
    reglages += [
        ("enregistrer_personne", r.FichePersonne(identifiant=identifiant, nom=nom, roles=(role,)))
        for identifiant, nom, role in personnes
    ]
    registre.executer_lot([Commande("claire-martin", etape, saisie) for etape, saisie in reglages])
    return registre


def auditer(registre: Registre) -> None:
    """Ajoute Odile, auditrice : elle lit presque tout, et ne change rien. Le premier responsable qualité l'inscrit."""
    cadre = registre.etat().cadre
    fiche = r.FichePersonne(identifiant="odile-garnier", nom="Mme Odile Garnier", roles=(Role.AUDITEUR,))
    rq = cadre.ayant_role(Role.RESPONSABLE_QUALITE)[0].identifiant
    registre.executer(Commande(rq, "enregistrer_personne", fiche))


def recevoir(registre: Registre, jour: date, **valeurs: object) -> str:
    """Un recours verbal reçu ce jour-là ; son numéro."""
    connues = {
        "recu_par": "paul-petit", "date_reception": jour, "canal": Canal.TELEPHONE, "emetteur": "Mme Durand",
        "contact": "06", "prestation": "R-2026-0413", "expose": "Le rapport est arrivé en retard.",
    }  # fmt: skip
    saisie = o.Ouverture.model_validate({**connues, **valeurs})
    return registre.executer(Commande("paul-petit", "ouvrir", saisie)).dossier


def ouvrir(page: str, moi: str | None = "claire-martin") -> AppTest:
    """La page, telle que l'ouvre cette personne."""
    essai = AppTest.from_file(str(RACINE / "recours/ihm/principal.py"), default_timeout=30)
    if moi:
        entrer(essai, moi)
    return essai.run().switch_page(str(RACINE / f"pages/{page}.py")).run()


def entrer(essai: AppTest, personne: str) -> None:
    """Ouvre une vraie session à cette personne ; `st.user` dit ce que la garde y mettrait."""
    repertoire, instant = lieux.repertoire_principal(), jetons.instant()
    with base.transaction(repertoire) as cnx:
        comptes.assurer(cnx, personne, personne, instant)
        secret = sessions.ouvrir(cnx, personne, "mot de passe", instant)
    essai.user = {"personne": personne, "registre": lieux.PRINCIPAL, "session": jetons.empreinte(secret)}


def textes(essai: AppTest) -> str:
    """Tout ce qui se lit dans la page, hors tableaux."""
    assert not essai.exception, [e.value for e in essai.exception]
    blocs = (*essai.title, *essai.subheader, *essai.markdown, *essai.caption, *essai.info, *essai.success,
             *essai.error, *essai.warning, *essai.code)  # fmt: skip
    return lire("\n".join(str(b.value) for b in blocs))


def lire(texte: str) -> str:
    """Le texte tel qu'on le compare : sans signes échappés ni espaces insécables."""
    return texte.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def champ(essai: AppTest, genre: str, libelle: str, contient: str = "") -> Any:
    """Le contrôle de ce libellé ; `contient` : un morceau de sa clé, quand plusieurs le portent."""
    return next(w for w in getattr(essai, genre) if lire(w.label) == libelle and contient in (w.key or ""))


def tableau(essai: AppTest, colonne: str) -> pd.DataFrame:
    """Le tableau qui a cette colonne, comme on le lit."""
    trouve = next(t.value for t in (*essai.dataframe, *essai.table) if colonne in t.value.columns)
    return trouve.map(lambda v: lire(v) if isinstance(v, str) else v)


def bouton(essai: AppTest, libelle: str, rang: int = 0) -> AppTest:
    """Clique le bouton de ce nom."""
    return [b for b in essai.button if lire(b.label) == lire(libelle)][rang].click().run()

"""Une fiche PDF qui revient remplie : ce que le client y a écrit, prêt à relire dans le formulaire d'ouverture."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from recours.documents import fiche_brut
from recours.procedure.champs import TAILLE_LIGNE, TAILLE_TEXTE, lire_date, normaliser_texte
from recours.procedure.vocabulaire import Canal, CategorieEmetteur
from recours.registre.lecture_bornee import LectureRefusee, lire_a_part

_SAISIR = "Saisissez le recours à la main, et joignez ce fichier."
PHRASES = {
    "vide": "Le fichier est vide (0 octet). Demandez au client de le renvoyer.",
    "trop gros": f"Le fichier dépasse 10 Mo : ce n'est pas la fiche seule. {_SAISIR}",
    "pas un pdf": "Ce fichier n'est pas un PDF. Une fiche Word ou une photo se joint au recours, saisi à la main.",
    "mot de passe": f"Le PDF est chiffré ou protégé par un mot de passe : il ne se relit pas. {_SAISIR}",
    "aplati": (
        "C'est bien notre fiche, mais ses champs n'y sont plus : elle a été imprimée en PDF ou numérisée. " + _SAISIR
    ),
    "autre": f"Ce PDF n'est pas notre fiche de réclamation. {_SAISIR}",
    "sans reponse": "C'est notre fiche, mais aucun champ n'y est rempli. Demandez au client de l'enregistrer remplie.",
    "abime": f"Le PDF est abîmé ou incomplet : il ne se lit pas. {_SAISIR}",
    "suspect": f"Le PDF a une construction anormale : par prudence, il n'a pas été ouvert. {_SAISIR}",
    "trop long": f"La lecture du PDF a pris trop de temps et a été arrêtée. {_SAISIR}",
}


class FicheIllisible(Exception):
    """La fiche ne se relit pas ; le texte est une phrase à montrer."""

    def __init__(self, motif: str) -> None:
        self.motif = motif if motif in PHRASES else "abime"
        super().__init__(PHRASES[self.motif])


@dataclass(frozen=True, slots=True)
class FicheLue:
    """`valeurs` : champ de la fiche d'ouverture → valeur proposée. `remarques` : ce qui n'a pu être repris."""

    valeurs: Mapping[str, Any]
    remarques: tuple[str, ...]


def lire_la_fiche(contenu: bytes) -> FicheLue:
    """Lit dans un processus fils borné en mémoire et en temps. Lève FicheIllisible."""
    if len(contenu) > fiche_brut.OCTETS_MAX:
        raise FicheIllisible("trop gros")
    with tempfile.TemporaryDirectory(prefix="recours-fiche-") as lieu:
        chemin = Path(lieu) / "fiche.pdf"
        chemin.write_bytes(contenu)
        try:
            lu = lire_a_part(fiche_brut.__file__, chemin)
        except LectureRefusee as refus:
            raise FicheIllisible(refus.motif) from refus
    return _proposer(lu["champs"])


def _proposer(champs: Mapping[str, str]) -> FicheLue:
    remarques: list[str] = []

    def texte(nom: str, maximum: int) -> str:
        propre = _nettoyer(champs.get(nom, ""))
        if len(propre) > maximum:
            remarques.append(f"Un texte dépasse {maximum} caractères : la suite se lit dans le PDF joint.")
            propre = propre[:maximum]
        return propre

    contact = ", ".join(v for n in ("telephone", "courriel", "adresse") if (v := texte(n, TAILLE_LIGNE)))
    valeurs: dict[str, Any] = {
        "canal": Canal.FICHE,
        "emetteur": texte("emetteur", TAILLE_LIGNE),
        "contact": contact[:TAILLE_LIGNE],
        "client": texte("client", TAILLE_LIGNE),
        "categorie_emetteur": CategorieEmetteur.PARTICULIER if _cochee(champs, "particulier") else None,
        "prestation": texte("prestation", TAILLE_LIGNE) or texte("rapport", 120),
        "rapport": texte("rapport", 120),
        "date_inspection": _jour("l'inspection", champs.get("date_inspection", ""), remarques),
        "date_envoi": _jour("la fiche", champs.get("date", ""), remarques),
        "expose": texte("expose", TAILLE_TEXTE),
        "demande": texte("demande", TAILLE_TEXTE),
        "anonymat": _cochee(champs, "anonymat"),
    }
    if annonce := texte("pieces", TAILLE_LIGNE):
        remarques.append(f"Le client annonce des pièces : {annonce}")
    return FicheLue({n: v for n, v in valeurs.items() if v}, tuple(dict.fromkeys(remarques)))


def _cochee(champs: Mapping[str, str], nom: str) -> bool:
    return champs.get(nom, "") not in ("", "/Off", "Off")


def _nettoyer(valeur: str) -> str:
    """Le texte tel qu'écrit ; seul ce qu'aucun registre ne peut garder (caractère de contrôle) en est ôté."""
    try:
        return str(normaliser_texte(valeur))
    except PydanticCustomError:
        return "".join(c if c in "\n\t" or c.isprintable() else " " for c in valeur).strip()


def _jour(quoi: str, valeur: str, remarques: list[str]) -> date | None:
    """Une date écrite par le client, si elle se lit sans deviner."""
    brut = re.sub(r"(?<=^\d\d)[.-](\d\d)[.-](?=\d{4}$)", r"/\1/", valeur.strip())  # 12.05.2026
    if not brut:
        return None
    try:
        lue = lire_date(brut)
    except PydanticCustomError:
        remarques.append(f"La date de {quoi}, « {_nettoyer(valeur)[:40]} », ne se lit pas : écrivez-la.")
        return None
    return lue if isinstance(lue, date) and 1990 <= lue.year <= 2100 else None

"""Lire l'activité collée d'Excel : un texte tabulé, une ligne d'en-tête, un mois par ligne. Rien n'est deviné."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from recours.procedure.activite import LigneActivite
from recours.procedure.cadre import Cadre, sans_accents

# Mot de l'en-tête, sans accents → champ de la ligne.
_EN_TETES = {
    "mois": "mois",
    "periode": "mois",
    "date": "mois",
    "domaine": "domaine",
    "agence": "agence",
    "inspections": "inspections",
    "nombre d inspections": "inspections",
    "rapports": "rapports",
    "rapports emis": "rapports",
    "clients": "clients",
    "clients actifs": "clients",
}
_MOIS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
         "decembre")  # fmt: skip
_ABREGES = {
    **{nom: rang for rang, nom in enumerate(_MOIS, 1)},
    **{a: r for r, a in enumerate(
        ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"), 1)},
}  # fmt: skip
EXEMPLE = "Mois\tDomaine\tInspections\tRapports\n01/2026\tÉlectricité\t42\t40\n02/2026\tÉlectricité\t38\t39"


@dataclass(frozen=True, slots=True)
class ActiviteLue:
    """Les lignes comprises, et ce qui ne l'est pas : « Ligne 3 : … »."""

    lignes: tuple[LigneActivite, ...]
    erreurs: tuple[str, ...]


def lire_activite(texte: str, cadre: Cadre, aujourdhui: date) -> ActiviteLue:
    """Comprend le collage ; une ligne qui fait douter est une erreur, jamais une supposition."""
    rangees = [
        (n, [c.strip() for c in ligne.split("\t")]) for n, ligne in enumerate(texte.splitlines(), 1) if ligne.strip()
    ]
    if not rangees:
        return ActiviteLue((), ("Collez d'abord le tableau, avec sa ligne d'en-tête.",))
    _, titres = rangees[0]
    champs = [_EN_TETES.get(" ".join(sans_accents(t).split())) for t in titres]
    if problemes := _juger_l_en_tete(titres, champs):
        return ActiviteLue((), problemes)
    lignes: dict[object, LigneActivite] = {}
    erreurs: list[str] = []
    for numero, cellules in rangees[1:]:
        lue = _lire_ligne(dict(zip(champs, cellules, strict=False)), cadre, aujourdhui)
        if isinstance(lue, str):
            erreurs.append(f"Ligne {numero} : {lue}")
        elif lue.cle in lignes:
            erreurs.append(f"Ligne {numero} : ce mois est déjà dit plus haut pour le même domaine et la même agence.")
        else:
            lignes[lue.cle] = lue
    if not lignes and not erreurs:
        erreurs.append("Il n'y a rien sous la ligne d'en-tête.")
    return ActiviteLue(tuple(lignes.values()), tuple(erreurs))


def _juger_l_en_tete(titres: list[str], champs: list[str | None]) -> tuple[str, ...]:
    problemes = [f"La colonne « {t} » n'est pas reconnue." for t, c in zip(titres, champs, strict=True) if c is None]
    connus = [c for c in champs if c]
    problemes += [f"Deux colonnes disent « {c} »." for c in sorted({c for c in connus if connus.count(c) > 1})]
    if "mois" not in connus:
        problemes.append("Il manque la colonne « Mois ».")
    if not {"inspections", "rapports", "clients"} & set(connus):
        problemes.append("Il manque un compte : « Inspections », « Rapports » ou « Clients ».")
    return tuple(problemes)


def _lire_ligne(cellules: dict[str | None, str], cadre: Cadre, aujourdhui: date) -> LigneActivite | str:
    mois = lire_mois(cellules.get("mois", ""))
    if mois is None:
        return f"« {cellules.get('mois', '')} » n'est pas un mois (écrivez 01/2026 ou janvier 2026)."
    if not date(1990, 1, 1) <= mois <= aujourdhui:
        return f"le mois {mois:%m/%Y} est hors du registre ou dans le futur."
    valeurs: dict[str, object] = {"mois": mois}
    for nom in ("domaine", "agence"):
        if dit := cellules.get(nom, ""):
            connue = next((v for v in cadre.liste(f"{nom}s") if sans_accents(v) == sans_accents(dit)), None)
            if connue is None:
                return f"« {dit} » n'est pas dans la liste {nom}s ({', '.join(cadre.liste(f'{nom}s')) or 'vide'})."
            valeurs[nom] = connue
    for nom in ("inspections", "rapports", "clients"):
        if dit := cellules.get(nom, ""):
            nombre = "".join(dit.split())
            if not re.fullmatch(r"[0-9]{1,7}", nombre):
                return f"« {dit} » n'est pas un nombre entier."
            valeurs[nom] = int(nombre)
    if len(valeurs.keys() & {"inspections", "rapports", "clients"}) == 0:
        return "aucun compte n'y est dit."
    return LigneActivite.model_validate(valeurs)


def lire_mois(texte: str) -> date | None:
    """« 01/2026 », « 2026-01 », « 01/01/2026 », « janv. 2026 », « janvier 2026 » ; None dans le doute."""
    plat = sans_accents(texte).split()
    match plat:
        case [jour, mois, annee] if re.fullmatch("0?1", jour) and _est_mois(mois) and re.fullmatch("[0-9]{4}", annee):
            return date(int(annee), int(mois), 1)
        case [annee, mois] if re.fullmatch("[0-9]{4}", annee) and _est_mois(mois):
            return date(int(annee), int(mois), 1)
        case [mois, annee] if re.fullmatch("[0-9]{4}", annee):
            if _est_mois(mois):
                return date(int(annee), int(mois), 1)
            if mois in _ABREGES:
                return date(int(annee), _ABREGES[mois], 1)
    return None


def _est_mois(texte: str) -> bool:
    return re.fullmatch("[0-9]{1,2}", texte) is not None and 1 <= int(texte) <= 12

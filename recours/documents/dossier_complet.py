"""Le dossier complet en un fichier .zip, pour l'assureur, l'avocat ou un évaluateur ; les mêmes octets à même version.

Deux profils : avec les données personnelles, ou sans (ni nom, ni texte, ni pièce : dates, codes, rôles, empreintes).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recours.documents import extrait_du_journal
from recours.documents.catalogue import DOCUMENTS
from recours.documents.chronologie import rendre_chronologie, rendre_exigences
from recours.documents.conversion import ConversionImpossible, libreoffice, sans_heure, tous_en_pdf
from recours.documents.demande import Demande
from recours.documents.exigences_du_dossier import exigences_du_dossier
from recours.documents.papier import dater
from recours.documents.production import produire
from recours.documents.sans_personnes import sans_personnes
from recours.procedure.calendrier import accorder
from recours.procedure.dossier import Dossier
from recours.registre import pieces
from recours.registre.etat import Etat
from recours.registre.horloge import PARIS
from recours.registre.journal import Journal

INDEX, LISEZ_MOI = "index.csv", "LISEZ-MOI.txt"


@dataclass(frozen=True, slots=True)
class Entree:
    """Un fichier du .zip. `contenu` vide : la pièce est citée, non jointe ; `remarque` dit pourquoi."""

    chemin: str
    quoi: str
    contenu: bytes
    empreinte: str = ""
    remarque: str = ""


@dataclass(frozen=True, slots=True)
class Complet:
    """Le .zip, et ce qui n'a pu y être mis."""

    octets: bytes
    nom: str
    defauts: tuple[str, ...]


def dossier_complet(etat: Etat, numero: str, repertoire: Path, *, anonyme: bool = False, pdf: bool = True) -> Complet:
    """Compose le dossier. `anonyme` : sans données personnelles. Lève JournalErreur, ModeleInterdit, KeyError."""
    dossier, cadre = etat.dossiers[numero], etat.cadre
    if anonyme:
        dossier, cadre = sans_personnes(dossier, cadre)
    # À même version, les mêmes octets : le jour est celui de la dernière entrée, non celui de l'extraction.
    instant = etat.evenements[-1].horodatage.astimezone(PARIS)
    demande = Demande(DOCUMENTS["fiche"], dossier, cadre, "", instant.date())
    version = f"registre à la version {etat.version}"
    constats = exigences_du_dossier(dossier, cadre)
    papiers = {
        "01-chronologie": ("Chronologie : qui, quand, quelle preuve", rendre_chronologie(demande, version)),
        "02-fiche-de-reclamation": ("Fiche de réclamation", dater(produire(demande, repertoire).docx)),
        "03-exigences": ("Exigences : preuve, écart ou manque", rendre_exigences(demande, constats, version)),
    }
    entrees = [Entree(f"{nom}.docx", quoi, contenu) for nom, (quoi, contenu) in papiers.items()]
    defauts: list[str] = []
    if pdf and libreoffice() is not None:
        entrees += _en_pdf(papiers, defauts)
    jointes = _pieces(dossier, repertoire, anonyme)
    defauts += [e.remarque for e in jointes if e.remarque and not anonyme and "effacé" not in e.remarque]
    extrait = extrait_du_journal.extraire(Journal(repertoire).lire().lignes, numero)
    csv = extrait_du_journal.en_csv(extrait, anonyme)
    entrees += [*jointes, Entree(extrait_du_journal.NOM, "Extrait du journal, avec ses empreintes", csv)]
    lisez_moi = _lisez_moi(etat, dossier, entrees, anonyme)
    entrees.insert(0, Entree(LISEZ_MOI, "Ce que contient ce fichier, et comment le vérifier", lisez_moi))
    suffixe = "-sans-donnees-personnelles" if anonyme else ""
    return Complet(_zipper(entrees, instant), f"{numero}-dossier-complet{suffixe}.zip", tuple(defauts))


def _en_pdf(papiers: Mapping[str, tuple[str, bytes]], defauts: list[str]) -> list[Entree]:
    try:
        faits = tous_en_pdf({nom: contenu for nom, (_, contenu) in papiers.items()})
    except ConversionImpossible as erreur:
        defauts.append(f"Sans PDF : {erreur}")
        return []
    return [Entree(f"{nom}.pdf", f"{papiers[nom][0]} (PDF)", sans_heure(contenu)) for nom, contenu in faits.items()]


def _pieces(dossier: Dossier, repertoire: Path, anonyme: bool) -> list[Entree]:
    """Une entrée par pièce citée, numérotée ; le nom d'origine, neutralisé, vient après le numéro."""
    entrees: list[Entree] = []
    for evenement in dossier.evenements:
        for piece in dossier.saisie_de(evenement).pieces:
            rang = len(entrees) + 1
            quoi = f"{piece.genre or 'Pièce'}, version {evenement.version}"
            chemin, contenu, remarque = f"pieces/{rang:02d}", b"", ""
            if (evenement.version, piece.empreinte) in dossier.pieces_effacees:
                remarque = f"Pièce {rang} : fichier effacé avec un motif."
            elif anonyme:
                remarque = f"Pièce {rang} : non jointe, elle peut porter des données personnelles."
            else:
                chemin = f"pieces/{rang:02d}-{pieces.nettoyer_nom(piece.nom)}"
                try:
                    contenu = pieces.lire(repertoire, piece.empreinte)
                except pieces.PieceErreur as erreur:
                    remarque = f"Pièce {rang} : {erreur}"
            entrees.append(Entree(chemin, quoi, contenu, piece.empreinte, remarque))
    return entrees


def _zipper(entrees: list[Entree], instant: datetime) -> bytes:
    sortie = io.BytesIO()
    quand = (instant.year, instant.month, instant.day, instant.hour, instant.minute, instant.second)
    with zipfile.ZipFile(sortie, "w") as archive:
        for entree in (*entrees, Entree(INDEX, "", _index(entrees))):
            if entree.contenu:
                fichier = zipfile.ZipInfo(entree.chemin, quand)
                fichier.external_attr = 0o644 << 16
                archive.writestr(fichier, entree.contenu, zipfile.ZIP_DEFLATED)
    return sortie.getvalue()


def _index(entrees: list[Entree]) -> bytes:
    """Fichier, ce qu'il est, taille en octets, sha256. Aucune cellule ne commence par un signe qu'Excel calculerait."""
    lignes = ['"fichier";"contenu";"octets";"sha256";"remarque"']
    for e in entrees:
        empreinte = hashlib.sha256(e.contenu).hexdigest() if e.contenu else e.empreinte
        valeurs = (e.chemin, e.quoi, str(len(e.contenu)), empreinte, e.remarque)
        lignes.append(";".join('"' + v.replace('"', '""') + '"' for v in valeurs))
    return b"\xef\xbb\xbf" + "\r\n".join([*lignes, ""]).encode()


def _lisez_moi(etat: Etat, dossier: Dossier, entrees: list[Entree], anonyme: bool) -> bytes:
    liste = "\n".join(f"  {e.chemin} : {e.quoi}" for e in entrees if e.contenu)
    lues = [f"  {e.remarque} Empreinte : {e.empreinte}" for e in entrees if e.remarque]
    absentes = "\n".join(["\nPIÈCES CITÉES, NON JOINTES", *lues, ""]) if lues else ""
    profil = "sans données personnelles" if anonyme else "avec données personnelles : à ne remettre qu'à qui de droit"
    chaine = (
        "   Sans données personnelles, l'extrait ne porte que les versions et leurs empreintes, à comparer au registre."
        if anonyme
        else "   Chaque ligne de journal/extrait.csv se vérifie seule : empreinte_textes est le sha256 de sel\n"
        "   puis textes ; empreinte est le sha256 du tableau JSON [empreinte_precedente, version, schema, lot,\n"
        "   horodatage, auteur, dossier, etape, jeton, saisie, empreinte_textes], sans blancs, chaque valeur en texte."
    )
    texte = f"""Dossier complet {dossier.numero} ({dossier.nature.lower()}), {profil}.
Registre à la version {etat.version}, empreinte {etat.empreinte}.
{accorder(len(dossier.evenements), "entrées")} au dossier.

CE QU'IL CONTIENT
{liste}
{absentes}
COMMENT LE VÉRIFIER
1. Un fichier n'a pas changé si son sha256 est celui de {INDEX} :
   Windows : Get-FileHash FICHIER ; macOS : shasum -a 256 FICHIER ; Linux : sha256sum FICHIER.
2. Une pièce est celle qui fut déposée si ce sha256 est aussi celui que cite l'extrait du journal.
3. Le journal :
{chaine}
4. Le tout, d'un coup : python -m recours verifier-dossier CE_FICHIER.zip
5. Avec le registre : python -m recours verifier REPERTOIRE --tete EMPREINTE dit à quelle version répond une empreinte.
"""
    return texte.replace("\n", "\r\n").encode("utf-8-sig")

"""Épreuve : chaque document de chaque nature et de chaque issue, tiré de l'exemple, converti et relu page à page."""

import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from recours.documents.catalogue import CATALOGUE
from recours.documents.conversion import libreoffice, tous_en_pdf
from recours.documents.demande import Choix, Demande
from recours.documents.description import rendre_description
from recours.documents.fiche_vierge import rendre_docx
from recours.documents.production import produire
from recours.exemple import construire
from recours.procedure.vocabulaire import Role

pytestmark = [
    pytest.mark.eprouver,
    pytest.mark.skipif(libreoffice() is None, reason="LibreOffice n'est pas installé"),
]
JOUR = date(2026, 6, 30)
SELON_L_ISSUE = ("reponse", "examen", "fin", "fiche")


def test_toutes_les_pages_de_tous_les_documents(tmp_path: Path) -> None:
    etat = construire(tmp_path, dossiers=60, annees=2, graine=1, aujourdhui=JOUR)
    rq = etat.cadre.ayant_role(Role.RESPONSABLE_QUALITE)[0].identifiant
    choix = Choix(precisions="Deux photos.", avant_le=JOUR, rapport_modificatif="R-M1", responsabilite_relue=True)
    documents: dict[str, bytes] = {}
    for dossier in etat.dossiers.values():
        for document in CATALOGUE:
            if not document.concerne(dossier):
                continue
            issue = str(dossier.decision or "") if document.code in SELON_L_ISSUE else ""
            nom = f"{document.code}/{dossier.nature}/{issue}"
            if nom not in documents:
                demande = Demande(document, dossier, etat.cadre, rq, JOUR, choix)
                documents[nom] = produire(demande, tmp_path).docx
    documents["description"] = rendre_description(etat.cadre, JOUR)
    documents["vierge"] = rendre_docx(etat.cadre, JOUR)
    organisme = etat.cadre.organisme
    assert organisme is not None and len(documents) > 50
    for nom, pdf in tous_en_pdf(documents).items():
        pages = [p.extract_text().replace("\u00a0", " ") for p in PdfReader(io.BytesIO(pdf)).pages]
        for rang, texte in enumerate(pages, 1):
            assert organisme.nom in texte and f"page {rang} / {len(pages)}" in texte, nom
            assert len(texte) > 200, (nom, rang, "une page presque vide")
        seule = nom.startswith(("fiche", "description", "vierge", "accuse", "attestation", "engagement", "avancement"))
        assert len(pages) <= (1 if seule else 3), nom

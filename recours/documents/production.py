"""Produire un document : le modèle, les champs, ce qui manque ; rien n'est écrit au registre."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recours.documents import regles
from recours.documents.catalogue import AQui
from recours.documents.contexte import contexte, destinataire
from recours.documents.courriel import adresse_dans, en_eml
from recours.documents.demande import Demande
from recours.documents.manques import Manque, manques
from recours.documents.modeles import Modele, modele_de
from recours.documents.rendu import rendre, texte_de
from recours.procedure.vocabulaire import Role

# À la place d'une donnée obligatoire absente : un blanc ne se voit pas, et partirait.
A_COMPLETER = "[à compléter]"


@dataclass(frozen=True, slots=True)
class Produit:
    """Un document produit : un projet tant que quelque chose manque."""

    demande: Demande
    docx: bytes
    modele: Modele
    manques: tuple[Manque, ...]

    @property
    def nom(self) -> str:
        """Sans extension : « RC-2026-012-reponse »."""
        return f"{self.demande.dossier.numero}-{self.demande.document.code}"

    @property
    def a_relire(self) -> tuple[str, ...]:
        """Les mots qui peuvent valoir reconnaissance de responsabilité, quand de l'argent est demandé."""
        if self.demande.document.a_qui is not AQui.EMETTEUR:
            return ()
        return regles.mots_a_relire(self.demande.dossier, texte_de(self.docx))


def produire(demande: Demande, repertoire: Path) -> Produit:
    """Lève ModeleInterdit si le modèle de l'organisme est refusé."""
    modele = modele_de(repertoire, demande.document.code, demande.cadre)
    proprietes = {
        "title": f"{demande.document.titre} {demande.dossier.numero}",
        "keywords": modele.marque,
        "comments": f"Dossier {demande.dossier.numero}, version {demande.dossier.version} du registre",
        "author": demande.organisme.nom if demande.organisme else "",
        "language": "fr-FR",
    }
    absents = manques(demande)
    champs = contexte(demande)
    if absents:
        champs |= {"titre": f"{demande.document.titre} (projet)"}
        champs |= {nom: A_COMPLETER for m in absents for nom in m.champs if not champs[nom]}
    return Produit(demande, rendre(modele.octets, champs, proprietes), modele, absents)


def adresse_de(demande: Demande) -> str:
    """L'adresse de courriel du destinataire ; vide si on ne la connaît pas."""
    if demande.document.a_qui is AQui.DIRECTION:
        return next((p.courriel for p in demande.cadre.ayant_role(Role.DIRIGEANT) if p.courriel), "")
    return adresse_dans(destinataire(demande))


def lettre_d_envoi(demande: Demande) -> tuple[str, str]:
    """L'objet et le texte du courriel qui porte le document."""
    organisme = demande.organisme.nom if demande.organisme else ""
    qui = demande.signataire.nom if demande.signataire else ""
    numero = demande.dossier.numero
    corps = f"Veuillez trouver ci-joint notre document « {demande.document.titre} », référence {numero}."
    if demande.document.code == "examen":
        corps = (
            f"Voici le dossier d'examen {numero}. Merci de l'examiner, puis de nous renvoyer l'attestation signée, "
            "avec votre avis."
        )
    return f"{numero} : {demande.objet}", f"Bonjour,\n\n{corps}\n\nCordialement,\n{qui}\n{organisme}\n"


def brouillon(produit: Produit, piece: bytes, extension: str) -> bytes:
    """Le .eml, le document joint (.docx ou .pdf)."""
    d = produit.demande
    objet, corps = lettre_d_envoi(d)
    de = (d.organisme.courriel or "") if d.organisme else ""
    return en_eml(adresse_de(d), objet, corps, [(f"{produit.nom}{extension}", piece)], de)

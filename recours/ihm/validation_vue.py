"""Page Contrôle : qui a validé ce logiciel, quand une sauvegarde a été restaurée, et le PV à signer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from recours import VERSION
from recours.acces.droits import Export
from recours.documents import pv_validation
from recours.documents.conversion import SANS_LIBREOFFICE, ConversionImpossible, en_pdf, libreoffice
from recours.documents.logiciel import dire_le_logiciel, empreinte_du_programme
from recours.ihm import formulaire
from recours.ihm.composants import echapper
from recours.ihm.controle_vue import pour_qui_regarde
from recours.ihm.lectures_vue import telechargement
from recours.ihm.parametres_personnes import LARGEUR
from recours.ihm.session import acteur, droits
from recours.procedure.cadre import Cadre
from recours.procedure.calendrier import date_longue
from recours.procedure.etapes import ETAPES
from recours.procedure.tenue import ResultatRestauration
from recours.registre.etat import Etat
from recours.registre.horloge import maintenant
from recours.registre.verification import verifier

_CLE = "pv_validation"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def section(repertoire: Path, etat: Etat) -> None:
    """Ce qui est constaté, puis de quoi produire le PV et enregistrer ce qui a été fait."""
    st.subheader("Validation du logiciel")
    cadre = etat.cadre
    st.markdown(f"**Logiciel** : {dire_le_logiciel()}  \n{_validation(cadre)}  \n{_restauration(cadre)}")
    if droits().emporte(Export.VALIDATION):
        _pv(repertoire, etat)
    if cadre.roles(acteur()) & ETAPES["valider_logiciel"].roles:
        with st.expander("Noter la restauration d'une sauvegarde", icon=":material/settings_backup_restore:"):
            st.caption("Une sauvegarde qui n'a jamais été restaurée ne prouve rien : essayez dans un dossier à part.")
            _formulaire("constater_restauration")
        with st.expander("Enregistrer la validation du logiciel", icon=":material/verified:"):
            st.caption("Une fois le PV signé. Le registre est relu en entier à cet instant, et ce constat y est joint.")
            _formulaire("valider_logiciel", repertoire, etat)


def _validation(cadre: Cadre) -> str:
    v = cadre.tenue.validation
    if v is None:
        return "**Validation** : personne n'a encore validé ce logiciel."
    phrase = f"**Validation** : {str(v.conclusion).lower()} le {date_longue(v.valide_le)} par "
    phrase += f"{echapper(cadre.nom(v.valide_par))}, pour la version {echapper(v.version_logiciel)}"
    if v.version_logiciel != VERSION or v.empreinte_logiciel != empreinte_du_programme():
        phrase += " :orange-badge[:material/update: le logiciel a changé depuis]"
    return phrase


def _restauration(cadre: Cadre) -> str:
    r = cadre.tenue.restauration
    if r is None:
        return "**Dernière sauvegarde restaurée** : aucune n'est notée."
    reussie = r.resultat_restauration is ResultatRestauration.REUSSIE
    marque = "green-badge[:material/check:" if reussie else "red-badge[:material/error:"
    qui, quoi = echapper(cadre.nom(r.restauree_par)), echapper(r.sauvegarde)
    return (
        f"**Dernière sauvegarde restaurée** : le {date_longue(r.restauree_le)} par {qui}, {quoi} "
        f":{marque} {str(r.resultat_restauration).lower()}]"
    )


def _pv(repertoire: Path, etat: Etat) -> None:
    cle = f"{_CLE}:{repertoire}:{acteur()}:{etat.version}"  # le PV d'une version ; une autre en demande un autre
    preparer, word, pdf = st.columns(3)
    preparer.button(
        "Préparer le PV", icon=":material/description:", width="stretch", on_click=_preparer,
        args=(cle, repertoire, etat),
    )  # fmt: skip
    prepare: tuple[str, bytes, bytes | None, str] | None = st.session_state.get(cle)
    if prepare is None:
        st.caption("Le PV tient sur une page A4 : il relit d'abord tout le registre, ce qui prend quelques secondes.")
        return
    nom, octets, converti, erreur = prepare
    word.download_button(
        "Télécharger le .docx",
        telechargement(Export.VALIDATION, f"{nom}.docx", lambda: octets), f"{nom}.docx", _WORD, on_click="ignore",
        width="stretch", icon=":material/download:", key=f"{_CLE}:docx",
    )  # fmt: skip
    if converti is not None:
        pdf.download_button(
            "Télécharger le PDF",
            telechargement(Export.VALIDATION, f"{nom}.pdf", lambda: converti), f"{nom}.pdf", "application/pdf",
            on_click="ignore", width="stretch", icon=":material/picture_as_pdf:", key=f"{_CLE}:pdf",
        )  # fmt: skip
    elif erreur:
        st.caption(erreur)


def _preparer(cle: str, repertoire: Path, etat: Etat) -> None:
    instant = maintenant()
    constat = pv_validation.Constat(etat, pour_qui_regarde(verifier(repertoire)), instant)
    octets = pv_validation.rendre(constat)
    pdf, erreur = None, "" if libreoffice() else SANS_LIBREOFFICE
    if not erreur:
        try:
            pdf = en_pdf(octets)
        except ConversionImpossible as defaut:
            erreur = str(defaut)
    st.session_state[cle] = (constat.nom, octets, pdf, erreur)


def _formulaire(code: str, repertoire: Path | None = None, etat: Etat | None = None) -> None:
    def completer(reponses: dict[str, Any]) -> dict[str, Any]:
        if repertoire is None or etat is None:
            return reponses
        constat = verifier(repertoire)
        return {
            **reponses, "version_logiciel": VERSION, "empreinte_logiciel": empreinte_du_programme(),
            "version_registre": etat.version, "verification": pv_validation.dire_la_verification(constat, maintenant()),
        }  # fmt: skip

    with st.container(width=LARGEUR):
        formulaire.afficher(code, primaire=False, completer=completer)

"""Les façons d'ouvrir un dossier : la fiche d'une minute, le courrier, l'erreur corrigée, l'autorité, l'acte."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import streamlit as st

from recours.ihm import fiche_rendue_vue, formulaire, navigation
from recours.ihm.composants import echapper, imprimer, lien_dossier
from recours.ihm.dossier_onglets import fiche
from recours.ihm.session import acteur, etat
from recours.procedure.cadre import cle_de_nom
from recours.procedure.champs import Forme, champs_de
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.etapes import ETAPES
from recours.procedure.vocabulaire import Canal, Role


@dataclass(frozen=True, slots=True)
class Ouverture:
    """Une porte d'entrée ; `courte` : la fiche du collègue, sans les détails."""

    code: str
    titre: str
    etape: str
    courte: bool = False

    def masques(self) -> frozenset[str]:
        if not self.courte:
            return frozenset()
        return frozenset(n for n, c in champs_de(ETAPES[self.etape].saisie).items() if c.replie and n != "pieces")


# Ce que la fiche d'une minute propose (parcours, § 6) ; la fiche complète les offre tous.
CANAUX_COURANTS = (Canal.TELEPHONE, Canal.SUR_PLACE, Canal.COURRIEL, Canal.COURRIER)

OUVERTURES = (
    Ouverture("fiche", "Un client s'est plaint", "ouvrir", courte=True),
    Ouverture("corrigee", "Simple erreur, déjà corrigée", "ouvrir_insatisfaction"),
    Ouverture("autorite", "Courrier d'une autorité", "ouvrir_autorite"),
    Ouverture("justice", "Acte de justice", "ouvrir_justice"),
)
FICHE_COMPLETE = Ouverture("complete", "Fiche complète", "ouvrir")
_PAR_CODE = {o.code: o for o in (*OUVERTURES, FICHE_COMPLETE)}
# Une autorité, ou qui agit en justice, n'est pas ce client : son nom ne suit pas.
_DU_CLIENT = frozenset({"fiche", "complete", "corrigee"})
_DU_SEUL_CLIENT = frozenset({"emetteur", "contact"})
_MONTREE = "ouverture_montree"


def formulaire_d_ouverture(choix: Ouverture) -> None:
    """La fiche ; « reçu par moi, aujourd'hui » est replié, à changer si besoin."""
    lue = fiche_rendue_vue.lue()
    if lue is not None and choix.etape == FICHE_COMPLETE.etape:
        fiche_rendue_vue.dire(lue)
        formulaire.afficher(
            choix.etape, initial=lue.fiche.valeurs, fixes={"pieces": (lue.piece,)}, apres=retenir,
            presets_replies="Reçu par moi, aujourd'hui (changer)", variante=lue.piece.empreinte[:12],
        )  # fmt: skip
        return
    _suivre(choix)
    formulaire.afficher(
        choix.etape,
        masques=choix.masques(),
        limites={"canal": CANAUX_COURANTS} if choix.courte else None,
        presets_replies="Reçu par moi, aujourd'hui (changer)",
        apres=retenir,
        variante=choix.code,
    )


def _suivre(choix: Ouverture) -> None:
    """Changer de fiche ne fait rien retaper : un texte suit là où la même donnée est demandée, et encore vide."""
    quittee = st.session_state.get(_MONTREE, choix.code)
    st.session_state[_MONTREE] = choix.code
    if quittee == choix.code:
        return
    avant, apres = (formulaire.preparer(o.etape, None, variante=o.code).ecran for o in (_PAR_CODE[quittee], choix))
    restent = frozenset() if {quittee, choix.code} <= _DU_CLIENT else _DU_SEUL_CLIENT
    for nom, champ in champs_de(apres.modele).items():
        if nom in restent or champ.forme not in (Forme.LIGNE, Forme.TEXTE):
            continue
        ecrit = st.session_state.get(avant.cle_de(nom))
        if ecrit and not st.session_state.get(apres.cle_de(nom)):
            st.session_state[apres.cle_de(nom)] = ecrit
            del st.session_state[avant.cle_de(nom)]


def choisir() -> Ouverture:
    """Aucune question de nature au collègue : la fiche est là, les deux raccourcis à côté (parcours, § 1.4)."""
    responsable = etat().cadre.roles(acteur()) & {Role.RESPONSABLE_QUALITE, Role.RESPONSABLE_TECHNIQUE}
    offertes = [*OUVERTURES[:1], *([FICHE_COMPLETE] if responsable else []), *OUVERTURES[1:]]
    par_code = {o.code: o for o in offertes}
    demande = st.query_params.get("fiche", "fiche")
    choix = st.segmented_control(
        "Que s'est-il passé ?",
        list(par_code),
        default=demande if demande in par_code else "fiche",
        format_func=lambda c: par_code[c].titre,
        key=f"ouverture:{bool(responsable)}",
        required=True,
    )
    return par_code[str(choix)]


def avant(choix: Ouverture) -> None:
    """Ce qu'il faut savoir avant d'écrire."""
    if choix.code == "autorite":
        st.caption("Une préfecture, une DREAL, l'inspection du travail… met en cause le résultat d'une prestation.")
    if choix.code == "justice":
        st.caption(
            "Un acte vous est remis, ou vous apprenez qu'une action est engagée. Prévenez la Direction aussitôt."
        )
    if choix.code == "corrigee":
        st.caption("Une faute de frappe, un oubli, sans effet sur le résultat, et c'est déjà corrigé.")


def apres() -> None:
    """Ce qui n'est pas un recours, et la fiche que le client peut remplir lui-même (P13)."""
    fiche_rendue_vue.vierges()
    fiche_rendue_vue.deposer()
    st.caption(
        "Une simple demande d'information n'est pas un recours : n'enregistrez rien. "
        "Une alerte interne (lanceur d'alerte) suit son propre circuit."
    )


def retenir(evenement: Evenement) -> None:
    """Après l'écriture : la page montre la confirmation au lieu du formulaire."""
    st.session_state["vient_d_ouvrir"] = evenement.dossier
    fiche_rendue_vue.oublier()
    st.session_state.pop("message", None)


def confirmer(numero: str) -> None:
    """« C'est noté » : qui prévenir, et rien d'autre à faire."""
    le_etat = etat()
    dossier = le_etat.dossiers[numero]
    st.success(f"C'est noté : **{numero}**.", icon=":material/check_circle:")
    responsables = [p for p in le_etat.cadre.ayant_role(Role.RESPONSABLE_QUALITE) if p.identifiant != acteur()]
    if responsables and not le_etat.cadre.roles(acteur()) & {Role.RESPONSABLE_QUALITE}:
        rq = responsables[0]
        st.markdown(f"Prévenez **{echapper(rq.nom)}**. Vous n'avez rien d'autre à faire.")
        with st.container(horizontal=True):
            if rq.telephone:
                appel = f"Appeler ({echapper(rq.telephone)})"
                st.link_button(appel, f"tel:{quote(rq.telephone)}", icon=":material/call:")
            if rq.courriel:
                st.link_button(
                    "Courriel prêt", _courriel(rq.courriel, numero, dossier.valeur("canal")), icon=":material/mail:"
                )
    elif responsables or not dossier.est_ferme:
        st.markdown("Le dossier est ouvert ; il paraît dans « À faire ».")
    with st.expander("Voir et imprimer la fiche", icon=":material/print:"):
        fiche(dossier)
        with st.container(horizontal=True):
            imprimer()
            fiche_rendue_vue.remplie(dossier)
    with st.container(horizontal=True):
        lien_dossier(numero, "Ouvrir le dossier", ":material/folder_open:")
        st.page_link(navigation.page("a_faire"), label="À faire", icon=":material/checklist:")
        st.button("Noter un autre recours", icon=":material/add_comment:")
    for voisin in voisins(numero):
        st.info(f"Peut-être le même recours : {voisin}. Le responsable qualité jugera.", icon=":material/content_copy:")


def voisins(numero: str) -> list[str]:
    """Les dossiers ouverts du même émetteur ou de la même prestation ; montrés aux responsables seulement."""
    le_etat = etat()
    if not le_etat.cadre.roles(acteur()) & {Role.RESPONSABLE_QUALITE, Role.RESPONSABLE_TECHNIQUE}:
        return []
    cle = _emetteur(le_etat.dossiers[numero])
    return [
        n for n, d in le_etat.dossiers.items() if n != numero and not d.est_ferme and cle and _emetteur(d) == cle
    ][:3]


def _emetteur(dossier: Dossier) -> str | tuple[str, ...]:
    """De quoi le reconnaître ; rien de qui a demandé l'anonymat : le rapprocher serait le dire."""
    return "" if dossier.valeur("anonymat") else cle_de_nom(str(dossier.valeur("emetteur") or ""))


def _courriel(adresse: str, numero: str, canal: object) -> str:
    moyen = f" ({canal.lower()})" if isinstance(canal, Canal) else ""
    sujet = quote(f"Recours client {numero}")
    corps = quote(
        f"Bonjour,\n\nJe viens de noter un recours client{moyen} : {numero}.\nLa fiche est dans le registre.\n"
    )
    return f"mailto:{quote(adresse, safe='@.')}?subject={sujet}&body={corps}"

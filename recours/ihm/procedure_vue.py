"""La page Procédure : chaque ligne vient de la table, rien n'est récrit ici."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from recours.acces.droits import TITRES, dire_les_droits
from recours.acces.droits_commandes import TITRES_DES_COMMANDES, dire_les_commandes
from recours.ihm import logigramme_vue, navigation, textes_client_vue
from recours.ihm.composants import echapper
from recours.ihm.dessin import afficher_logigramme
from recours.ihm.session import droits
from recours.procedure import documentation
from recours.procedure.cadre import Cadre
from recours.procedure.etape import Genre
from recours.procedure.etapes import PROCEDURE
from recours.procedure.exigences import EXIGENCES
from recours.procedure.lecture_de_la_procedure import ECARTS
from recours.procedure.logigramme import logigramme
from recours.procedure.qualification import DEFINITIONS, QUESTIONS_DE_QUALIFICATION
from recours.procedure.vocabulaire import Nature


def reference(cadre: Cadre) -> None:
    """La procédure de l'organisme et sa version en vigueur, telles que Paramètres les connaît."""
    if cadre.organisme is None:
        return
    o = cadre.organisme
    st.markdown(
        f"Procédure appliquée : **{echapper(o.procedure_reference)}**, version **{echapper(o.procedure_version)}** · "
        f"{echapper(o.nom)} · {echapper(o.referentiel)}"
    )


def vues(cadre: Cadre) -> dict[str, Callable[[Cadre], None]]:
    """Les onglets de la page ; le logigramme de l'organisme vient d'abord dès qu'il est déposé."""
    log1 = {"Logigramme (LOG1)": logigramme_vue.logigramme}
    autres = {
        "À tout moment": a_tout_moment,
        "Rôles": roles,
        "Qui voit quoi": acces,
        "Gardes": gardes,
        "Écarts avec le logiciel": ecarts,
        "Exigences": exigences,
        "Pour le client": pour_le_client,
    }
    etapes = {"Natures et étapes": natures}
    return {**log1, **etapes, **autres} if cadre.tenue.logigramme else {**etapes, **log1, **autres}


def natures(cadre: Cadre) -> None:
    """Les définitions, la question à se poser, puis le chemin de la nature choisie."""
    gauche, droite = st.columns([3, 2], gap="large")
    with gauche:
        st.subheader("Cinq natures")
        st.markdown("\n".join(f"- **{n}** : {DEFINITIONS[n]}" for n in documentation.NATURES))
    with droite:
        st.subheader("Comment qualifier")
        st.markdown(
            "\n".join(f"{i}. {q} → **{n}**" for i, (q, n) in enumerate(QUESTIONS_DE_QUALIFICATION, start=1))
            + "\n\nLa première question à laquelle on répond oui l'emporte. Une demande de renseignement n'est pas un "
            "recours."
        )
    st.subheader("Les étapes")
    choisie = st.segmented_control(
        "Nature", documentation.NATURES, default=Nature.RECLAMATION, format_func=str, key="procedure_nature",
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    _chemin(Nature(choisie), cadre)


def _chemin(nature: Nature, cadre: Cadre) -> None:
    afficher_logigramme(logigramme(nature))
    st.caption(
        "Logigramme produit par le logiciel. En pointillé : selon le cas, ou facultatif. "
        "Le logigramme de votre organisme (LOG1) fait foi ; comparez-les."
    )
    if nature is Nature.INSATISFACTION:
        st.caption("Une erreur déjà corrigée s'enregistre en une fois : reçue, répondue et close par le même écran.")
    _tableau(
        ("Étape", "Qui", "Conditions", "Délai", "Document", "Source"),
        [(x.etape, x.qui, x.conditions, x.delai, x.document, x.source) for x in documentation.etapes_de(nature, cadre)],
        f"Étapes : {nature}",
    )


def a_tout_moment(cadre: Cadre) -> None:
    """Ce qui peut s'ajouter à un dossier sans suivre l'ordre du chemin."""
    lignes = [
        (e.libelle, documentation.dire_roles(e.roles), e.phrase, ", ".join(e.source))
        for e in PROCEDURE
        if e.genre is Genre.AJOUT
    ]
    _tableau(("Étape", "Qui", "Ce que c'est", "Source"), lignes, "Étapes possibles à tout moment")


def roles(cadre: Cadre) -> None:
    """Qui peut quoi, et qui tient ce rôle."""
    st.write("Une personne peut tenir plusieurs rôles.")
    lignes = [
        (str(role), peut, ", ".join(p.nom for p in cadre.ayant_role(role)) or "Personne")
        for role, peut in documentation.droits_par_role()
    ]
    if droits().ouvre_des_dossiers:
        _tableau(("Rôle", "Peut", "Tenu par"), lignes, "Rôles, étapes permises et personnes")
    else:  # qui ne lit que des chiffres ne lit pas de noms
        _tableau(("Rôle", "Peut"), [ligne[:2] for ligne in lignes], "Rôles et étapes permises")


def acces(cadre: Cadre) -> None:
    """La table de qui voit quoi, telle que le logiciel l'applique."""
    st.write(
        "Une personne qui tient plusieurs rôles voit ce que voit chacun d'eux. Une action en justice est réservée "
        "d'office ; tout dossier peut l'être."
    )
    pages = {p.code: p.titre for p in navigation.PAGES}
    _tableau(TITRES, dire_les_droits(pages), "Qui voit quoi : pages, dossiers, données et exports de chaque rôle")
    st.subheader("En ligne de commande")
    st.write(
        "Une sous-commande répond à l'opérateur du serveur, qui tient les fichiers ; avec « --comme », elle répond "
        "comme l'application à la personne nommée. L'un et l'autre sont notés au journal des lectures."
    )
    _tableau(TITRES_DES_COMMANDES, dire_les_commandes(pages), "Ce que demande chaque sous-commande, et à qui")


def gardes(cadre: Cadre) -> None:
    """Ce qui est vérifié avant d'enregistrer."""
    st.write(
        "Ce que le logiciel vérifie avant d'enregistrer. Quand une garde peut céder, ce qui est déjà arrivé entre au "
        "registre avec un motif : c'est un écart, jamais compté comme conforme."
    )
    _tableau(("Garde", "Ce qu'elle vérifie", "Peut céder"), documentation.lignes_des_gardes(), "Gardes")


def ecarts(cadre: Cadre) -> None:
    """Où le logiciel et le texte diffèrent, et où le texte se tait."""
    st.write("Là où le texte de la procédure et le logiciel diffèrent, là où le texte se tait, et comment on l'a lu.")
    _tableau(
        ("Sujet", "La procédure", "Le logiciel"),
        [(e.sujet, e.procedure, e.logiciel) for e in ECARTS],
        "Écarts entre la procédure et le logiciel",
    )
    logigramme_vue.ecarts(cadre)


def exigences(cadre: Cadre) -> None:
    """Chaque exigence tirée de la procédure, ce qui la sert, et la part qui n'est pas du logiciel."""
    st.write("Les exigences P01 à P23 sont tirées de la procédure, phrase par phrase. Voici où chacune est servie.")
    lignes = [
        (e.numero, e.demande, " ; ".join(x.libelle for x in e.etapes), " ; ".join(e.ailleurs), e.hors)
        for e in EXIGENCES
    ]
    titres = ("Exigence", "Ce qu'elle demande", "Étapes", "Documents et pages", "Hors du logiciel")
    _tableau(titres, lignes, "Exigences, et ce qui les sert")


def pour_le_client(cadre: Cadre) -> None:
    """La clause du contrat et la description du traitement (P08). À relire par l'organisme avant emploi."""
    textes_client_vue.montrer(cadre)
    st.page_link(navigation.page("parametres"), label="Écrire vos propres textes", icon=":material/settings:")


def _tableau(titres: Sequence[str], lignes: Iterable[Sequence[str]], alt: str) -> None:
    """Un tableau à lire : les textes y passent à la ligne, entiers."""
    st.table(
        [dict(zip(titres, (echapper(c) for c in ligne), strict=True)) for ligne in lignes],
        border="horizontal",
        hide_index=True,
        alt=alt,
    )

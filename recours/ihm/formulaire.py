"""Le formulaire d'une étape, déduit de sa saisie. Un refus ne perd rien ; un double clic n'écrit qu'une fois.

Les contrôles sont hors de `st.form` : les champs conditionnels paraissent au fil de la saisie, et ce qui est tapé
survit à un changement de page. L'écriture se fait dans le rappel du bouton, sans aucun appel d'écran au milieu.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from pydantic import ValidationError

from recours.ihm import widgets
from recours.ihm.composants import annoncer, montrer_motifs
from recours.ihm.ecran import Ecran
from recours.ihm.session import acteur, aujourdhui, enregistrer, etat, registre
from recours.procedure.champs import Champ, Forme, Saisie, champs_de, est_requis, est_visible
from recours.procedure.dossier import Dossier, Evenement
from recours.procedure.erreurs import erreurs_par_champ
from recours.procedure.etape import Etape, Genre
from recours.procedure.etapes import ETAPES, accuse_attendu
from recours.procedure.vocabulaire import Nature
from recours.registre import pieces
from recours.registre.lecture import JournalErreur
from recours.registre.registre import Refus

ApresEcriture = Callable[[Evenement], None]
AvantEcriture = Callable[[Saisie, "Formulaire"], Saisie]
Composer = Callable[[], dict[str, Any]]
Completer = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Formulaire:
    """Un formulaire affiché. `jeton` change après chaque succès : c'est lui qui empêche la double écriture."""

    etape: Etape
    ecran: Ecran
    jeton: str
    vu: int | None
    fixes: Mapping[str, Any]
    apres: ApresEcriture | None
    avant: AvantEcriture | None = None

    @property
    def cle(self) -> str:
        return self.ecran.cle


def afficher(
    code: str,
    dossier: Dossier | None = None,
    *,
    initial: Mapping[str, Any] | None = None,
    fixes: Mapping[str, Any] | None = None,
    masques: frozenset[str] = frozenset(),
    limites: Mapping[str, tuple[Any, ...]] | None = None,
    presets_replies: str = "",
    primaire: bool = True,
    apres: ApresEcriture | None = None,
    avant: AvantEcriture | None = None,
    variante: str = "",
    bouton: str = "",
    completer: Completer | None = None,
) -> None:
    """Affiche le formulaire de l'étape.

    `fixes` : ce que l'écran sait déjà ; `masques` : à ne pas montrer ; `limites` : champ → les seuls choix proposés ;
    `presets_replies` : titre sous lequel replier ce qui est préréglé (moi, aujourd'hui) ;
    `completer` ajoute aux réponses, à l'instant d'enregistrer, ce qui s'en déduit ; `avant` fait ce qui doit avoir
    eu lieu pour que l'entrée soit vraie (un envoi), ou lève Empeche.
    """
    formulaire = preparer(
        code, dossier, initial=initial, fixes=fixes, apres=apres, avant=avant, variante=variante, limites=limites
    )
    erreurs: dict[str, str] = st.session_state.get(f"{formulaire.cle}!erreurs", {})
    champs = {
        n: c for n, c in champs_de(formulaire.etape.saisie).items() if n not in masques and n not in formulaire.fixes
    }
    valeurs = {**valeurs_courantes(formulaire), **contexte(formulaire)}
    poses = {n: c for n, c in champs.items() if presets_replies and c.preset in ("moi", "aujourd'hui")}
    _afficher_champs(formulaire, {n: c for n, c in champs.items() if not c.replie and n not in poses}, valeurs, erreurs)
    if poses:
        with st.expander(presets_replies, expanded=bool(erreurs.keys() & poses.keys())):
            _afficher_champs(formulaire, poses, valeurs, erreurs)
    replies = {n: c for n, c in champs.items() if c.replie and est_visible(c, valeurs)}
    if any(c.forme is Forme.PREUVE and est_visible(c, valeurs) for c in champs.values()):
        replies.pop("pieces", None)  # le dépôt est déjà à côté de la preuve
    if replies:
        with st.expander("Plus de détails (facultatif)", expanded=bool(erreurs.keys() & replies.keys())):
            _afficher_champs(formulaire, replies, valeurs, erreurs)
    composer = None if completer is None else (lambda: completer(valeurs_courantes(formulaire)))
    pied(formulaire, primaire=primaire, composer=composer, bouton=bouton)


def preparer(
    code: str,
    dossier: Dossier | None,
    *,
    initial: Mapping[str, Any] | None = None,
    fixes: Mapping[str, Any] | None = None,
    apres: ApresEcriture | None = None,
    avant: AvantEcriture | None = None,
    variante: str = "",
    limites: Mapping[str, tuple[Any, ...]] | None = None,
) -> Formulaire:
    """Le formulaire, avec son jeton et la version du dossier affichée quand on a commencé à le remplir."""
    etape, le_etat = ETAPES[code], etat()
    base = f"f:{registre().repertoire.name}:{dossier.numero if dossier else ''}:{code}:{variante}:{acteur()}"
    jeton = st.session_state.setdefault(f"{base}!jeton", uuid.uuid4().hex)
    cle = f"{base}:{jeton[:8]}"
    vu = st.session_state.setdefault(f"{cle}!vu", dossier.version if dossier else None)
    depart = {**_deja_su(etape, dossier), **(initial or {})}
    if len(le_etat.cadre.liste("domaines")) == 1:
        depart.setdefault("domaine", le_etat.cadre.liste("domaines")[0])
    ecran = Ecran(
        cle, etape.saisie, le_etat.cadre, dossier, acteur(), aujourdhui(), le_etat.dossiers, depart, limites or {}, code
    )
    connus = dict(fixes or {})
    if dossier is not None and "proposition" in etape.saisie.model_fields:
        connus["proposition"] = dossier.proposition or None
    return Formulaire(etape, ecran, jeton, vu, connus, apres, avant)


def _deja_su(etape: Etape, dossier: Dossier | None) -> dict[str, Any]:
    """Ce qui est déjà au dossier n'est pas retapé : la dernière saisie de cette étape, et les mêmes données."""
    if dossier is None:
        return {}
    champs = champs_de(etape.saisie)
    su = {n: dossier.valeur(n) for n, c in champs.items() if c.donnee and dossier.valeur(n) is not None}
    precedente = dossier.dernier(etape.code) if etape.repart else None
    if precedente is not None:
        su = {n: getattr(precedente.saisie, n) for n in champs if n not in Saisie.model_fields} | su
    if "implications" in champs and etape.genre is Genre.CHEMIN and dossier.implications:
        su["implications"] = dossier.implications
    return {n: v for n, v in su.items() if v not in (None, ())}


def contexte(formulaire: Formulaire) -> dict[str, Any]:
    """Ce que les conditions d'affichage regardent en plus des réponses."""
    dossier, ecran = formulaire.ecran.dossier, formulaire.ecran
    if dossier is None:
        return {"_acteur": ecran.acteur}
    return {
        "_acteur": ecran.acteur,
        "_nature": dossier.nature if dossier.nature is not Nature.NON_QUALIFIE else None,
        "_decision": dossier.decision,
        "_accuse_attendu": accuse_attendu(dossier, ecran.cadre) and "accuser_reception" not in dossier.actifs,
    }


def valeurs_courantes(formulaire: Formulaire) -> dict[str, Any]:
    """Les réponses données jusqu'ici, sans les vides."""
    lues = dict(formulaire.fixes)
    for nom, champ in champs_de(formulaire.etape.saisie).items():
        if champ.forme in (Forme.CACHE, Forme.PIECES, Forme.CHAMP) or nom in lues:
            continue
        repondu, valeur = widgets.lire(formulaire.ecran, nom, champ)
        if repondu:
            lues[nom] = valeur
    return lues


def _afficher_champs(
    formulaire: Formulaire, champs: Mapping[str, Champ], valeurs: Mapping[str, Any], erreurs: Mapping[str, str]
) -> None:
    seul_domaine = len(formulaire.ecran.cadre.liste("domaines")) == 1
    for nom, champ in champs.items():
        if not est_visible(champ, valeurs) or (champ.liste == "domaines" and seul_domaine):
            continue
        requis = est_requis(formulaire.etape.saisie, nom, valeurs) or champ.attendu or champ.preset is not None
        libelle = champ.titre if requis or champ.forme in (Forme.PREUVE, Forme.CASE) else f"{champ.titre} (facultatif)"
        widgets.afficher(formulaire.ecran, nom, champ, libelle)
        if nom in erreurs:
            st.caption(f":red[:material/error: {erreurs[nom]}]")


def pied(formulaire: Formulaire, *, primaire: bool = True, composer: Composer | None = None, bouton: str = "") -> None:
    """Les raisons du dernier refus, l'écart s'il est possible, et le bouton."""
    refus: list[str] = st.session_state.get(f"{formulaire.cle}!refus", [])
    if refus:
        montrer_motifs("Rien n'est enregistré", refus)
    arguments = (formulaire, composer)
    ecart = bool(st.session_state.get(f"{formulaire.cle}!ecart"))
    if ecart:
        with st.container(border=True):
            st.markdown(
                "**C'est déjà arrivé ainsi ?** Constatez l'écart : la vérité entre au registre, sans être conforme."
            )
            st.text_area(
                "Motif de l'écart", key=f"{formulaire.cle}!motif", height=80, max_chars=8000,
                placeholder="ex. réponse partie le 3 mars avant l'examen, par erreur", persist_state="session",
            )  # fmt: skip
            st.button(
                "Constater l'écart", key=f"{formulaire.cle}!constater", on_click=_soumettre, args=(*arguments, True),
                icon=":material/report:",
            )  # fmt: skip
    st.button(
        bouton or formulaire.etape.bouton,
        key=f"{formulaire.cle}!enregistrer",
        type="primary" if primaire else "secondary",
        on_click=_soumettre,
        args=(*arguments, False),
        shortcut="Ctrl+Enter" if primaire else None,
    )


def _soumettre(formulaire: Formulaire, composer: Composer | None, ecart: bool) -> None:
    """Lit l'écran, écrit, puis range le résultat. Entre la lecture et l'écriture, aucun appel d'écran."""
    cle, dossier = formulaire.cle, formulaire.ecran.dossier
    valeurs = valeurs_courantes(formulaire) if composer is None else {**dict(formulaire.fixes), **composer()}
    visibles = {**valeurs, **contexte(formulaire)}
    champs = champs_de(formulaire.etape.saisie)
    # Une réponse à une question qui n'est plus posée n'est pas une réponse.
    valeurs = {
        n: v for n, v in valeurs.items()
        if n in formulaire.fixes or composer is not None or n not in champs or est_visible(champs[n], visibles)
    }  # fmt: skip
    motif = str(st.session_state.get(f"{cle}!motif") or "") if ecart else ""
    depots = [(f.name, f.getvalue(), genre) for f, genre in widgets.fichiers(formulaire.ecran)]
    racine = registre().repertoire

    erreurs: dict[str, str] = {}
    refus: list[str] = []
    admet_un_ecart = False
    evenement: Evenement | None = None
    try:
        if ecart and not motif.strip():
            raise _MotifManquant
        jointes = [(pieces.nettoyer_nom(nom), *pieces.deposer(racine, nom, lu), genre) for nom, lu, genre in depots]
        if jointes:
            deposees = [
                {"nom": nom, "empreinte": empreinte, "taille": taille, "genre": genre}
                for nom, empreinte, taille, genre in jointes
            ]
            valeurs["pieces"] = [*valeurs.get("pieces", ()), *deposees]
        if ecart:
            valeurs["motif_ecart"] = motif
        saisie = formulaire.etape.saisie.model_validate(valeurs)
        if formulaire.avant is not None:
            saisie = formulaire.avant(saisie, formulaire)
        evenement = enregistrer(
            formulaire.etape.code, saisie, dossier=dossier.numero if dossier else "", vu=formulaire.vu,
            jeton=formulaire.jeton, qui=formulaire.ecran.acteur,
        )  # fmt: skip
    except ValidationError as erreur:
        erreurs = erreurs_par_champ(erreur)
        refus = [f"« {champs[n].titre} » : {p}" if n in champs else p for n, p in erreurs.items()]
    except Refus as erreur:
        refus = [str(m) for m in erreur.motifs]
        erreurs = {m.champ: m.phrase for m in erreur.motifs if m.champ}
        admet_un_ecart = erreur.admet_un_ecart
    except (JournalErreur, pieces.PieceRefusee) as erreur:
        refus = [str(erreur)]
    except Empeche as erreur:
        refus = [str(erreur)]
    except _MotifManquant:
        refus, admet_un_ecart = ["Écrivez le motif de l'écart : que s'est-il passé, et pourquoi ?"], True

    if evenement is None:
        st.session_state[f"{cle}!refus"], st.session_state[f"{cle}!erreurs"] = refus, erreurs
        st.session_state[f"{cle}!ecart"] = admet_un_ecart
        if not admet_un_ecart and dossier is not None and (actuel := etat().dossiers.get(dossier.numero)):
            st.session_state[f"{cle}!vu"] = actuel.version
        return
    _oublier(cle)
    if dossier is not None:
        _suivre_sa_propre_entree(dossier.numero, evenement.version)
    fait = formulaire.etape.fait
    annoncer(f"{evenement.dossier} : {fait[0].lower()}{fait[1:]}." if evenement.dossier else f"{fait}.")
    if formulaire.apres is not None:
        formulaire.apres(evenement)


class Empeche(Exception):
    """Ce qui devait avoir lieu avant d'enregistrer n'a pas eu lieu ; le message se montre tel quel."""


class _MotifManquant(Exception):
    """L'écart n'a pas de motif."""


def _suivre_sa_propre_entree(numero: str, version: int) -> None:
    """Les autres formulaires de ce dossier n'ont pas à s'étonner de ce que l'on vient d'enregistrer soi-même."""
    prefixe = f"f:{registre().repertoire.name}:{numero}:"
    for nom in [n for n in st.session_state if isinstance(n, str) and n.startswith(prefixe) and n.endswith("!vu")]:
        st.session_state[nom] = version


def _oublier(cle: str) -> None:
    """Le formulaire est vidé : le prochain aura un autre jeton."""
    base = cle.rsplit(":", 1)[0]
    for nom in [n for n in st.session_state if isinstance(n, str) and (n.startswith(cle) or n == f"{base}!jeton")]:
        del st.session_state[nom]

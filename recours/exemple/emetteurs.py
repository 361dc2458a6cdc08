"""Qui se plaint, d'où, et comment le joindre ; rien n'existe (01 99 00 … et exemple.fr ne sont à personne)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from recours.procedure.cadre import sans_accents
from recours.procedure.vocabulaire import CategorieEmetteur, QualiteEmetteur

_PRENOMS = (
    ("Mme", "Delphine"), ("M.", "Grégoire"), ("Mme", "Inès"), ("M.", "Jean-Noël"), ("Mme", "Océane"), ("M.", "Mickaël"),
    ("Mme", "Thérèse"), ("M.", "Yannick"), ("Mme", "Zoé"), ("M.", "Raphaël"), ("Mme", "Françoise"), ("M.", "Éric"),
    ("Mme", "Gwenaëlle"), ("M.", "Bachir"), ("Mme", "Marie-Hélène"), ("M.", "Côme"), ("Mme", "Noémie"), ("M.", "Régis"),
)  # fmt: skip
_NOMS = (
    "Rousseau", "L'Helgoualc'h", "Després", "Garçon", "Le Bihan", "d'Estrées", "Müller", "Hénaff", "Boussaïd",
    "Châtelain", "N'Guessan", "Forêt", "Lemaître", "Da Silva", "Béchu", "Guégan", "Tréhorel", "Mérieau", "Perdriau",
    "Saint-Aubin", "Le Roy", "Cœurdray", "Maël", "Ozanne", "Prévost",
)  # fmt: skip
_SOCIETES = (
    "SCI des Tilleuls", "Boulangerie Prévost", "Garage de l'Étoile", "Clinique du Parc", "Hôtel des Îles",
    "Transports Béchu et Fils", "Menuiserie L'Établi", "Résidence Les Ajoncs", "Théâtre de la Criée",
    "Imprimerie Ouest Façon", "Conserverie du Léon", "École Sainte-Anne", "Camping de l'Îlot", "Blanchisserie Nacré",
    "Scierie de Brocéliande", "Laiterie des Abers", "Syndic Trégor Habitat", "Chantier naval Cœurdray",
)  # fmt: skip
_PUBLIQUES = ("Commune de Saint-Ylève", "Communauté de communes du Haut-Léguer", "Lycée Théodore-Botrel")
_RUES = (
    "12 rue des Écoles", "3 place de l'Église", "58 quai Émile-Zola", "1 bis chemin du Moulin", "ZA de la Crête, lot 7",
    "27 avenue du Maréchal-Ney", "9 impasse des Genêts", "110 route de Brest", "6 allée des Chênes",
)  # fmt: skip
_VILLES = ("Saint-Ylève", "Plouédan", "Kerouzel", "La Chesnaye", "Montreuil-l'Étang", "Bréhal-sur-Mer")
AUTORITES = (
    "Préfecture, service de la sécurité civile", "DREAL, unité départementale", "Inspection du travail, section 4",
    "Direction départementale de la protection des populations", "Commission communale de sécurité",
    "Service d'incendie et de secours, bureau prévention", "Agence régionale de santé",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Emetteur:
    """Une personne qui se plaint, et le site en cause."""

    nom: str
    contact: str
    site: str
    qualite: QualiteEmetteur
    categorie: CategorieEmetteur
    dit: str  # « Mme Delphine Rousseau »


def inventer(hasard: Random) -> Emetteur:
    civilite, prenom = hasard.choice(_PRENOMS)
    nom = hasard.choice(_NOMS)
    dit = f"{civilite} {prenom} {nom}"
    telephone = f"01 99 00 {hasard.randrange(10, 40)} {hasard.randrange(100):02d}"
    adresse = f"{_plat(prenom)}.{_plat(nom)}@exemple.fr"
    contact = hasard.choice((telephone, adresse, f"{telephone}, {adresse}"))
    site = f"{hasard.choice(_RUES)}, {hasard.choice(_VILLES)}"
    tirage = hasard.randrange(100)
    if tirage < 62:
        qualite = hasard.choice((QualiteEmetteur.CLIENT, QualiteEmetteur.CLIENT, QualiteEmetteur.EXPLOITANT))
        return Emetteur(
            f"{dit}, {hasard.choice(_SOCIETES)}", contact, site, qualite, CategorieEmetteur.PROFESSIONNEL, dit
        )
    if tirage < 74:
        organisme = hasard.choice(_PUBLIQUES)
        return Emetteur(f"{dit}, {organisme}", contact, site, QualiteEmetteur.CLIENT, CategorieEmetteur.PUBLIQUE, dit)
    qualite = hasard.choice((QualiteEmetteur.CLIENT, QualiteEmetteur.OCCUPANT, QualiteEmetteur.TIERS))
    return Emetteur(dit, contact, site, qualite, CategorieEmetteur.PARTICULIER, dit)


def demandeur(hasard: Random) -> str:
    """Qui agit en justice, par son avocat."""
    return f"{hasard.choice(_SOCIETES)}, par Me {hasard.choice(_NOMS)}"


def _plat(nom: str) -> str:
    return "".join(sans_accents(nom.replace("œ", "oe")).split())

"""Traduire ce que Streamlit écrit lui-même en anglais, faute d'y trouver une langue à choisir.

Les phrases sont remplacées dans la page, à mesure qu'elle les affiche. Les textes saisis par les personnes,
les cellules des tableaux et les noms de fichiers ne sont jamais touchés.
"""

import json
from pathlib import Path
from typing import Final

import streamlit as st

# Phrase de Streamlit → phrase affichée. Un test vérifie que chaque clé existe encore dans Streamlit.
PHRASES: Final = {
    # Champs et formulaires
    "(required)": "",  # charte : seuls les champs facultatifs sont marqués
    "This field is required.": "À remplir.",
    "Enter a valid email address.": "Adresse électronique incomplète (ex. nom@exemple.fr).",
    "Invalid input.": "Saisie non valable.",
    "you@example.com": "nom@exemple.fr",
    "Show password": "Montrer le mot de passe",
    "Hide password": "Masquer le mot de passe",
    "Clear entry": "Effacer la saisie",
    "Clear value": "Effacer la valeur",
    "Decrement": "Diminuer",
    "Increment": "Augmenter",
    # Listes de choix
    "Choose an option": "Choisir",
    "Choose options": "Choisir un ou plusieurs éléments",
    "Choose or add an option": "Choisir ou ajouter",
    "Choose or add options": "Choisir ou ajouter un ou plusieurs éléments",
    "Add an option": "Ajouter un élément",
    "No options to select": "Aucun choix possible",
    "No results": "Aucun résultat",
    "Select all": "Tout sélectionner",
    "Clear all": "Tout effacer",
    "Selected values": "Éléments choisis",
    "Selectbox options": "Choix possibles",
    "Multiselect options": "Choix possibles",
    "Open": "Ouvrir la liste",
    "Dismiss": "Fermer",
    "Close": "Fermer",
    # Dates et heures
    "Choose date": "Choisir la date",
    "Choose date range": "Choisir la période",
    "Choose date and time": "Choisir la date et l’heure",
    "Clear date": "Effacer la date",
    "Clear dates": "Effacer les dates",
    "Clear time": "Effacer l’heure",
    "Clear date and time": "Effacer la date et l’heure",
    "Previous month": "Mois précédent",
    "Next month": "Mois suivant",
    "Date range": "Période",
    "Quick select a date range": "Choisir une période courante",
    "Past Week": "7 derniers jours",
    "Past Month": "Dernier mois",
    "Past 3 Months": "3 derniers mois",
    "Past 6 Months": "6 derniers mois",
    "Past Year": "Dernière année",
    "Past 2 Years": "2 dernières années",
    "Select...": "Choisir",
    "Empty": "Vide",
    "Time": "Heure",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": (
        "Flèches pour changer de date, Entrée pour choisir, Échap pour fermer."
    ),
    "Use arrow keys to navigate. Enter to select. Tab to switch between calendar and time. Escape to close.": (
        "Flèches pour changer de date, Entrée pour choisir, Tab pour passer à l’heure, Échap pour fermer."
    ),
    # Fichiers
    "Upload": "Choisir un fichier",
    "file upload": "choisir un fichier",
    "Upload directories": "Choisir un dossier",
    "Add files": "Ajouter des fichiers",
    "Drag and drop a file here": "Déposez un fichier ici",
    "Drag and drop files here": "Déposez des fichiers ici",
    "Drag and drop directories here": "Déposez des dossiers ici",
    "Only one file is allowed.": "Un seul fichier à la fois.",
    "File size is too small.": "Ce fichier est vide.",
    "Upload failed": "L’envoi a échoué",
    "Click to retry upload": "Cliquez pour réessayer",
    "Unexpected error. Please try again.": "L’envoi a échoué. Réessayez.",
    "Download failed": "Le téléchargement a échoué",
    # Tableaux
    "Show/hide columns": "Choisir les colonnes",
    "Download as CSV": "Télécharger en CSV",
    "Search": "Rechercher",
    "Close Search": "Fermer la recherche",
    "Previous Result": "Résultat précédent",
    "Next Result": "Résultat suivant",
    "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Clear selection": "Effacer la sélection",
    "Add row": "Ajouter une ligne",
    "Delete row(s)": "Supprimer les lignes",
    "Scrollable table": "Tableau",
    "Dataframe column menu": "Menu de la colonne",
    "Copy column name": "Copier le nom de la colonne",
    "Sort ascending": "Trier par ordre croissant",
    "Sort descending": "Trier par ordre décroissant",
    "Statistics": "Statistiques",
    "Autosize": "Ajuster la largeur",
    "Pin column": "Figer la colonne",
    "Unpin column": "Libérer la colonne",
    "Hide column": "Masquer la colonne",
    "Automatic": "Automatique",
    "Localized": "Selon la langue",
    "Plain": "Brut",
    "Percent": "Pourcentage",
    "Scientific": "Scientifique",
    "Accounting": "Comptable",
    "Calendar": "Calendrier",
    "Count": "Nombre",
    "Average": "Moyenne",
    "Standard deviation": "Écart type",
    "25th percentile": "1er quartile",
    "Median": "Médiane",
    "75th percentile": "3e quartile",
    "Sum": "Somme",
    "Range": "Étendue",
    "Average length": "Longueur moyenne",
    "Minimum length": "Longueur minimale",
    "Maximum length": "Longueur maximale",
    "Based on sample": "Calculé sur un échantillon",
    "Previous page": "Page précédente",
    "Next page": "Page suivante",
    # Cadre de la page
    "Page not found": "Page introuvable",
    "Skip to main content": "Aller au contenu",
    "Sidebar": "Barre latérale",
    "App pages": "Pages du registre",
    "Collapse sidebar": "Replier la barre latérale",
    "Expand sidebar": "Déplier la barre latérale",
    "View less": "Voir moins",
    "Link to heading": "Lien vers ce titre",
    "Copy to clipboard": "Copier",
    "Copied": "Copié",
    "Scroll tabs left": "Onglets précédents",
    "Scroll tabs right": "Onglets suivants",
    "Main menu": "Menu",
    "Theme": "Apparence",
    "System": "Système",
    "Light": "Clair",
    "Dark": "Sombre",
    "Print": "Imprimer",
    "Record screen": "Filmer l’écran",
    "Rerun": "Actualiser",
    "Failed to generate file for download": "Ce fichier vous est fermé, ou n’a pu se faire. Rechargez la page.",
    "Stop": "Arrêter",
    "Stopping...": "Arrêt…",
    "Running...": "Calcul en cours",
    "Made with Streamlit v": "Streamlit ",
    "Copy version to clipboard": "Copier la version",
    # Connexion
    "Connecting": "Connexion",
    "Connecting to Streamlit server": "Connexion au serveur",
    "Unable to connect to Streamlit server": "Serveur injoignable",
    "Error": "Erreur",
    "Error:": "Erreur :",
    "Connection error": "Connexion perdue",
    "Connection timed out.": "Le serveur ne répond pas.",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (
        "Le registre est arrêté. Relancez-le :"
    ),
    "Streamlit server is not responding. Are you connected to the internet?": (
        "Le serveur ne répond pas. Vérifiez qu’il est lancé et que le réseau fonctionne."
    ),
    "Connection lost. Please wait for the app to reconnect, then try again.": (
        "Connexion perdue. Attendez qu’elle revienne, puis recommencez."
    ),
    "Try again": "Réessayer",
    "Continue anyway": "Continuer",
    "Cancel": "Annuler",
    "Network issue": "Page à recharger",
}

# Expression régulière → remplacement, pour les phrases qui contiennent une valeur.
MOTIFS: Final = (
    (r"^Press Enter to (?:apply|submit form)$", "Entrée pour valider"),
    (r"^Press (Ctrl|⌘)\+Enter to (?:apply|submit form)$", "$1+Entrée pour valider"),
    (r"^Shortcut (.*)$", "Raccourci $1"),
    (r"^(Ctrl|⌘) \+ Enter$", "$1 + Entrée"),
    (r"^(?:Error: )?Number is outside the allowed range\. .*between (.+) and (.+)\.$", "Entre $1 et $2."),
    (r"^(?:Error: )?Number is below the allowed range\. .*equal to (.+)\.$", "$1 au moins."),
    (r"^(?:Error: )?Number is above the allowed range\. .*equal to (.+)\.$", "$1 au plus."),
    (r"^(?:Error: )?Date (?:and time )?set outside .*between (.+) and (.+)\.$", "Entre le $1 et le $2."),
    (r"^(?:Error: )?Date (?:and time )?set outside .*on or after (.+)\.$", "À partir du $1."),
    (r"^(?:Error: )?Date (?:and time )?set outside .*on or before (.+)\.$", "Jusqu’au $1."),
    (
        r"^You can only select up to (\d+) .*$",
        "Maximum atteint ($1). Retirez un élément pour en choisir un autre.",
    ),
    (r"^Select (\d+) matches$", "Sélectionner les $1 résultats"),
    (r"^Add: (.*)$", "Ajouter : $1"),
    (r"^Remove (.+)$", "Retirer $1"),
    (r"^(\d+) options? available\.$", "Choix possibles : $1."),
    (r"^Show/hide columns: (.*)$", "Choisir les colonnes : $1"),
    (r"^Download as CSV: (.*)$", "Télécharger en CSV : $1"),
    (r"^Search: (.*)$", "Rechercher : $1"),
    (r"^Fullscreen: (.*)$", "Plein écran : $1"),
    (r"^View (\d+) more$", "Voir $1 de plus"),
    (r"^([\d.]+)MB per file$", "$1 Mo par fichier"),
    (r"^File must be ([\d.]+)MB or smaller\.$", "Fichier trop lourd : $1 Mo au plus."),
    (r"^(.*) files are not allowed\.$", "Ce type de fichier n’est pas accepté."),
    (r"^(.*, )?([\d.]+)([MG])B$", "$1$2 $3o"),
    (r"^(.*, )?([\d.]+)KB$", "$1$2 ko"),
    (r"^(.*, )?([\d.]+)B$", "$1$2 o"),
    (r"^over 1000$", "plus de 1 000"),
    (r"^(\d+) results?$", "Résultats : $1"),
    (r"^(\d+) of (\d+) results?$", "$1 sur $2"),
    (r"^add icon$", "ajouter"),
    (r"^Choose (?:date|date and time|date range), (.*)$", "Choisir la date, $1"),
    (r"^(.*) start date$", "$1, début"),
    (r"^(.*) end date$", "$1, fin"),
    (r"^day, (.*)$", "jour, $1"),
    (r"^month, (.*)$", "mois, $1"),
    (r"^year, (.*)$", "année, $1"),
    (r"^hour, (.*)$", "heure, $1"),
    (
        r"^The page that you have requested does not seem to exist.*$",
        "Cette adresse ne mène à aucune page du registre.",
    ),
    (r"^Cannot load Streamlit frontend code\..*$", "Le registre a été mis à jour. Rechargez la page."),
)

# Les deux noms que lit le script ; il s'installe une seule fois par page ouverte.
SCRIPT: Final = (
    (Path(__file__).parent / "francais.js")
    .read_text(encoding="utf-8")
    .replace("PHRASES", json.dumps(PHRASES, ensure_ascii=False))
    .replace("MOTIFS", json.dumps(MOTIFS, ensure_ascii=False))
)


def installer_francais() -> None:
    """À appeler en tête du script principal : met la page en français, sans y prendre de place."""
    with st.container(key="francais"):
        st.html(
            f"<style>.st-key-francais {{display: none}}</style><script>{SCRIPT}</script>",
            unsafe_allow_javascript=True,
        )

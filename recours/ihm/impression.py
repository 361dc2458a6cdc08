"""Ce qui ne s'imprime pas : la barre latérale, l'en-tête, et ce sur quoi l'on ne peut pas cliquer sur du papier."""

import streamlit as st

_MUETS = (
    "stSidebar", "stHeader", "stToolbar", "stButton", "stDownloadButton", "stPopover", "stButtonGroup", "stSelectbox",
    "stPageLink", "stExpander", "stDateInput",
)  # fmt: skip


def preparer() -> None:
    """À appeler une fois par page ; sans effet à l'écran."""
    muets = ", ".join(f"[data-testid={x}]" for x in _MUETS)
    st.html(
        "<style>@media print { "
        f"{muets} {{ display: none !important; }} "
        "[data-testid=stMainBlockContainer] { padding: 0 !important; max-width: 100% !important; zoom: 0.6; } "
        "[data-testid=stHorizontalBlock] { display: flex !important; flex-wrap: nowrap !important; } "
        "[data-testid=stColumn] { min-width: 0 !important; } "
        "[data-testid=stPlotlyChart], [data-testid=stMetric] { break-inside: avoid; } "
        "@page { size: A4 portrait; margin: 10mm; } }</style>"
    )

"""Ce que les essais de cette pièce partagent."""

import pytest

from recours.registre.etat import Etat
from tests.registre.fabrique import Fabrique


@pytest.fixture(scope="module")
def etat(tmp_path_factory: pytest.TempPathFactory) -> Etat:
    """Un registre réglé, sans dossier. Apercevoir n'écrit rien : un seul suffit."""
    fabrique = Fabrique(tmp_path_factory.mktemp("regle"))
    fabrique.regler()
    return fabrique.registre.etat()

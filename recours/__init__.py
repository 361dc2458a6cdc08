"""Le registre des recours clients. `VERSION` : celle du logiciel, dont CHANGELOG.md dit le contenu."""

VERSION = "1.0"

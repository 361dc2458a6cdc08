# Registre des recours : les commandes du projet. « make » seul les liste.
# Un autre Python (3.11 ou plus récent) : make lancer PYTHON=python3.12

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Le nom du témoin porte l'empreinte des exigences : elles changent, on réinstalle ; sinon, rien.
POSE := $(VENV)/pose-$(shell cksum < requirements.txt | tr ' ' '-')
POSE_DEV := $(VENV)/pose-dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' '-')

.DEFAULT_GOAL := aide
.PHONY: aide lancer tester eprouver mesurer exemple propre navigateur

aide: ## affiche cette aide
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1@\2/p' $(MAKEFILE_LIST) | awk -F@ '{printf "%-18s%s\n", $$1, $$2}'

lancer: $(POSE) ## ouvre le registre sur http://127.0.0.1:8501 (installe au premier lancement)
	@echo "Registre des recours : http://127.0.0.1:$(PORT)   (Ctrl+C pour arrêter)"
	@$(PY) -m streamlit run app.py --server.port $(PORT)

# Les types se vérifient pendant les premiers essais, ceux du navigateur, qui attendent plus qu'ils ne calculent.
tester: $(POSE_DEV) navigateur ## vérifie le code et passe tous les tests courts, navigateur compris
	$(PY) -m ruff check .
	@$(PY) -m mypy recours app.py & types=$$!; \
	$(PY) -m pytest -q -n 2 --no-loadscope-reorder; essais=$$?; \
	wait $$types && exit $$essais

eprouver: $(POSE_DEV) navigateur ## passe les épreuves longues (arrêts brutaux, gros registres)
	$(PY) -m pytest -q -m eprouver

mesurer: $(POSE_DEV) ## mesure les temps de l'application
	$(PY) -m tests.mesures

exemple: $(POSE) ## écrit un registre d'exemple dans data/exemple
	$(PY) -m recours exemple data/exemple

propre: ## efface l'environnement et les caches, jamais les données
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/e2e/captures
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Sans navigateur, les tests d'écran sont sautés ; sur Debian et en root, on en installe un.
navigateur: $(POSE_DEV)
	@$(PY) -m tests.e2e.navigateur >/dev/null 2>&1 \
	|| if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else $(PY) -m tests.e2e.navigateur || true; fi

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Il faut Python 3.11 ou plus récent : make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Il manque le module venv (Debian : apt install python3-venv)."; exit 1; }

$(POSE): | $(PY)
	$(PIP) install -r requirements.txt
	@rm -f $(VENV)/pose-* && touch $@

$(POSE_DEV): | $(PY)
	$(PIP) install -r requirements-dev.txt
	@rm -f $(VENV)/pose-* && touch $@ $(POSE)

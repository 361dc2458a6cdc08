@echo off
rem Ouvre le registre des recours sous Windows. Ecrit d'apres la documentation, pas encore essaye sous Windows.
rem Sans accents : l'invite de commandes n'affiche pas toujours l'UTF-8.
setlocal
cd /d "%~dp0"
set ADRESSE=http://127.0.0.1:8501

rem Deja lance : ouvrir seulement le navigateur.
curl --silent --fail --max-time 2 %ADRESSE%/_stcore/health >nul 2>&1
if not errorlevel 1 goto ouvrir

if not exist .venv\Scripts\python.exe (
    echo Premier lancement : installation, quelques minutes...
    py -3 -m venv .venv || goto echec
)
rem Reinstaller seulement si requirements.txt a change.
fc /b requirements.txt .venv\pose.txt >nul 2>&1
if errorlevel 1 (
    .venv\Scripts\python.exe -m pip install --quiet --disable-pip-version-check -r requirements.txt || goto echec
    copy /y requirements.txt .venv\pose.txt >nul
)
echo Registre des recours : %ADRESSE%   (fermer cette fenetre pour arreter)
start "" cmd /c "timeout /t 4 /nobreak >nul & start %ADRESSE%"
.venv\Scripts\python.exe app.py
goto fin

:ouvrir
start %ADRESSE%
goto fin

:echec
echo L'installation a echoue. Verifiez que Python 3.11 ou plus recent est installe (python.org) et le reseau ouvert.
pause

:fin
endlocal

"""Completion in the shells themselves, past the first verb."""

import importlib.util
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import PROGRAM, environment

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

# what is typed, and a word that completes it, one that must not
TYPED = [
    (["pri"], "pricing", "plan"),
    (["pricing", "im"], "import", "list"),
    (["pricing", "import", "--dr"], "--dry-run", "--force"),
    (["--json", "limit", "s"], "set", "remove"),
    (["grant", "vo"], "void", "help"),
    (["grant", "void", "--am"], "--amount", "--note"),
    (["pricing", "match", "--ac"], "--account", "--at"),
    (["limit", "set", "--st"], "--stripes", "--period"),
    (["key-s"], "key-source", "plan"),
    (["hold", "rel"], "release", "list"),
    (["pool", "set", "--f"], "--for", "--json"),
    (["reset-due", "--"], "--batch", "--dry-run"),
    (["pricing", "import", "--color", "al"], "always", "never"),
]

# a terminal of its own in which zsh shows what it would insert: one match is inserted at once
ZSH = r"""
zmodload zsh/zpty
zpty shell 'zsh -f -i'
zpty -w shell 'PS1=; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D'
zpty -w shell "source $SCRIPT; zstyle ':completion:*' list-colors ''; bindkey '^X' accept-line; LISTMAX=1000"
zpty -w shell 'show() { print -r -- "<[$BUFFER]>"; zle -R; BUFFER=; }; zle -N show; bindkey "^Y" show; print READY'
zpty -m -r shell all '*READY*READY*' 
zpty -w -n shell "$TYPED"$'\t\x19'
zpty -m -r shell all '*\]>*'
print -r -- "$all"
zpty -d shell
"""


class Completions(unittest.TestCase):
    def script(self, shell):
        done = subprocess.run([PROGRAM, "completions", shell], capture_output=True, text=True, check=True, timeout=60)
        file = tempfile.NamedTemporaryFile("w", prefix="_token-meter-", suffix=f".{shell}", encoding="utf-8")
        self.addCleanup(file.close)
        file.write(done.stdout)
        file.flush()
        return file.name

    def shell(self, program, *args, **env):
        if shutil.which(program) is None:
            self.skipTest(f"there is no {program} here")
        done = subprocess.run([program, *args], env=environment(TERM="dumb", **env), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done)
        return done.stdout

    def test_bash(self):
        # as bash calls it: the command's name, the word at the cursor and the one before
        ask = ('source "$0"; COMP_WORDS=(token-meter "$@"); COMP_CWORD=$#; '
               'function="$(complete -p token-meter)"; function="${function#*-F }"; '
               '"${function%% *}" token-meter "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"; printf "%s\\n" "${COMPREPLY[@]}"')
        script = self.script("bash")
        for words, expected, other in TYPED:
            found = self.shell("bash", "--norc", "-c", ask, script, *words).split()
            self.assertIn(expected, found, words)
            self.assertNotIn(other, found, words)

    def test_make_install_puts_each_where_its_shell_looks(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        spec = importlib.util.spec_from_file_location("install", SCRIPTS / "install.py")
        install = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(install)
        written = install.install_completions(Path(PROGRAM), Path(folder.name))
        self.assertEqual([str(file.relative_to(folder.name)) for file in written],
                         ["bash-completion/completions/token-meter", "zsh/site-functions/_token-meter",
                          "fish/vendor_completions.d/token-meter.fish"])
        for file in written:
            self.assertIn("token-meter", file.read_text())
            self.assertEqual(file.stat().st_mode & 0o777, 0o644)

    def test_fish(self):
        script = self.script("fish")
        for words, expected, other in TYPED:
            ask = f"source {script}; complete -C 'token-meter {' '.join(words)}'"
            home = tempfile.TemporaryDirectory()
            self.addCleanup(home.cleanup)
            lines = self.shell("fish", "--no-config", "-c", ask, HOME=home.name).splitlines()
            found = [line.split("\t")[0] for line in lines]
            self.assertIn(expected, found, words)
            self.assertNotIn(other, found, words)

    def test_zsh(self):
        script = self.script("zsh")
        for words, expected, _ in TYPED:
            if words[-1] == "--":
                continue  # several match: a list is shown, and nothing inserted
            screen = self.shell("zsh", "-f", "-c", ZSH, SCRIPT=script, TYPED=f"token-meter {' '.join(words)}")
            typed = " ".join(["token-meter", *words[:-1], expected])
            self.assertRegex(screen, rf"<\[{typed}[ =]?\]>", words)


if __name__ == "__main__":
    unittest.main()

"""Manual pages: one for the program and for each verb, with all that --help says, and no mistake that groff or mandoc finds."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import PROGRAM, environment


def run(*command, **env):
    return subprocess.run([str(word) for word in command], env=environment(**env), capture_output=True, text=True, timeout=60, check=False)


class ManualPages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        done = run(PROGRAM, "man", folder.name)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.pages = {page.stem: page for page in Path(folder.name).iterdir()}

    def verbs(self, *verb):
        told = run(PROGRAM, *verb, "--help").stdout
        yield "-".join(["token-meter", *verb]), told
        part = re.search(r"^Commands:\n(.*?)\n\n", told, re.DOTALL | re.MULTILINE)
        for name in re.findall(r"^  ([a-z-]+) ", part[1], re.MULTILINE) if part else []:
            if name != "help":
                yield from self.verbs(*verb, name)

    def test_each_verb_has_one_and_nothing_else_has(self):
        self.assertEqual({verb for verb, _ in self.verbs()}, set(self.pages))
        self.assertTrue({"token-meter", "token-meter-export", "token-meter-pricing-import", "token-meter-grant-void"} <= set(self.pages))

    def test_each_says_what_help_says(self):
        for verb, told in self.verbs():
            page = self.pages[verb].read_text().replace("\\*(Aq", "'").replace("\\", "")
            with self.subTest(verb):
                self.assertRegex(page, rf'\.TH {verb} 1 " " "token-meter [0-9.]+" token_meter\n')
                for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"):
                    self.assertIn(f".SH {section}\n", page)
                for option in re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", told, re.MULTILINE):
                    self.assertIn(option, page)
                for line in re.findall(r"^  (token-meter .*)$", told, re.MULTILINE):
                    self.assertIn(line.split("    ")[0], page)

    def test_they_are_sound_to_what_shows_them(self):
        shown = [name for name in ("groff", "mandoc") if shutil.which(name)]
        if not shown:
            self.skipTest("there is no groff and no mandoc here")
        for verb, page in self.pages.items():
            with self.subTest(verb):
                if "mandoc" in shown:
                    done = run("mandoc", "-T", "lint", "-W", "error", page)
                    self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
                if "groff" in shown:
                    done = run("groff", "-K", "utf8", "-man", "-ww", "-Tutf8", "-P-c", page)
                    self.assertEqual(done.stderr, "")
                    self.assertRegex(done.stdout, rf"\n +{verb} +- +[A-Z]")

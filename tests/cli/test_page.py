"""What docs/cli.md shows is what happens: its console blocks are run in their order, in one database and one folder."""

import os
import re
import subprocess
import tempfile

from support import PROGRAM, CliTest, environment

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "cli.md")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands_of(block):
    """Each command with the output that is shown below it; a line that begins with > belongs to the command."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif line.startswith("> "):
            found[-1][0] += "\n" + line[2:]
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(output)) for command, output in found]


class Page(CliTest):
    maxDiff = None

    def test_what_it_shows_is_what_happens(self):
        with open(PAGE, encoding="utf-8") as page:
            blocks = BLOCK.findall(page.read())
        self.assertGreater(len(blocks), 3)
        with tempfile.TemporaryDirectory() as folder:
            env = environment(DATABASE_URL=self.url, PATH=os.path.dirname(PROGRAM) + ":" + os.environ["PATH"])
            for command, output in (pair for block in blocks for pair in commands_of(block)):
                done = subprocess.run(["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, timeout=60)
                self.assertEqual(done.stdout.rstrip("\n"), output, f"{command}\n{done.stderr}")

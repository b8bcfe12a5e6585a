"""`top`: the heaviest accounts and models; on a terminal again and again, which it gives back as it was."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios

from support import PROGRAM, CliTest, environment, psql

ON, OFF = b"\x1b[?1049h", b"\x1b[?1049l"  # the terminal's second screen, which leaves the first as it is


class TopTest(CliTest):
    def live(self, keys, *args, lines=30, columns=100):
        """Runs it on a terminal; at each of the words presses the key. Returns what the terminal got."""
        main, terminal = pty.openpty()
        self.addCleanup(os.close, main)
        self.resize(terminal, lines, columns)
        before = termios.tcgetattr(terminal)
        env = environment(DATABASE_URL=self.url, TERM="xterm-256color")
        run = subprocess.Popen([PROGRAM, "top", *args], stdin=terminal, stdout=terminal, stderr=terminal, env=env)
        screen, read_to = b"", 0
        for words, key in keys:
            while not re.search(words, screen[read_to:]):
                self.assertTrue(select.select([main], [], [], 30)[0], f"{words} after {screen[read_to:]}")
                screen += os.read(main, 65536)
            read_to = len(screen)
            if callable(key):
                key(run, terminal)
            else:
                self.assertNotEqual(termios.tcgetattr(terminal)[3], before[3])  # no echo meanwhile
                os.write(main, key)
        code = run.wait(timeout=60)
        while select.select([main], [], [], 0.2)[0]:
            screen += os.read(main, 65536)
        self.assertEqual(termios.tcgetattr(terminal), before)
        os.close(terminal)
        self.assertEqual(screen.count(ON), screen.count(OFF))
        return code, screen

    @staticmethod
    def resize(terminal, lines, columns):
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


class Top(TopTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add = "SELECT FROM meter_add_tokens('{}', {}, 0, model => '{}', provider => 'openai', enforce => false)"
        psql(cls.url, "; ".join(add.format(*call) for call in (
            ("small", 1000, "gpt-4o"), ("large", 9000, "gpt-4o"), ("many", 20000, "gpt-4o-mini"), ("many", 20000, "gpt-4o-mini"))))
        # of another day, and of another hour
        for ago, account in (("2 days", "gone"), ("3 hours", "earlier")):
            psql(cls.url, f"SELECT set_config('token_meter.clock', (now() - interval '{ago}')::text, false); " + add.format(account, 50000, "gpt-4o"))

    def accounts(self, *args):
        return [row["account"] for row in self.run_json("top", "--once", *args)["accounts"]]

    def test_the_heaviest_come_first_with_the_sums_of_usage(self):
        told = self.run_json("top", "--once")
        # 9,000 and 1,000 at 2.5 USD a million, 40,000 at 0.15
        self.assertEqual([(row["account"], row["tokens"], row["requests"], float(row["cost"])) for row in told["accounts"]],
                         [("large", "9000", "1", 0.0225), ("many", "40000", "2", 0.006), ("small", "1000", "1", 0.0025)])
        self.assertEqual([(row["model"], float(row["cost"])) for row in told["models"]], [("gpt-4o", 0.025), ("gpt-4o-mini", 0.006)])
        self.assertEqual((told["total"]["tokens"], float(told["total"]["cost"])), ("50000", 0.031))

    def test_what_they_have_most_of_and_since_when_can_be_said(self):
        self.assertEqual(self.accounts("--by", "tokens"), ["many", "large", "small"])
        self.assertEqual(self.accounts("--by", "requests")[0], "many")
        self.assertEqual(self.accounts("--window", "day"), ["earlier", "large", "many", "small"])
        self.assertEqual(self.accounts("--window", "5min"), ["large", "many", "small"])
        self.assertEqual(self.accounts("--lines", "1"), ["large"])
        for args in (["--window", "year"], ["--interval", "0"], ["--by", "colour"]):
            self.run_cli("top", *args, code=2)

    def test_without_a_terminal_one_frame_is_printed_plainly(self):
        told = self.run_cli("top").stdout
        self.assertNotIn("\x1b", told)
        bars = {line.split()[0]: line.count("█") for line in told.splitlines() if "█" in line}
        self.assertEqual((bars["large"], bars["many"], bars["small"]), (20, 5, 2))

    def test_q_leaves_and_gives_the_terminal_back(self):
        for key in (b"q", b"\x03"):
            code, screen = self.live([(rb"large.*gpt-4o-mini", key)])
            self.assertEqual(code, 0)
            self.assertEqual(screen.count(ON), 1)
            self.assertTrue(screen.rstrip().endswith(OFF), screen[-60:])
            self.assertIn(b"\x1b[?25h", screen)  # the cursor is seen again

    def test_who_ends_it_gets_the_terminal_back(self):
        code, screen = self.live([(rb"large.*gpt-4o-mini", lambda run, terminal: run.terminate())], "--interval", "3600")
        self.assertEqual(code, 0)
        self.assertTrue(screen.rstrip().endswith(OFF), screen[-60:])

    def test_keys_change_what_is_shown_at_once(self):
        code, screen = self.live([(rb"last hour.*small", b"d"), (rb"last day.*earlier", b"t"), (rb"most tokens first.*earlier", b"q")],
                                 "--interval", "3600")
        self.assertEqual(code, 0, screen)

    def test_a_server_that_goes_away_is_told_on_a_terminal_that_works(self):
        def end(run, terminal):
            psql(self.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        code, screen = self.live([(rb"large", end)], "--interval", "1")
        self.assertEqual(code, 2)
        self.assertIn(b"ERROR:", screen[screen.index(OFF):])


class Narrow(TopTest):
    def test_both_tables_and_the_headline_fit_24_lines_of_80(self):
        names = [f"550e8400-e29b-41d4-a716-4466554400{number:02}" for number in range(20)] + ["n" * 240]
        self.sql("; ".join(f"SELECT FROM meter_add_tokens('{name}', 1000000, 0, model => 'gpt-4o', provider => 'openai', enforce => false)"
                           for name in names))
        code, screen = self.live([(rb"Models.*gpt-4o", b"q")], lines=24, columns=80)
        self.assertEqual(code, 0)
        text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"\n", screen).decode()
        self.assertIn("550e8400-e29", text)
        self.assertIn("…", text)
        self.assertRegex(text, r"52\.5 USD")  # the end of the headline
        rows = [int(row) for row in re.findall(rb"\x1b\[(\d+);", screen)]
        self.assertLessEqual(max(rows), 24)


class Changing(TopTest):
    def test_it_looks_again_and_fits_the_terminal(self):
        def smaller(run, terminal):
            self.resize(terminal, 12, 60)
            run.send_signal(signal.SIGWINCH)
            psql(self.url, "SELECT FROM meter_add_tokens('newest', 90000, 0, model => 'gpt-4o', provider => 'openai', enforce => false)")
        code, _ = self.live([(rb"Accounts", smaller), (rb"newest", b"q")], "--interval", "1")
        self.assertEqual(code, 0)

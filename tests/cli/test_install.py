"""install, status, and servers of another version."""

from support import CliTest, psql


class Install(CliTest):
    installed = False

    def test_1_without_the_extension_it_says_how_to_install(self):
        done = self.run_cli("status", code=2)
        self.assertIn("not installed", done.stderr)
        self.assertIn("token-meter install", done.stderr)

    def test_2_installing_twice_is_the_same_as_once(self):
        first = self.run_json("install")
        self.assertEqual(first["extension"], "created")
        again = self.run_json("install")
        self.assertEqual(again["extension"], "was installed already")
        self.assertEqual(again["version"], first["version"])
        self.assertEqual(again["schema"], "public")

        status = self.run_json("status")
        self.assertEqual(status["default_plan"], "free")
        self.assertEqual(status["unknown_model"], "fallback")
        self.assertEqual(status["plans"], "3")
        self.assertEqual(status["cli_version"], status["extension_version"])
        self.assertIs(status["initialised"], True)

    def test_3_another_schema_is_refused_when_it_is_installed_already(self):
        done = self.run_cli("install", "--schema", "elsewhere", code=2)
        self.assertIn("in schema public already", done.stderr)
        self.assertEqual(self.sql("SELECT to_regnamespace('elsewhere') IS NULL"), "t")


class InstallInSchema(CliTest):
    installed = False

    def test_functions_are_found_in_a_schema_that_needs_quotes(self):
        role = f"{self.database} app"
        self.sql(f'CREATE ROLE "{role}"')
        self.addCleanup(psql, self.url, f'DROP OWNED BY "{role}"; DROP ROLE "{role}"')
        for _ in range(2):
            done = self.run_json("install", "--schema", "My Meter", "--grant", f"app={role}")
            self.assertEqual(done["granted"], [f"meter_app to {role}"])
        self.assertEqual(self.sql(f"SELECT pg_has_role('{role}', 'meter_app', 'member')"), "t")
        self.assertIs(self.run_json("add", "u1", "10")["allowed"], True)
        called = self.sql(f'SET SESSION AUTHORIZATION "{role}"; '
                          """SELECT allowed FROM "My Meter".meter_add_tokens('u2', 10)""")
        self.assertEqual(called, "t")


class InstallForRolesThatDoNotInherit(CliTest):
    def test_what_is_granted_works_or_is_told_not_to(self):
        role = f"{self.database}_app"
        self.sql(f"CREATE ROLE {role} NOINHERIT")
        self.addCleanup(psql, self.url, f"DROP OWNED BY {role}; DROP ROLE {role}")
        self.sql(f"GRANT meter_app TO {role}")  # as it was before, without effect
        done = self.run_cli("install", "--grant", f"app={role}", "--json")
        works = self.sql(f"SELECT pg_has_role('{role}', 'meter_app', 'USAGE')") == "t"
        self.assertEqual(works, int(self.sql("SHOW server_version_num")) >= 160000)
        if works:
            self.assertEqual(done.stderr, "")
            call = "SELECT allowed FROM meter_add_tokens('u1', 10)"
            self.assertEqual(self.sql(f"SET SESSION AUTHORIZATION {role}; {call}"), "t")
        else:
            self.assertRegex(done.stderr, f"{role}.*does not inherit.*SET ROLE meter_app.*ALTER ROLE")


class InstallIsAtomic(CliTest):
    installed = False

    def test_a_failed_grant_leaves_nothing_behind(self):
        done = self.run_cli("install", "--schema", "fresh", "--grant", "app=no such role", code=2)
        self.assertIn("no such role", done.stderr)
        self.assertIn("SQLSTATE:  42704", done.stderr)
        left = self.sql("SELECT count(*) FROM pg_extension WHERE extname = 'token_meter'")
        self.assertEqual(left, "0")
        self.assertEqual(self.sql("SELECT to_regnamespace('fresh') IS NULL AND to_regnamespace('meter') IS NULL"), "t")


class OtherVersion(CliTest):
    def pretend(self, version):
        self.sql(f"UPDATE pg_extension SET extversion = '{version}' WHERE extname = 'token_meter'")

    def test_a_server_of_another_series_is_refused_with_both_versions(self):
        own = self.sql("SELECT extversion FROM pg_extension WHERE extname = 'token_meter'")
        self.addCleanup(self.pretend, own)
        before = self.sql("SELECT count(*) FROM meter.usage_log")
        for version in ("0.0.9", "99.1.0"):
            self.pretend(version)
            for verb in (["status"], ["add", "u1", "5"], ["install"]):
                done = self.run_cli(*verb, code=3)
                self.assertIn(version, done.stderr)
                self.assertIn(own, done.stderr)
                self.assertEqual(done.stdout, "")
        self.assertEqual(self.sql("SELECT count(*) FROM meter.usage_log"), before)

    def test_a_patch_release_is_no_other_version(self):
        own = self.sql("SELECT extversion FROM pg_extension WHERE extname = 'token_meter'")
        self.addCleanup(self.pretend, own)
        self.pretend(".".join(own.split(".")[:2] + ["99"]))
        self.run_cli("status")

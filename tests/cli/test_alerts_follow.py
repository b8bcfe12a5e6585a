"""alerts --follow: alerts as they come, to a webhook or printed; nobody waits for it, and nothing is lost or sent twice."""

import json
import signal

import alert_delivery
from alert_delivery import SECONDS_MAX
from support import with_database


class Following(alert_delivery.Delivery):
    def test_two_followers_send_each_alert_once(self):
        followers = [self.follow("--poll", "1"), self.follow("--poll", "1")]
        accounts = [f"f{number}" for number in range(20)]
        self.reach(950, *accounts)
        self.sql("SELECT count(*) FROM meter_maintain()")
        alerts = [self.posted() for _ in range(40)]
        self.assertEqual(sorted((a["account"], a["threshold"]) for a in alerts),
                         sorted((account, threshold) for account in accounts for threshold in (80, 95)))
        self.wait_until("SELECT count(*) FROM meter.alerts WHERE delivered_at IS NULL", "0")
        for follower in followers:
            self.end(follower)
        self.assertTrue(self.server.posts.empty())

    def test_a_notification_wakes_a_follower(self):
        follower = self.follow("--poll", "3600", "--json")
        self.wait_until(self.backends().format("bool_or(query LIKE '%meter_lease_alerts%' AND state = 'idle')"))
        self.reach(800, "woken")
        self.sql("SELECT count(*) FROM meter_maintain()")
        self.assertEqual(self.posted()["account"], "woken")
        line = json.loads(follower.stdout.readline())
        self.assertEqual((line["account"], line["threshold"], line["used"]), ("woken", 80, 800))
        self.end(follower)

    def test_a_charge_does_not_wait_for_a_receiver(self):
        answer = self.hangs()
        self.reach(800, "busy")
        follower = self.follow()
        first = self.posted()
        # the same alert is raised anew while it is being sent
        self.assertEqual(self.sql("""
            SET lock_timeout = '10s';
            SELECT remaining FROM meter_grant('busy', 'month', 1000);
            SELECT level FROM meter_add_tokens('busy', 800)"""), "1000\nwarning")
        answer.set()
        again = self.posted()
        self.assertEqual((first["used"], again["used"]), (800, 1600))
        self.assertNotEqual(first["id"], again["id"])
        self.end(follower)

    def test_who_is_asked_to_end_finishes_what_is_being_sent(self):
        for by in (signal.SIGTERM, signal.SIGINT):
            answer = self.hangs()
            self.reach(950, f"ends {by}")
            follower = self.follow()
            self.assertEqual(self.posted()["threshold"], 80)
            follower.send_signal(by)
            answer.set()
            self.assertEqual(follower.wait(SECONDS_MAX), 0)
            self.assertIn("80 % reached, 950 of 1,000 tokens used, 50 left", follower.stdout.read())
            self.assertEqual(self.sql(f"SELECT threshold FROM meter.alerts WHERE account = 'ends {by}' AND delivered_at IS NULL"), "95")
            self.answers(200)
            self.deliver()
            self.assertEqual(self.posted()["threshold"], 95)

    def test_the_alert_of_a_follower_that_was_killed_arrives_later(self):
        answer = self.hangs()
        self.reach(800, "killed")
        follower = self.follow()
        alert = self.posted()
        follower.kill()
        follower.wait()
        answer.set()
        self.answers(200)
        self.deliver()  # its lease has not run out
        self.assertTrue(self.server.posts.empty())
        self.deliver(url=with_database(self.url, self.database, options="-c token_meter.clock=2099-01-01T00:00:00Z"))
        self.assertEqual(self.posted(), alert)

    def test_over_a_restart_each_alert_arrives_once(self):
        before, between = [f"before {n}" for n in range(10)], [f"between {n}" for n in range(5)]
        first = self.follow("--poll", "1")
        self.reach(950, *before)
        alerts = [self.posted() for _ in range(7)]
        self.end(first)  # in the midst of them
        self.reach(950, *between)  # while nobody follows
        second = self.follow("--poll", "1")
        while len(alerts) < 2 * len(before + between):
            alerts.append(self.posted())
        self.wait_until("SELECT count(*) FROM meter.alerts WHERE delivered_at IS NULL", "0")
        self.end(second)
        self.assertTrue(self.server.posts.empty())
        self.assertEqual(sorted((alert["account"], alert["threshold"]) for alert in alerts),
                         sorted((account, threshold) for account in before + between for threshold in (80, 95)))
        self.assertEqual(len({alert["id"] for alert in alerts}), len(alerts))

    def test_what_failed_before_a_restart_is_sent_after_it(self):
        self.answers(503)
        self.reach(800, "failed")
        first = self.follow()
        alert = self.posted()
        self.end(first)
        self.answers(200)
        while not self.server.posts.empty():
            self.assertEqual(self.posted(), alert)
        second = self.follow("--poll", "1")
        self.assertEqual(self.posted(), alert)
        self.wait_until("SELECT bool_and(delivered_at IS NOT NULL) FROM meter.alerts WHERE account = 'failed'")
        self.end(second)
        self.assertTrue(self.server.posts.empty())

    def test_a_lost_connection_loses_no_alert_and_sends_none_twice(self):
        answer = self.hangs()
        self.reach(800, "lost 1")
        follower = self.follow("--poll", "1")
        self.assertEqual(self.posted()["account"], "lost 1")
        self.sql(self.backends().format("pg_terminate_backend(pid)"))
        answer.set()
        self.wait_until("SELECT bool_and(delivered_at IS NOT NULL) FROM meter.alerts WHERE account = 'lost 1'")
        # and while it waits
        self.sql(self.backends().format("pg_terminate_backend(pid)"))
        self.reach(800, "lost 2")
        self.assertEqual(self.posted()["account"], "lost 2")
        self.end(follower)
        self.assertTrue(self.server.posts.empty())
        self.assertIn("connecting again", self.told(follower))


class Printing(alert_delivery.Delivery):
    def test_alerts_are_printed_as_they_come(self):
        self.reach(800, "p1", "p\x1b[2J")
        follower = self.follow("--poll", "1", webhook=False)
        self.assertRegex(follower.stdout.readline(), r"  p1  month: 80 % reached, 800 of 1,000 tokens used, 200 left, resets ")
        self.assertIn("p\\u{1b}[2J", follower.stdout.readline())
        self.reach(950, "p2")
        self.assertIn("  p2  month: 80 % ", follower.stdout.readline())
        self.assertIn("  p2  month: 95 % ", follower.stdout.readline())
        self.wait_until("SELECT count(*) FROM meter.alerts WHERE delivered_at IS NULL", "0")
        self.end(follower, by=signal.SIGINT)

    def test_a_line_is_an_object(self):
        self.reach(950, "j1")
        follower = self.follow("--json", webhook=False)
        lines = [json.loads(follower.stdout.readline()) for _ in range(2)]
        self.assertEqual([(line["account"], line["threshold"], line["cap"]) for line in lines], [("j1", 80, 1000), ("j1", 95, 1000)])
        self.assertNotIn("attempt", lines[0])
        self.end(follower)

    def test_what_nobody_reads_is_not_taken(self):
        follower = self.follow("--poll", "1", webhook=False)
        follower.stdout.close()
        self.reach(800, "unread")
        self.assertEqual(follower.wait(SECONDS_MAX), 0, self.told(follower))
        self.assertEqual([row["account"] for row in self.run_json("alerts", "take")], ["unread"])

"""Names of models and providers: what the library makes of them beside the twins in SQL. Names are made of those that prices have and of what
vendors, clouds and gateways put around them; prices and rules are random, so that names lead to several, none, or prices that differ."""
from __future__ import annotations

import json
import random
import unittest

from difference import DIFFERENCE
from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import ROOT
from lib.report import say
from lib.seed import seed

CASES = 10_000
DATABASE = "pairs_names"
PROVIDERS = """openai anthropic google google-vertex bedrock azure azure_ai openrouter mistral xai groq together ollama cohere perplexity deepseek
fireworks vercel_ai_gateway github our-proxy huggingface_novita""".split()
OTHER_PROVIDERS = ["OpenAI", " vertex_ai-language-models", "gemini", "AWS.Bedrock", "azure-openai.chat", "google.generative-ai", "x-ai", "Z.ai",
                   "anthropic.messages", "huggingface-together", "acme.chat.chat", ".chat", "Google  Vertex", "\tmistral_ai\n", "acme.v2", "fireworks_ai-x",
                   "openai.responses.chat", "vertex.anthropic.messages", "together.ai", "a.b.completions", "\u00a0openai\u3000", "*", "gpt-4o"]
MODELS = """gpt-4o gpt-4o-mini gpt-4 gpt-4.1 gpt-5 gpt-3.5-turbo gpt-35-turbo o1 o1-preview o3-mini o4-mini chatgpt-4o-latest gpt-image-1 text-embedding-3-small
claude-sonnet-4-5 claude-sonnet-4.5 claude-4.5-sonnet claude-4-sonnet-thinking claude-3-5-sonnet claude-opus-4 claude-opus-4-0 claude-3-7-sonnet-latest
claude-3-5-haiku-20241022 claude-3-opus-20240229 claude-haiku-4-5 claude-0 claude-4-5-opus-x-haiku gemini-2.5-flash gemini-2.5-pro gemini-2.0-flash
gemini-001 grok-4 grok-3-mini mistral-large mistral-medium mistral-small codestral devstral open-mistral-7b command-r-plus sonar sonar-pro deepseek-chat
llama-3.3-70b llama3.2 qwen3-32b gpt-oss-120b quill-x opal tin-1 gpt-4-32k gpt-4-1106-preview gpt-4-turbo-preview gpt-4-vision-preview whisper-1 tts-1-hd
embed-english-v3.0 rerank-v3.5 voyage-3 imagen-4 veo-3 dall-e-3 codex-mini computer-use-preview ft gpt-4- x claude- claude-4 -latest auto""".split()
BEFORE = ["us.", "eu.", "apac.", "us-gov.", "global.", "xx.", "anthropic.", "meta.", "openai.", "amazon.", "us.anthropic.", "eu.mistral.", "google.",
          "openai/", "anthropic/", "google/", "x-ai/", "mistralai/", "openrouter/", "openrouter/anthropic/", "models/", "publishers/google/models/",
          "projects/p/locations/eu/publishers/anthropic/models/", "projects/p/locations/global/publishers/google/models/", "accounts/fireworks/models/",
          "arn:aws:bedrock:us-east-1:1:inference-profile/", "deployments/", "groq/qwen/", "azure/eu/", "/", "a//", "ft:", "ft:", "publishers/x/models/models/",
          "a:b/c/", ".", "accounts//models/", "databricks-", "anthropic-", "openai-", "xai."]
AFTER = ["-2024-08-06", "-20250929", "@20250929", "-05-20", "-0613", "-2411", "-001", "-2019-01-01", "-2024-13-01", "-20251301", "-99-99", "-preview",
         "-preview-09-2025", "-preview-05-20", "-latest", "-0", "-4", "-4-5", "-4.5", "-v1:0", "-v2:0", "-v1", "-v1:0:200k", ":0", ":200k", ":0:200k", "-v", ":free",
         ":Free", ":nitro", ":online", ":thinking", ":extended", ":latest", "@default", "@latest", "-mini", "-thinking", ":acme::abc", ":", "/", "-v1:1:2",
         "-1-2-3", ".1", "-sonnet", "-opus", "-32k", "-2024-08-06-preview", " mini", " 4.5", "  x ", "-thinking-32k", "-thinking-k", "-thinking-x-high", ":groq",
         ":together_ai", ":Cerebras"]
PATTERNS = ["gpt-4*", "*-mini", "claude-*", "anthropic/*", "openai/gpt-?o", "*", "?", "gpt-4?", "*sonnet*", "us.*", "*/gpt-4o", "%", "gpt_4o", "a\\*", "**o",
            "openai/*:free", "gpt-4o*-??-*"]
EXPRESSIONS = [("^acme/(.+)$", "$1"), ("-(?<size>mini|nano)$", "gpt-4o-${size}"), ("^(?P<v>[a-z]+)/(.+?)-v\\d+$", "$2"), ("sonnet", "claude-sonnet-4-5"),
               ("^our-(gpt|claude)-(.*)$", "$1-$2"), ("(?i)^X", "quill-x"), ("^gpt-4o\\b", "gpt-4o"), ("^([^/]*)/([^/]*)$", "$2"), ("o(\\d)$", "o$1-mini"),
               ("^(gpt)-(\\d)\\.?(\\d)?", "${1}-$2$$"), ("^.{3}$", "opal"), ("\\.(anthropic|meta)\\.(.*)", "$2"), ("[0-9]{8}$", "tin-1"), ("^(.*)@", "$1"),
               ("(?:us|eu)\\.(.+)", "$0x"), ("^llama-?(3)", "llama-$1_x"), ("[[:digit:]]k$", "gpt-4-32k")]
BROKEN = ["(", "a)", "(?=a)", "(?!a)x", "*a", "a{2", "[a", "\\", "(a)\\1"]

SETUP = DIFFERENCE + """
CREATE SCHEMA twin;
CREATE FUNCTION tried_in_library(model text, provider text, at timestamptz, account text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT string_agg(m::text, E'\\n') FROM meter_match_model(model, provider, at, account) m);
END $$;
CREATE FUNCTION tried_in_sql(model text, provider text, at timestamptz, account text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT string_agg(m::text, E'\\n') FROM twin.meter_match_model(model, provider, at, account) m);
END $$;
-- The name and the prices that a call goes by, or why it has none: what is not the same. What a call costs is another test's.
CREATE FUNCTION found_otherwise(model text, provider text, other_units jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    library record; twin record; problem text;
BEGIN
    SELECT * INTO library FROM meter_internal._meter_price(meter.canonical_provider(provider), model, 'standard', '{1000000,1000000,0,0,0,0,0}',
                                                           other_units, now(), now(), '{}');
    BEGIN
        twin := meter.find_rates(meter.canonical_provider(provider), model, now(), other_units);
    EXCEPTION WHEN invalid_parameter_value THEN
        problem := SQLERRM;
    END;
    RETURN CASE WHEN problem IS NOT NULL THEN nullif(problem, library.missing)
                WHEN library.missing ~ '^unknown model' THEN twin.matched
                WHEN library.missing ~ '^model' THEN library.missing
                WHEN library.missing IS NULL AND twin.matched IS DISTINCT FROM library.price_match THEN concat_ws(' ', library.price_match, 'not', twin.matched)
                WHEN NOT library.price_ids <@ ARRAY(SELECT r.price_id FROM unnest(twin.rates) r) THEN 'prices ' || library.price_ids::text END;
END $$;
CREATE FUNCTION nothing(model text, provider text, other_units jsonb) RETURNS text LANGUAGE sql RETURN NULL;
"""


def quoted(value) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


class Dice(random.Random):
    """Throws names."""

    models = MODELS

    def cased(self, name: str) -> str:
        kind = self.random()
        # the database's locale says what the upper case of other letters is
        if kind < 0.85 or not name.isascii():
            return name
        return self.choice([name.upper(), name.capitalize(), name.swapcase(), f" {name}", f"{name}\t\n", f"\u00a0{name}\u3000"])

    def model(self) -> str:
        name = self.choice(self.models)
        for _ in range(self.choice([0, 0, 1, 1, 2, 3])):
            name += self.choice(AFTER)
        for _ in range(self.choice([0, 0, 0, 1, 1, 2])):
            name = self.choice(BEFORE) + name
        return self.cased(name)

    def asked_model(self):
        return self.choice([None, "", " \t", "m" * 256]) if self.random() < 0.01 else self.model()

    def provider(self):
        kind = self.random()
        if kind < 0.25:
            return None
        return self.choice(PROVIDERS) if kind < 0.8 else self.choice(OTHER_PROVIDERS + ["", "p" * 256])

    def wanted(self) -> str:
        name = self.choice(PATTERNS) if self.random() < 0.3 else self.model()
        return self.choice(BEFORE) + name if self.random() < 0.2 else name

    def clause(self, depth: int = 0):
        kind = self.choice(["equals", "starts_with", "ends_with", "contains", "regex", "or", "and"] + ["near"] * (self.random() < 0.05))
        if kind in ("or", "and"):
            return {kind: [self.clause(depth + 1) for _ in range(self.choice([0, 1, 2, 3]))] if depth < 4 else []}
        if kind == "regex":
            return {kind: self.choice(EXPRESSIONS)[0] if self.random() < 0.95 else self.choice(BROKEN)}
        text = self.choice(self.models)
        cut = self.randrange(1, 6)
        return {kind: self.cased({"starts_with": text[:cut + 2], "ends_with": text[-cut:], "contains": text[cut:cut + 3]}.get(kind, text))}

    def prices(self, number: int) -> str:
        """Few distinct amounts, so that some providers agree."""
        made = set()
        for _ in range(number):
            model = self.choice(["*", "*:free"]) if self.random() < 0.04 else self.choice(self.models) if self.random() < 0.6 else self.model().strip()
            provider = self.choice(PROVIDERS)
            for component in ["input", "output"] + self.sample(["request", "web_search", "cache_read", "factor:speed:fast"], self.choice([0, 0, 1])):
                for moment in self.sample(["2020-01-01", "2025-06-01", "2200-01-01"], self.choice([1, 1, 2])):
                    if model and len(model.encode()) < 255:
                        made.add((provider, model, component, self.choice(["standard"] * 4 + ["batch"]), self.choice([0, 0, 0, 1000]),
                                  self.choice(["1", "1.0", "2", "2", None] if component != "factor:speed:fast" else ["2", "3"]), moment))
        values = ",\n".join("(" + ", ".join(map(quoted, price)) + ")" for price in sorted(made, key=str))
        return ("INSERT INTO meter.prices (provider, model, component, service_tier, context_above, price_per_million, effective_from) "
                f"SELECT v.provider, v.model, v.component, v.tier, v.above::bigint, v.price::numeric, v.at::timestamptz FROM (VALUES {values}) "
                "v (provider, model, component, tier, above, price, at) ON CONFLICT DO NOTHING;")

    def rules(self) -> str:
        rules = []
        for _ in range(60):
            rules.append(("alias", self.model(), self.choice([None, None, *PROVIDERS]), self.choice([None, *PROVIDERS]), self.model(), 0))
        for expression, target in self.sample(EXPRESSIONS, 12):
            rules.append(("regex", expression, self.choice([None, None, *PROVIDERS]), self.choice([None, None, *PROVIDERS]), target, self.choice([0, 0, 1, 2])))
        for provider in self.sample(PROVIDERS, 8):
            for place in range(self.choice([3, 15])):
                rules.append(("list", json.dumps(self.clause()), provider, self.choice([None, provider]), self.choice(self.models), place))
        values = ",\n".join("(" + ", ".join(map(quoted, rule)) + ")" for rule in rules if rule[1].strip() and rule[4].strip())
        return ("INSERT INTO meter.model_rules (kind, pattern, provider, to_provider, to_model, place) SELECT v.kind, v.pattern, v.provider, v.to_provider, "
                f"v.to_model, v.place::integer FROM (VALUES {values}) v (kind, pattern, provider, to_provider, to_model, place) ON CONFLICT DO NOTHING;")


class Names(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        cls.seed = seed()
        metered_database(cls.cluster, DATABASE)
        twins = (ROOT / "sql/edition/names.sql").read_text()
        for name in ("provider", "provider_told", "is_model", "regex", "match_model"):
            twins = twins.replace(f"FUNCTION meter_internal._meter_{name}", f"FUNCTION twin._meter_{name}")
        twins = twins.replace("FROM meter_internal._meter_match_model", "FROM twin._meter_match_model")
        psql(cls.cluster, SETUP + twins.replace("CREATE FUNCTION meter_", "CREATE FUNCTION twin.meter_"), database=DATABASE)
        dice = Dice(cls.seed)
        Dice.models = MODELS + [model for (model,) in rows(cls.cluster, "SELECT DISTINCT model FROM meter.prices WHERE model <> '*' ORDER BY 1", DATABASE)]
        psql(cls.cluster, f"{dice.prices(2000)} {dice.rules()} SET client_min_messages = error; SELECT meter_set_account('ada', plan => 'free'); "
                          "SELECT meter_set_limit('of gpt', 'requests', 5, 'day', plan => 'free', model => 'gpt-4*', provider => 'openai'); "
                          "SELECT meter_set_limit('of claude', 'tokens', 5, 'day', account => 'ada', model => 'claude-sonnet-4-5');", database=DATABASE)

    def assert_same(self, of_library: str, of_twin: str, calls: list[list]) -> None:
        called = ",\n".join("($q$" + ", ".join(map(quoted, arguments)) + "$q$)" for arguments in calls)
        asked = rows(self.cluster, f"SET client_min_messages = error; SET timezone = 'UTC'; SELECT d FROM (VALUES {called}) c (arguments), "
                                   f"difference({quoted(of_library)}, {quoted(of_twin)}, arguments) d WHERE d IS NOT NULL LIMIT 10", DATABASE)
        self.assertEqual([difference for (difference,) in asked], [], f"again: SEED={self.seed}")

    def test_providers(self):
        dice = Dice(self.seed + 1)
        apis = ["chat", "responses", "messages", "completions", "video", "v2"]
        odd = [dice.cased("".join(dice.choice([*PROVIDERS, *OTHER_PROVIDERS, "-", ".", "_", " "]) for _ in range(dice.choice([1, 2, 3])))) for _ in range(CASES // 2)]
        names = [name + "".join("." + dice.choice(apis) for _ in range(dice.choice([0, 0, 1, 2]))) for name in odd] + [None, "", " ", "p" * 256]
        names += [dice.provider() for _ in range(CASES // 2)]
        self.assert_same("meter_internal._meter_provider", "twin._meter_provider", [[name] for name in names])

    def test_providers_that_names_tell(self):
        dice = Dice(self.seed + 2)
        self.assert_same("meter_internal._meter_provider_told", "twin._meter_provider_told", [[dice.asked_model()] for _ in range(CASES)])

    def test_names_that_limits_count(self):
        dice = Dice(self.seed + 3)
        calls = []
        for _ in range(CASES):
            model = dice.asked_model()
            related = model and dice.choice([model, model.split("/")[-1], model[:dice.randrange(1, 30)], model[:dice.randrange(1, 12)] + "*"])
            calls.append([dice.choice([dice.wanted(), dice.wanted(), related, None if dice.random() < 0.02 else related]), dice.provider() or None, model])
        self.assert_same("meter_internal._meter_is_model", "twin._meter_is_model", calls)

    def test_names_that_are_tried(self):
        dice = Dice(self.seed + 4)
        calls = [[dice.asked_model(), dice.provider(), dice.choice([None, None, "2024-01-01", "2300-01-01"]), dice.choice([None] * 8 + ["ada", "nobody", ""])]
                 for _ in range(CASES)]
        calls += [["gpt-4o", "openai", at, None] for at in ("infinity", "-infinity", "0001-01-01 BC")]
        self.assert_same("tried_in_library", "tried_in_sql", calls)
        say(f"   {CASES} names of each pair (SEED={self.seed})")

    def test_prices_that_are_found(self):
        dice = Dice(self.seed + 5)
        psql(self.cluster, "SELECT meter_set_setting('unknown_model', 'record')", database=DATABASE)
        calls = [[dice.model(), dice.choice([None, *PROVIDERS]), dice.choice([None, None, '{"web_search": 2}'])] for _ in range(CASES)]
        self.assert_same("nothing", "found_otherwise", calls)

    def test_expressions(self):
        for expression, _ in EXPRESSIONS:
            psql(self.cluster, f"SELECT twin._meter_regex({quoted(expression)})", database=DATABASE)
        refused = rows(self.cluster, "SELECT answer_of(format('SELECT twin._meter_regex(%L)', e)) FROM unnest(" + f"ARRAY[{', '.join(map(quoted, BROKEN))}]) e", DATABASE)
        self.assertEqual([answer[:5] for (answer,) in refused], ["2201B"] * len(BROKEN))


if __name__ == "__main__":
    unittest.main()

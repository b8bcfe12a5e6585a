"""Random bodies of answers: one of those that providers give, changed in a few places."""
from __future__ import annotations

import copy
import random

COUNTS = [0, 0, 1, 2, 7, 10, 25, 100, 2**53 - 1]
VALUES = [None, 0, 1, 7, 12.0, 0.5, -1, 2**53 - 1, 2**53, 2**63, 10**29, 0.12345678901234567, "12", " 12 ", "12.0", "1e3", "-0", "+5", "1_0", "7.50e1",
          "0.000000000000000000000000000012", "x", "", True, False, [], {}, [1], {"a": 1}, "null", "\u00a07"]
CHAT = {"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o", "choices": [{"finish_reason": "stop", "message": {"content": "hi"}}],
        "usage": {"prompt_tokens": 25, "completion_tokens": 10, "total_tokens": 35, "prompt_tokens_details": {"cached_tokens": 7},
                  "completion_tokens_details": {"reasoning_tokens": 2}}, "service_tier": "default"}
RESPONSE = {"id": "resp_1", "object": "response", "model": "gpt-5", "status": "completed", "service_tier": "flex",
            "output": [{"type": "web_search_call", "id": "ws_1", "action": {"type": "search"}, "status": "completed"}, {"type": "message"}],
            "usage": {"input_tokens": 25, "output_tokens": 10, "total_tokens": 35, "input_tokens_details": {"cached_tokens": 7},
                      "output_tokens_details": {"reasoning_tokens": 2}}}
MESSAGE = {"id": "msg_01a", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5", "stop_reason": "end_turn",
           "usage": {"input_tokens": 25, "output_tokens": 10, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 7,
                     "cache_creation": {"ephemeral_5m_input_tokens": 5, "ephemeral_1h_input_tokens": 2}, "service_tier": "standard",
                     "server_tool_use": {"web_search_requests": 1, "web_fetch_requests": 0}}}
STEPS = {**MESSAGE, "usage": {"input_tokens": 5, "output_tokens": 1, "iterations": [
    {"type": "message", "input_tokens": 25, "output_tokens": 10}, {"type": "compaction", "input_tokens": 100, "output_tokens": 7},
    {"type": "advisor_message", "model": "anthropic/claude-opus-4-8", "input_tokens": 25, "output_tokens": 2}]}}
GEMINI = {"candidates": [{"finishReason": "STOP", "groundingMetadata": {"webSearchQueries": ["a", "b", "a"], "groundingChunks": [{"web": {}}]}}],
          "modelVersion": "gemini-2.5-flash", "responseId": "r1",
          "usageMetadata": {"promptTokenCount": 25, "candidatesTokenCount": 10, "totalTokenCount": 42, "thoughtsTokenCount": 7,
                            "cachedContentTokenCount": 2, "toolUsePromptTokenCount": 1, "trafficType": "ON_DEMAND",
                            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 20}, {"modality": "AUDIO", "tokenCount": 5}],
                            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 7}],
                            "cacheTokensDetails": [{"modality": "AUDIO", "tokenCount": 1}]}}
CONVERSE = {"output": {"message": {"role": "assistant"}}, "stopReason": "end_turn", "metrics": {"latencyMs": 5}, "serviceTier": {"type": "priority"},
            "usage": {"inputTokens": 25, "outputTokens": 10, "totalTokens": 35, "cacheReadInputTokens": 7, "cacheWriteInputTokens": 5,
                      "cacheDetails": [{"ttl": "1h", "inputTokens": 2}, {"ttl": "5m", "inputTokens": 3}]},
            "ResponseMetadata": {"RequestId": "q1", "HTTPHeaders": {"x-amzn-requestid": "q1"}}}
ROUTER = {**CHAT, "id": "gen-1", "provider": "OpenAI", "model": "openai/gpt-4o",
          "usage": {**CHAT["usage"], "cost": 0.0012300, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.02}}}
GROQ = {**{key: value for key, value in CHAT.items() if key != "usage"}, "x_groq": {"id": "req_1", "usage": CHAT["usage"]}}
COMPOUND = {**CHAT, "model": "groq/compound", "usage_breakdown": {"models": [{"model": "small", "usage": {"total_tokens": 7}},
                                                                             {"model": "large", "usage": {"total_tokens": 25}}]}}
FIREWORKS = {**CHAT, "perf_metrics": {"cached-prompt-tokens": "7"}, "usage": {"prompt_tokens": 25, "completion_tokens": 10, "total_tokens": 35}}
XAI = {**CHAT, "model": "grok-4", "usage": {**CHAT["usage"], "total_tokens": 30, "num_sources_used": 3, "cost_in_usd_ticks": 1234500}}
DEEPSEEK = {**CHAT, "model": "deepseek-chat", "usage": {"prompt_tokens": 25, "completion_tokens": 10, "total_tokens": 35,
                                                        "prompt_cache_hit_tokens": 7, "prompt_cache_miss_tokens": 18}}
MISTRAL = {**CHAT, "model": "voxtral", "usage": {"prompt_tokens": 10, "completion_tokens": 7, "total_tokens": 42, "num_cached_tokens": 2,
                                                 "prompt_audio_seconds": 5, "prompt_tokens_details": {"audio_tokens": 25}}}
SONAR = {**CHAT, "model": "sonar-pro", "citations": [], "usage": {**CHAT["usage"], "search_context_size": "Low", "num_search_queries": 2,
                                                                "citation_tokens": 7, "reasoning_tokens": 5, "cost": {"total_cost": 0.006}}}
DRAWN = {**RESPONSE, "tools": [{"type": "image_generation", "model": "gpt-image-1-mini"}], "tool_usage": {"image_gen": {
    "input_tokens": 100, "input_tokens_details": {"image_tokens": 25}, "output_tokens": 10, "output_tokens_details": {"image_tokens": 10}}}}
COUNTED = {**RESPONSE, "model": "gpt-4o", "tools": [{"type": "web_search_preview"}], "output": [], "tool_usage": {"web_search": {"num_requests": 2}}}
MADE = {"created": 1, "data": [{"url": "u", "revised_prompt": "x"}, {"b64_json": "AA"}]}
MADE_ELSEWHERE = {"id": "i", "model": "flux", "object": "list", "data": [{"index": 0, "url": "u", "mime_type": "image/png"}]}
IMAGES = {"created": 1, "data": [{}], "usage": {"input_tokens": 25, "output_tokens": 100, "total_tokens": 125}}
EMBEDDED = {"object": "list", "data": [], "model": "text-embedding-3-small", "usage": {"prompt_tokens": 25, "total_tokens": 25}}
REALTIME = {"type": "response.done", "response": {**RESPONSE, "object": "realtime.response"}}
BATCH_LINE = {"custom_id": "a", "response": {"status_code": 200, "body": CHAT}}
RECORDED = {"headers": {"X-Amzn-Bedrock-Input-Token-Count": "25", "x-amzn-bedrock-output-token-count": ["10"], "x-litellm-response-cost": "0.5"},
            "body": {"generation": "hi"}}
SPOKEN = {"type": "speech.audio.done", "usage": {"input_tokens": 7, "output_tokens": 100, "total_tokens": 107}}
ROUTED = {**CONVERSE, "trace": {"promptRouter": {"invokedModelId": "us.amazon.nova-lite-v1:0"}}, "performanceConfig": {"latency": "optimized"}}
PICTURED = {**GEMINI, "modelVersion": "gemini-3-pro-image", "candidates": [{"groundingMetadata": {"webSearchQueries": ["a"], "imageSearchQueries": ["a", "b"]}}]}
FAILED = {**RESPONSE, "status": "failed", "error": {"code": "server_error", "message": "it broke"}}
JOB = {"id": "j", "status": "COMPLETED", "response": SONAR}
MAPPED = {**GEMINI, "candidates": [{"groundingMetadata": {"webSearchQueries": ["a", "b"], "groundingChunks": [{"maps": {}}]}}], "modelVersion": "gemini-3-flash"}
PAINTED = {"candidates": [{"content": {"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": "AA"}}]}}], "modelVersion": "gemini-2.5-flash-image",
           "usageMetadata": {"promptTokenCount": 25, "candidatesTokenCount": 100, "thoughtsTokenCount": 7, "cachedContentTokenCount": 20,
                             "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 10}, {"modality": "IMAGE", "tokenCount": 7}]}}
CODEX = {"type": "turn.completed", "usage": {"input_tokens": 25, "cached_input_tokens": 7, "output_tokens": 10, "reasoning_output_tokens": 2}}
XAI_CLIENT = {**CHAT, "model": "grok-4", "usage": {"prompt_tokens": 25, "completion_tokens": 10, "cached_prompt_text_tokens": 7, "server_side_tools_used":
    ["SERVER_SIDE_TOOL_WEB_SEARCH", "SERVER_SIDE_TOOL_WEB_SEARCH", "SERVER_SIDE_TOOL_CODE_EXECUTION"]}}
PLAIN_SONAR = {**CHAT, "model": "sonar", "citations": [], "usage": {"prompt_tokens": 25, "completion_tokens": 10, "total_tokens": 35,
                                                                  "cost": {"input_tokens_cost": 0.001, "output_tokens_cost": 2e-4, "request_cost": 0.005}}}
PICTURES = {"input_tokens": 94, "output_tokens": 100, "total_tokens": 194, "input_tokens_details": {"text_tokens": 50, "image_tokens": 44}}
CODED = {**RESPONSE, "model": "gpt-4o", "tools": [{"type": "web_search_preview"}, {"type": "code_interpreter", "container": {"type": "auto", "memory_limit": "4g"}}],
         "output": [*RESPONSE["output"], {"type": "code_interpreter_call", "id": "ci_1", "container_id": "c1"}]}
EXPIRED = {"custom_id": "a", "result": {"type": "expired"}}
ERRORED = {"custom_id": "a", "result": {"type": "errored", "error": {"type": "error", "error": {"type": "invalid_request_error", "message": "no"}}}}
ERROR = {"error": {"type": "invalid_request_error", "message": "no", "code": 1}}
# more of the main ones
BODIES = [*[CHAT] * 4, *[RESPONSE] * 4, *[MESSAGE] * 4, STEPS, STEPS, *[GEMINI] * 4, *[CONVERSE] * 3, *[ROUTER] * 2, GROQ, COMPOUND, COMPOUND, FIREWORKS, XAI, DEEPSEEK, MISTRAL, SONAR,
          DRAWN, IMAGES, EMBEDDED, REALTIME, BATCH_LINE, RECORDED, SPOKEN, ROUTED, PICTURED, FAILED, JOB, MAPPED, PAINTED, PAINTED, CODEX,
          CODED, CODED, EXPIRED, ERRORED, {"message": "no"}, {"Message": "no"}, {"detail": "no"}, {"detail": [{"loc": [], "msg": "no"}]},
          COUNTED, COUNTED, MADE, MADE, MADE_ELSEWHERE, {"success": False, "errors": [{"code": 5, "message": "no"}]},
          XAI_CLIENT, PLAIN_SONAR, PICTURES, {"created": 1, "usage": PICTURES},
          ERROR, CHAT["usage"], RESPONSE["usage"], MESSAGE["usage"], GEMINI["usageMetadata"],
          CONVERSE["usage"]]
# what an object may have beside, and what for
BESIDE = {
    "body": {"usage": [CHAT["usage"], RESPONSE["usage"], MESSAGE["usage"], CONVERSE["usage"], {}, None], "usageMetadata": [GEMINI["usageMetadata"]],
             "metadata": [{"usage": CONVERSE["usage"]}, {}], "x_groq": [{"usage": CHAT["usage"]}], "error": [False, "bad", {"code": "c"}, {}],
             "model": ["gpt-4o-search-preview", "gemini-2.5-pro", "google/gemini-3-pro", "voyage-3", "accounts/fireworks/m", "claude-3", "sonar", ""],
             "modelVersion": ["gemini-3-pro", "gemini-", "models/gemini-2"], "object": ["chat.completion.chunk", "text_completion", "list", "error"],
             "id": ["msg_bdrk_1", "msg_vrtx_1", "gen-2", ""], "status": ["in_progress", "queued", "failed"],
             "response": [RESPONSE, GEMINI, CHAT, MESSAGE, JOB, ERROR],
             "type": ["message", "message_start", "message_delta", "message_stop", "error", "response.created", "session.created", "response.output_item.done",
                      "image_generation.completed", "ping"],
             "delta": [{"stop_reason": "end_turn"}, {}], "message": [MESSAGE], "choices": [[], [{"usage": CHAT["usage"]}]],
             "result": [{"usage": CHAT["usage"]}, CONVERSE, {"result": MESSAGE["usage"]}, FAILED],
             "item": [{"type": "code_interpreter_call", "container_id": "c1"}], "service_tier": ["ON_DEMAND_FLEX", "auto", "scale", "service_tier_x"],
             "providerMetadata": [{"gateway": {"cost": "0", "marketCost": "0.01"}}, {"openrouter": {"usage": {"cost": 1}}}],
             "perf_metrics": [{"cached-prompt-tokens": 7}, {"cached-prompt-tokens": "x"}, []],
             "usage_breakdown": [{"models": [{"model": "m", "usage": {}}, {"model": "", "usage": {}}, 7]}, {}],
             "_hidden_params": [{"response_cost": 0.07}], "system_fingerprint": ["fp_ollama"], "time_info": [{}], "prompt_filter_results": [[]],
             "serverContent": [{"groundingMetadata": {"webSearchQueries": ["c"]}}], "promptFeedback": [{"blockReason": "x"}], "createTime": ["t"],
             "messageStop": [{}], "modelId": ["amazon.nova"], "recordId": ["1"], "custom_id": ["1"], "key": ["k"], "__type": ["Throttled"],
             "kwargs": [{"usage_metadata": RESPONSE["usage"]}], "totalUsage": [{"inputTokens": 1, "outputTokens": 2}], "eval_count": [5], "done": [True],
             "generation_id": ["g"], "interaction": [{"id": "i"}], "results": [[{"input_token_count": 1, "generated_token_count": 2}]], "text": ["t"],
             "event": ["speech.audio.delta", "x"], "audio_data": ["QQ=="], "audio_duration": [None, 28],
             "data": [{"native_tokens_prompt": 1, "native_tokens_completion": 2}, [], MADE["data"], [{"url": "u", "title": "t"}], [{"url": "u"}]],
             "created": [1], "messageMetadata": [{"usage": {"inputTokens": 1, "outputTokens": 2, "cachedInputTokens": 1}}, {}], "success": [False],
             "errors": [[{"message": "no"}], []], "tool_usage": [{"web_search": {"num_requests": 3}}, {"web_search": {"num_requests": -1}}, {}],
             "raw": [CHAT], "additional_kwargs": [CHAT["usage"], {}], "metrics": [{"accumulated_usage": CONVERSE["usage"]}, {"input_tokens": 5, "output_tokens": 7}, {"image_count": 2}],
             "replies": [[{"_meta": {"usage": CHAT["usage"]}}], ["x"]], "kind": ["response"], "model_name": ["m"], "inference_status": [{"tokens_input": 5, "cost": 1}],
             "Metadata": [{"Usage": {"InputTokenCount": 5, "OutputTokenCount": 7}}],
             "performanceConfig": [{"latency": "optimized"}, {"latency": "standard"}], "trace": [{"promptRouter": {"invokedModelId": "m"}}, {}],
             "errorMessage": ["bad input"], "tools": [[{"type": "web_search_preview_2025_03_11"}], [{"type": "shell", "container": {"memory_limit": "16g"}}]],
             "detail": ["no", {"error": "no"}, []], "llm_output": [{"token_usage": CHAT["usage"]}, {}], "attributes": [{"gen_ai.usage.input_tokens": 5}], "server_side_tool_usage": [{"SERVER_SIDE_TOOL_X_SEARCH": 3, "server_side_tool_web_search": 1}, {}],
             "server_side_tool_usage_details": [{"web_search_calls": 2}], "modelUsage": [{"m": {"inputTokens": 1, "outputTokens": 2}}, {}],
             "total_cost_usd": [0.5], "images": [[{}]],
             "output": [{"finish_reason": "stop", "choices": [{"finish_reason": "null"}]}], "embeddings": [[]], "predictions": [[]]},
    "usage": {name: [*COUNTS, "9"] for name in (
        "prompt_tokens", "completion_tokens", "input_tokens", "output_tokens", "total_tokens", "cached_tokens", "cache_read_tokens", "num_cached_tokens",
        "prompt_cache_hit_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cache_write_tokens", "reasoning_tokens", "audio_prompt_tokens",
        "input_audio_tokens", "audio_completion_tokens", "connector_tokens", "citation_tokens", "num_sources_used", "num_search_queries", "characters",
        "cache_audio_read_tokens", "cached_input_tokens", "cached_prompt_text_tokens", "cached_prompt_tokens", "cache_creation_tokens", "thoughtsTokens", "promptTokens", "reasoning_output_tokens", "cost_in_usd_ticks", "inputTokens", "outputTokens", "cacheReadInputTokenCount", "cacheWriteInputTokens",
        "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "responseTokenCount", "total_token_count", "toolUsePromptTokenCount")} | {
        "prompt_tokens_details": [{"audio_tokens": 5, "image_tokens": 2, "cached_tokens_details": {"audio_tokens": 1, "image_tokens": 3}}, {"flex": 20,
                                  "flex_cache_read": 5, "cache_read": 1}, {"priority": 25}, {"ephemeral_1h_input_tokens": 3, "cache_creation": 1},
                                  {"cache_creation_tokens": 9, "cache_creation_token_details": {"ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": 8}},
                                  {"web_search_requests": 3}],
        "input_token_details": [{"cached_tokens": 9, "video_tokens": 2}], "output_tokens_details": [{"thinking_tokens": 3, "image_tokens": 5}],
        "completion_tokens_details": [{"audio_tokens": 4, "reasoning": 6, "flex_reasoning": 1}], "cost": [0, 0.5, "1e-5", {"total_cost": 2}],
        "estimated_cost": [0.25], "cost_details": [{"upstream_inference_cost": 1.5}], "is_byok": [False], "service_tier": ["batch", "priority", "auto"],
        "speed": ["fast", "standard"], "inference_geo": ["US", "global"], "prompt_audio_seconds": [0, 1.50, "3"], "type": ["duration"], "seconds": [2.5],
        "server_side_tool_usage_details": [{"web_search_calls": 2, "x_search_calls": 1}], "connectors": [{"web_search": 1, "image_generation": 2}],
        "search_context_size": ["high"], "details": [{"reasoning_tokens": 3}, {"thoughts_tokens": 2}, []], "nativeUsage": [CHAT["usage"], None], "trafficType": ["PROVISIONED_THROUGHPUT"], "serviceTier": ["flex"], "iterations": [[{"type": "fallback_message"}]],
        "server_side_tool_usage": [{"SERVER_SIDE_TOOL_COLLECTIONS_SEARCH": 2, "x": 1}, {}], "server_side_tools_used": [["X_SEARCH", 1], []],
        "inputTokensDetails": [{"cachedTokens": 1}], "output_tokens_details ": [{}], "prompt_tokens_details_": [[]], "reasoningTokens": [1], "billed_units": [{"input_tokens": 1}],
        "toolUsePromptTokensDetails": [[{"modality": "audio", "tokens": 3}, {"modality": "Video", "token_count": 2}]]},
}


def places(node, path=()) -> list[tuple]:
    """Paths to all values in a body, but the whole."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, value in inner for place in [(*path, key), *places(value, (*path, key))]]


def holder_of(body, path):
    for key in path[:-1]:
        body = body[key]
    return body


def change(body, dice: random.Random):
    """One change: a value is left out or another, or an object says something beside."""
    found = places(body)
    path = dice.choice(found) if found else None
    what = dice.random()
    if what < 0.45 or path is None:
        usages = [place for place in found if "sage" in str(place[-1]) and isinstance(holder_of(body, place)[place[-1]], dict)]
        if usages and dice.random() < 0.6:
            place = dice.choice(usages)
            target, beside = holder_of(body, place)[place[-1]], BESIDE["usage"]
        else:
            target, beside = body, dice.choice([BESIDE["body"], BESIDE["usage"]]) if dice.random() < 0.3 else BESIDE["body"]
        key = dice.choice(list(beside))
        target[key] = copy.deepcopy(dice.choice(beside[key]) if dice.random() < 0.85 else dice.choice(VALUES))
    elif what < 0.6 and isinstance(path[-1], str):
        del holder_of(body, path)[path[-1]]
    elif what < 0.85 and isinstance(holder_of(body, path)[path[-1]], int):
        holder_of(body, path)[path[-1]] = dice.choice(COUNTS)
    else:
        holder_of(body, path)[path[-1]] = copy.deepcopy(dice.choice(VALUES))


def answer(dice: random.Random):
    """A body, seldom as a provider gives it; sometimes none that JSON can tell."""
    if dice.random() < 0.02:
        return dice.choice(["", "ID3", "5", None, 7, False, []])
    body = copy.deepcopy(dice.choice(BODIES))
    for _ in range(dice.choice([0, 1, 1, 1, 2, 2, 3, 5])):
        change(body, dice)
    return [body] if dice.random() < 0.01 else body


def headers(dice: random.Random):
    if dice.random() < 0.9:
        return None
    names = {"x-amzn-bedrock-input-token-count": COUNTS, "X-Amzn-Bedrock-Output-Token-Count": ["5", 7], "x-amzn-bedrock-cache-read-input-token-count": [2, "x"],
             "x-litellm-response-cost": ["0.10", "-1", 3], "x-amzn-bedrock-service-tier": ["flex"], "X-Gemini-Service-Tier": ["priority"], "x-amzn-RequestId": ["q"], "dg-char-count": ["9"], "Fireworks-Cached-Prompt-Tokens": ["7", 100], "character-cost": ["7"]}
    told = {name: dice.choice(values) for name, values in names.items() if dice.random() < 0.4}
    return [[name, value] for name, value in told.items()] if dice.random() < 0.2 else told


def provider(dice: random.Random):
    return dice.choice([None, None, "openai", "Mistral", "xai", "google", "gemini", "anthropic", "acme", "openai.responses", "perplexity", "perplexity"])

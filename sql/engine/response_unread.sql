-- Shapes that the extension reads and this edition does not: they are told apart, so that none is taken for another. Each function names the
-- shape of a body; NULL: it is none of its.

-- Whether a body is the result of the Claude Agent SDK, which sums up a run.
CREATE OR REPLACE FUNCTION is_agent_run(body jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    models CONSTANT jsonb := CASE WHEN is_object(body -> 'modelUsage') THEN body -> 'modelUsage' ELSE '{}' END;
    of_models CONSTANT boolean := models <> '{}' AND NOT jsonb_path_exists(models, 'strict $.* ? (@.type() != "object")');
BEGIN
    RETURN of_models OR amount_of(said(body, 'total_cost_usd')) IS NOT NULL AND body ? 'usage';
END $$;

-- Whether a usage counts tokens, by whichever names.
CREATE OR REPLACE FUNCTION is_usage(usage jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN has_key(usage, 'prompt_tokens', 'promptTokens', 'completion_tokens', 'completionTokens')
        OR has_key(usage, 'input_tokens', 'inputTokens') AND has_key(usage, 'output_tokens', 'outputTokens')
        OR has_key(usage, 'promptTokenCount', 'prompt_token_count');
END $$;

-- Usage as other client libraries tell it: where LangChain has no sum of its own, .NET, Cohere's client, OpenTelemetry, Pydantic AI.
CREATE OR REPLACE FUNCTION told_by_library(body jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    usage CONSTANT jsonb := coalesce(said(body, 'usage'), body);
    span CONSTANT jsonb := CASE WHEN is_object(body -> 'attributes') THEN body -> 'attributes' ELSE body END;
    -- Semantic Kernel has it among the metadata of a result
    of_client CONSTANT jsonb := coalesce(said(body, 'usage'), said(body, 'Usage'), said(body -> 'Metadata', 'Usage'), body);
    holder jsonb;
BEGIN
    IF body ?| '{response_metadata,llm_output,llmOutput,token_usage,tokenUsage,kwargs}' THEN
        FOREACH holder IN ARRAY ARRAY[coalesce(said(body, 'kwargs'), body) -> 'response_metadata', body -> 'llm_output', body -> 'llmOutput',
                                      CASE WHEN NOT body ? 'usage' THEN body END] LOOP
            IF is_usage(holder -> 'token_usage') OR is_usage(holder -> 'tokenUsage') OR is_usage(holder -> 'usage') THEN
                RETURN 'langchain';
            END IF;
        END LOOP;
    END IF;
    RETURN CASE
        WHEN has_key(of_client, 'inputTokenCount', 'outputTokenCount', 'InputTokenCount', 'OutputTokenCount')
             AND NOT has_key(of_client, 'cacheReadInputTokenCount') THEN 'extensions_ai'
        WHEN said(body -> 'usage', 'billedUnits') IS NOT NULL OR said(body -> 'meta', 'billedUnits') IS NOT NULL THEN 'cohere'
        WHEN coalesce(said(span, 'gen_ai.usage.input_tokens'), said(span, 'gen_ai.usage.prompt_tokens'), said(span, 'gen_ai.usage.output_tokens'),
                      said(span, 'gen_ai.usage.completion_tokens')) IS NOT NULL THEN 'opentelemetry'
        WHEN has_key(usage, 'request_tokens', 'response_tokens')
             OR said_text(body, 'kind') = 'response' AND body ? 'model_name' AND has_key(usage, 'input_tokens') THEN 'pydantic_ai' END;
END $$;

-- Libraries that hold the provider's own usage, or all of its answer, in an object of theirs.
CREATE OR REPLACE FUNCTION held_by_library(body jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    about CONSTANT jsonb := CASE WHEN has_key(body -> 'metadata', 'usage') THEN body -> 'metadata' ELSE body END;
    usage CONSTANT jsonb := coalesce(said(about, 'usage'), about);
    reply CONSTANT jsonb := CASE WHEN is_object(body #> '{replies,0}') THEN body #> '{replies,0}' WHEN body ?| '{replies,_meta}' THEN body END;
    meta jsonb;
BEGIN
    meta := coalesce(said(reply, '_meta'), said(reply, 'meta'));
    meta := CASE WHEN items_in(meta) > 0 THEN meta -> 0 ELSE meta END;
    RETURN CASE
        WHEN has_key(usage, 'promptTokens') AND (has_key(usage, 'nativeUsage') OR has_key(body -> 'metadata', 'usage')) THEN 'spring_ai'
        WHEN body ? 'prompt_llm_token_count' OR body ? 'raw' AND said(body, 'additional_kwargs') IS NOT NULL
             AND (is_usage(body #> '{raw,usage}') OR said(body -> 'raw', 'usageMetadata') IS NOT NULL OR is_usage(body -> 'additional_kwargs')) THEN 'llama_index'
        WHEN is_object(meta -> 'usage') THEN 'haystack'
        WHEN is_object(body #> '{metrics,accumulated_usage}') OR is_object(body -> 'accumulated_usage') THEN 'strands'
        WHEN said_text(body, 'ai_model_id') IS NOT NULL AND is_object(body #> '{metadata,usage}') THEN 'semantic_kernel'
        WHEN jsonb_typeof(body #> '{metrics,input_tokens}') IN ('number', 'string')
             AND jsonb_typeof(body #> '{metrics,output_tokens}') IN ('number', 'string') THEN 'agno' END;
END $$;

-- Whether it is the usage of each model by its name, as LangChain's callback and others sum it up.
CREATE OR REPLACE FUNCTION is_usage_of_models(body jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN is_object(body) AND body <> '{}' AND NOT EXISTS (SELECT FROM jsonb_each(body) e WHERE NOT is_usage(e.value));
END $$;

-- What client libraries make of an answer: LangChain, the Vercel AI SDK. Bedrock's own usage has the AI SDK's names for the main counts.
CREATE OR REPLACE FUNCTION library_shape(body jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    usage jsonb;
BEGIN
    IF has_key(coalesce(said(body, 'kwargs'), body) -> 'usage_metadata', 'input_tokens') THEN
        RETURN 'langchain';
    END IF;
    IF body ?| '{modelUsage,total_cost_usd}' AND is_agent_run(body) THEN
        RETURN 'claude_agent';
    ELSIF is_object(body -> 'stats') AND (jsonb_path_exists(body, '$.stats.models.*.tokens.prompt')
                                          OR said_text(body, 'type') = 'result' AND body -> 'stats' ?& '{input_tokens,output_tokens,cached}') THEN
        RETURN 'gemini_cli';
    END IF;
    IF told_by_library(body) IS NOT NULL THEN
        RETURN told_by_library(body);
    END IF;
    IF (body ?| '{metadata,metrics,accumulated_usage,replies,_meta,additional_kwargs,prompt_llm_token_count,nativeUsage}'
        OR has_key(body -> 'usage', 'nativeUsage')) AND held_by_library(body) IS NOT NULL THEN
        RETURN held_by_library(body);
    END IF;
    usage := coalesce(said(body, 'totalUsage'), said(body, 'usage'), said(body -> 'messageMetadata', 'totalUsage'), said(body -> 'messageMetadata', 'usage'),
                      said(body -> 'metadata', 'totalUsage'), body);
    IF has_key(usage, 'cacheReadInputTokens', 'cacheReadInputTokenCount') THEN
        RETURN NULL;
    ELSIF has_key(usage, 'cachedInputTokens', 'reasoningTokens', 'inputTokenDetails', 'outputTokenDetails', 'promptTokens', 'completionTokens',
                  'cachedContentTokens', 'thoughtsTokens')
       OR is_object(usage -> 'inputTokens')
       OR jsonb_typeof(usage -> 'tokens') IN ('number', 'string') AND usage = jsonb_build_object('tokens', usage -> 'tokens')
       OR has_key(usage, 'inputTokens') AND (body ?| '{providerMetadata,totalUsage,finishReason,modelId,images}'
                                             OR said(body -> 'response', 'modelId') IS NOT NULL) THEN
        RETURN 'ai_sdk';
    ELSIF jsonb_typeof(usage -> 'inputTokens') IN ('number', 'string') OR jsonb_typeof(usage -> 'outputTokens') IN ('number', 'string') THEN
        -- OpenAI's names in camel case
        RETURN CASE WHEN has_key(usage, 'promptTokensDetails', 'completionTokensDetails', 'inputTokensDetails', 'outputTokensDetails',
                                 'prompt_tokens_details', 'input_tokens_details', 'cost', 'costDetails', 'isByok', 'costInUsdTicks',
                                 'promptAudioSeconds', 'numSearchQueries', 'cachedPromptTextTokens', 'serverSideToolsUsed', 'searchContextSize')
                    THEN 'ai_sdk' END;
    END IF;
    RETURN NULL;
END $$;

-- Google's other APIs, and Cohere's.
CREATE OR REPLACE FUNCTION other_api_shape(body jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
DECLARE
    kind text;
BEGIN
    IF body ? 'predictions' AND jsonb_path_exists(
            body, '$.predictions[*] ? (@.embeddings.statistics.token_count != null || @.embeddings.statistics.tokenCount != null
                || @.mimeType starts with "image/" && (exists(@.bytesBase64Encoded) || exists(@.gcsUri)))') THEN
        RETURN 'google.predict';
    ELSIF jsonb_typeof(coalesce(body #> '{response,inlinedResponses,inlinedResponses}', body #> '{response,inlinedResponses}',
                                body #> '{dest,inlinedResponses}', body #> '{dest,inlined_responses}')) = 'array' THEN
        RETURN 'google.batch';
    ELSIF is_object(body -> 'interaction') OR said_text(body, 'event_type') ~ E'^(step|interaction|content)\\.'
       OR said_text(body, 'object') = 'interaction' THEN
        RETURN 'google.interactions';
    END IF;
    kind := coalesce(said_text(body, 'type'), said_text(body, 'event_type'));
    IF kind = 'stream-end' THEN
        RETURN CASE WHEN is_object(body -> 'response') THEN 'cohere.chat_v1' END;
    ELSIF kind = 'message-end' THEN
        RETURN CASE WHEN said(body, 'delta') IS NOT NULL THEN 'cohere.chat_v2' END;
    ELSIF kind ~ '^(message-|content-|tool-|citation-|text-generation|stream-|search-)' THEN
        RETURN 'cohere.chat';
    ELSIF body ? 'generation_id' OR body ?& '{chat_history,text}' THEN
        RETURN 'cohere.chat_v1';
    ELSIF body ?& '{embeddings,response_type}' THEN
        RETURN 'cohere.embeddings';
    ELSIF said(body -> 'usage', 'billed_units') IS NOT NULL OR said(body -> 'meta', 'billed_units') IS NOT NULL THEN
        RETURN CASE WHEN body ? 'results' THEN 'cohere.rerank' ELSE 'cohere.chat_v2' END;
    END IF;
    RETURN NULL;
END $$;

-- Bedrock's InvokeModel, its sessions and its log, Ollama. An operation of Google's is done too, and has an object of a response.
CREATE OR REPLACE FUNCTION own_model_shape(body jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    IF body ? 'amazon-bedrock-invocationMetrics' THEN
        IF said(body, 'amazon-bedrock-invocationMetrics') IS NOT NULL THEN
            RETURN 'bedrock.invoke';
        END IF;
    ELSIF body ?| '{inputTextTokenCount,generation_token_count}' THEN
        RETURN CASE WHEN body ? 'inputTextTokenCount' THEN 'bedrock.titan' ELSE 'bedrock.llama' END;
    END IF;
    IF body ? 'trace' AND has_key(body #> '{trace,trace}', 'preProcessingTrace', 'orchestrationTrace', 'postProcessingTrace', 'routingClassifierTrace',
                                  'customOrchestrationTrace') THEN
        RETURN 'bedrock.agent';
    ELSIF said(body -> 'event', 'usageEvent') IS NOT NULL THEN
        RETURN 'bedrock.sonic';
    ELSIF said_text(body, 'schemaType') = 'ModelInvocationLog' THEN
        RETURN 'bedrock.log';
    ELSIF jsonb_typeof(body #> '{chunk,bytes}') = 'string' THEN
        RETURN 'bedrock.invoke';
    END IF;
    IF body ?| '{prompt_eval_count,eval_count}'
       OR said(body, 'done') IS NOT NULL AND (is_object(body -> 'message') OR jsonb_typeof(body -> 'response') = 'string') THEN
        RETURN CASE WHEN body ?& '{embeddings,prompt_eval_count}' THEN 'ollama.embed' WHEN body ? 'message' THEN 'ollama.chat'
                    ELSE 'ollama.generate' END;
    END IF;
    RETURN NULL;
END $$;

-- APIs of a shape of their own that report the two counts, or an amount of something else, and nothing more.
CREATE OR REPLACE FUNCTION plain_api_shape(body jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RETURN CASE
        WHEN has_key(CASE WHEN has_key(body -> 'result', 'stats') THEN body #> '{result,stats}' ELSE body -> 'stats' END, 'total_output_tokens')
            THEN 'lmstudio.chat'
        WHEN has_key(body -> 'data', 'native_tokens_prompt') THEN 'openrouter.generation'
        WHEN body ?& '{audio_duration,text}' THEN 'assemblyai'
        WHEN body ?& '{durationInSeconds,text}' THEN 'ai_sdk'
        WHEN body ?& '{audio_duration_secs,text}' AND body ?| '{segments,words,language,task}' THEN 'elevenlabs.transcriptions'
        WHEN has_key(body -> 'transcription_info', 'duration') THEN 'cloudflare.transcriptions'
        WHEN said(body, 'usage_info') IS NOT NULL THEN 'mistral.ocr'
        WHEN body ?& '{text,duration}' AND body ?| '{segments,words,language,task}' THEN 'openai.transcriptions'
        WHEN has_key(body -> 'metadata', 'duration') AND body ? 'results'
             OR body ?& '{duration,request_id}' AND said_text(body, 'type') = 'Metadata' THEN 'deepgram'
        WHEN has_key(body -> 'extra_info', 'usage_characters') THEN 'minimax.speech'
        WHEN has_key(body -> 'metrics', 'input_token_count', 'image_count') THEN 'replicate'
        WHEN said_text(body, 'object') = 'video' AND said_text(body, 'status') = 'completed' AND body ? 'seconds' THEN 'openai.videos'
        WHEN has_key(body -> 'Response', 'Usage', 'Error') OR said(body -> 'Usage', 'PromptTokens') IS NOT NULL THEN 'tencent'
        WHEN body ?& '{code,data}' AND has_key(coalesce(said(body -> 'data', 'usage'), said(body -> 'meta', 'usage')), 'tokens') THEN 'jina.reader'
        WHEN is_object(body -> 'inference_status') THEN 'deepinfra'
        WHEN has_key(body -> 'details', 'generated_tokens') THEN 'tgi'
        WHEN body ? 'tokens_evaluated' THEN 'llama_cpp'
        WHEN body ? 'results' AND jsonb_path_exists(body, '$.results[*] ? (@.input_token_count.type() != "null")')
             AND jsonb_path_exists(body, '$.results[*] ? (@.generated_token_count.type() != "null")') THEN 'watsonx'
    END;
END $$;

CREATE OR REPLACE FUNCTION refuse_unread(shape text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the response does not say what was used' USING ERRCODE = 'invalid_parameter_value',
        DETAIL = format('It was recognised as %s, which the SQL edition does not read.', shape),
        HINT = 'Pass the counts that it tells to meter_add_tokens or meter_settle, or install the extension token_meter, which reads it.';
END $$;

CREATE OR REPLACE FUNCTION refuse_stream(response jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, meter, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the SQL edition reads no streams' USING ERRCODE = 'feature_not_supported',
        DETAIL = CASE jsonb_typeof(response) WHEN 'string' THEN 'The response is a JSON string.'
                                             ELSE format('The response is a list of %s events.', jsonb_array_length(response)) END,
        HINT = 'Pass the final body as jsonb, or the counts that the stream tells to meter_add_tokens or meter_settle, or install the extension '
               'token_meter, which reads streams.';
END $$;

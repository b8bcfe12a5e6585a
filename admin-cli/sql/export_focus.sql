-- FOCUS 1.2 of the rows of "log". A call with the user's own key costs the operator nothing. What was refunded or corrected after the
-- month of the call had ended belongs to the bill of the month in which that was done.
SELECT CASE WHEN billed.own THEN 0 ELSE l.cost END AS "BilledCost",
       coalesce($10, current_database()) AS "BillingAccountId",
       coalesce($10, current_database()) AS "BillingAccountName",
       'USD' AS "BillingCurrency",
       to_char(billed.month + interval '1 month', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "BillingPeriodEnd",
       to_char(billed.month, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "BillingPeriodStart",
       'Usage' AS "ChargeCategory",
       CASE WHEN billed.late THEN 'Correction' END AS "ChargeClass",
       CASE WHEN l.refunds IS NOT NULL THEN format('Refund of call %s of %s', l.refunds, billed.sku)
            WHEN l.adjusts IS NOT NULL THEN format('Correction of the cost of call %s of %s', l.adjusts, billed.sku)
            ELSE format('%s: %s input and %s output tokens', billed.sku, l.input_tokens, l.output_tokens) END AS "ChargeDescription",
       'Usage-Based' AS "ChargeFrequency",
       to_char(billed.hour + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "ChargePeriodEnd",
       to_char(billed.hour, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "ChargePeriodStart",
       billed.quantity AS "ConsumedQuantity",
       billed.unit AS "ConsumedUnit",
       CASE WHEN billed.own THEN 0 ELSE l.cost END AS "ContractedCost",
       CASE WHEN billed.own THEN 0 ELSE l.cost END AS "EffectiveCost",
       coalesce(l.provider, 'unknown') AS "InvoiceIssuerName",
       CASE WHEN billed.own THEN 0 ELSE l.cost END AS "ListCost",
       'Standard' AS "PricingCategory",
       billed.quantity AS "PricingQuantity",
       billed.unit AS "PricingUnit",
       coalesce(l.provider, 'unknown') AS "ProviderName",
       coalesce(l.provider, 'unknown') AS "PublisherName",
       l.model AS "ResourceId",
       l.model AS "ResourceName",
       CASE WHEN l.model IS NOT NULL THEN 'Model' END AS "ResourceType",
       'AI and Machine Learning' AS "ServiceCategory",
       coalesce(l.provider, 'unknown') AS "ServiceName",
       'Generative AI' AS "ServiceSubcategory",
       billed.sku AS "SkuId",
       l.account AS "SubAccountId",
       l.account AS "SubAccountName",
       tagged.tags AS "Tags",
       l.adjusts AS "x_Adjusts",
       l.at AS "x_At",
       l.cache_read_tokens AS "x_CacheReadTokens",
       l.cache_write_tokens AS "x_CacheWriteTokens",
       l.charged_cost AS "x_ChargedCost",
       l.input_tokens AS "x_InputTokens",
       l.key_source AS "x_KeySource",
       l.operation AS "x_Operation",
       l.operation_id AS "x_OperationId",
       l.output_tokens AS "x_OutputTokens",
       l.plan AS "x_Plan",
       l.price_match AS "x_PriceMatch",
       l.cost AS "x_ProviderCost",
       l.reasoning_tokens AS "x_ReasoningTokens",
       l.recorded_at AS "x_RecordedAt",
       l.refunds AS "x_Refunds",
       l.requests AS "x_Requests",
       l.service_tier AS "x_ServiceTier",
       l.session_id AS "x_SessionId",
       l.usage_id AS "x_UsageId"
FROM log AS l
CROSS JOIN LATERAL (
    SELECT num_nonnulls(l.refunds, l.adjusts) > 0
           AND date_trunc('month', l.recorded_at AT TIME ZONE 'UTC') > date_trunc('month', l.at AT TIME ZONE 'UTC') AS late
) AS written
CROSS JOIN LATERAL (
    SELECT l.key_source = 'own' AS own,
           written.late,
           date_trunc('month', CASE WHEN written.late THEN l.recorded_at ELSE l.at END AT TIME ZONE 'UTC') AS month,
           date_trunc('hour', l.at AT TIME ZONE 'UTC') AS hour,
           CASE WHEN l.tokens = 0 AND l.requests <> 0 THEN l.requests ELSE l.tokens END AS quantity,
           CASE WHEN l.tokens = 0 AND l.requests <> 0 THEN 'Requests' ELSE 'Tokens' END AS unit,
           coalesce(nullif(concat_ws('/', l.provider, l.model), ''), 'unknown') AS sku
) AS billed
-- a refund or correction has the tags of its call
CROSS JOIN LATERAL (
    SELECT CASE WHEN num_nonnulls(l.refunds, l.adjusts) = 0 THEN l.metadata
                ELSE (SELECT c.metadata FROM meter.usage_log AS c
                       WHERE c.account = l.account AND c.at = l.at AND c.usage_id = coalesce(l.refunds, l.adjusts)) END AS metadata
) AS call
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(m.key, CASE WHEN jsonb_typeof(m.value) IN ('object', 'array') THEN to_jsonb(m.value::text) ELSE m.value END) AS tags
    FROM jsonb_each(call.metadata) AS m
) AS tagged
WHERE l.cost IS NOT NULL

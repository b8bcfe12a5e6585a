//! The price of a call, where its answer names it. In USD, exact from the text.

use rust_decimal::Decimal;

use super::ResponseError;
use super::count::{amount, count};
use super::node::Node;

/// xAI bills in ticks of 10^-10 USD.
const TICKS_DECIMALS: u32 = 10;

/// The bill of an answer: in its usage, or in what a gateway or a library put beside it.
pub fn of(body: &Node, usage: Option<&Node>) -> Result<Option<Decimal>, ResponseError> {
    if let Some(usage) = usage
        && let Some(cost) = of_usage(usage)?
    {
        return Ok(Some(cost));
    }
    if let Some(hidden) = body.get("_hidden_params")?
        && let Some(cost) = amount(hidden.get("response_cost")?)
    {
        return Ok(Some(cost));
    }
    let first = match body.get("choices")?.and_then(|choices| choices.items().first()) {
        Some(choice) => match choice.get("message")? {
            Some(message) => Some(message),
            None => choice.get("delta")?,
        },
        None => None,
    };
    for holder in [Some(body), first].into_iter().flatten() {
        for key in ["providerMetadata", "provider_metadata"] {
            if let Some(metadata) = holder.get(key)?
                && let Some(cost) = of_metadata(metadata)?
            {
                return Ok(Some(cost));
            }
        }
    }
    Ok(None)
}

/// The bill that stands in a usage object.
pub fn of_usage(usage: &Node) -> Result<Option<Decimal>, ResponseError> {
    if let Some(ticks) = count(usage, &["cost_in_usd_ticks", "costInUsdTicks"])? {
        return Ok(Decimal::try_from_i128_with_scale(i128::from(ticks), TICKS_DECIMALS).ok());
    }
    let total = match usage.get("cost")? {
        Some(cost) if cost.is_object() => match amount(cost.get("total_cost")?) {
            None => of_parts(cost),
            total => total,
        },
        cost => amount(cost),
    };
    Ok(match total {
        Some(total) => upstream(usage, total)?.and_then(|upstream| total.checked_add(upstream)),
        None => amount(usage.get("estimated_cost")?),
    })
}

/// The sum of what the parts of a bill say that has no total: `input_tokens_cost`, `request_cost` and so on.
fn of_parts(cost: &Node) -> Option<Decimal> {
    let Node::Object(fields) = cost else { return None };
    fields
        .iter()
        .filter(|(name, _)| name.ends_with("_cost") && name != "total_cost")
        .filter_map(|(_, part)| amount(Some(part)))
        .try_fold(None, |sum: Option<Decimal>, part| sum.unwrap_or_default().checked_add(part).map(Some))?
}

/// What the provider behind OpenRouter charges the operator's own key, beside OpenRouter's fee. Where no such key was
/// used, it is what the fee already contains, and nothing. `None`: there was such a key, and the answer does not tell.
fn upstream(usage: &Node, fee: Decimal) -> Result<Option<Decimal>, ResponseError> {
    let mut upstream = None;
    for (holder, key) in
        [("cost_details", "upstream_inference_cost"), ("costDetails", "upstreamInferenceCost")]
    {
        if let Some(details) = usage.get(holder)? {
            upstream = upstream.or(amount(details.get(key)?));
        }
    }
    let own_key = match usage.get("is_byok")? {
        Some(told) => *told == Node::Bool(true),
        None => upstream.is_some_and(|upstream| upstream > fee),
    };
    Ok(if own_key { upstream } else { Some(Decimal::ZERO) })
}

fn of_metadata(metadata: &Node) -> Result<Option<Decimal>, ResponseError> {
    if let Some(gateway) = metadata.get("gateway")? {
        let cost = amount(gateway.get("cost")?);
        // With the operator's own key the gateway asks nothing, and the provider its market price.
        let market = amount(gateway.get("marketCost")?);
        return Ok(match cost {
            Some(cost) if cost.is_zero() => market.or(Some(cost)),
            cost => cost,
        });
    }
    if let Some(usage) = metadata.at(&["openrouter", "usage"])? {
        return of_usage(usage);
    }
    match metadata.get("xai")? {
        Some(xai) => of_usage(xai),
        None => Ok(None),
    }
}

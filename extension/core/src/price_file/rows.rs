//! A price list that has been read, as rows in JSON: what a database without this library takes in its place.

use serde_json::{Value, json};

use super::PriceFile;

impl PriceFile {
    /// `prices`: provider, model, component, service tier, context above, hours, USD per million (`null`: ends), from
    /// (`null`: the import's moment); `rules`: provider, clause, to provider, to model, place; `skipped`: provider, model,
    /// component, reason. Prices are strings, so that no digit is lost.
    #[must_use]
    pub fn rows(&self) -> Value {
        let prices = self.prices.iter().map(|price| {
            json!([
                price.provider,
                price.model,
                price.component,
                price.service_tier,
                price.context_above,
                price.daily.map(|daily| daily.to_string()).unwrap_or_default(),
                price.price_per_million.map(|amount| amount.to_string()),
                price.effective_from.map(|from| from.to_rfc3339()),
            ])
        });
        let rules = self
            .rules
            .iter()
            .map(|rule| json!([rule.provider, rule.clause, rule.to_provider, rule.to_model, rule.place]));
        let skipped = self
            .skipped
            .iter()
            .map(|skipped| json!([skipped.provider, skipped.model, skipped.component, skipped.reason]));
        json!({
            "format": self.format.name(),
            "has_hours": self.format.has_hours(),
            "prices": prices.collect::<Vec<_>>(),
            "rules": rules.collect::<Vec<_>>(),
            "skipped": skipped.collect::<Vec<_>>(),
        })
    }
}

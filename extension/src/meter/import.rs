//! Importing a price list: what differs from the prices in force is set, all from one moment on or from the list's own
//! later ones. A price that jumps is more likely a slip of the list than a new price.

use pgrx::AnyNumeric;
use token_meter_core::price_file;

use crate::clock;
use crate::error::{MeterError, Result};
use crate::store::prices::{self, Import, Imported};
use crate::store::{Db, model_rules};

/// Prices that an error names.
const NAMED_MAX: usize = 5;

/// Reads the list and sets its prices; tells of each price what became of it, and of what was skipped why.
pub fn import(db: &mut Db, list: &str, format: Option<&str>, wanted: &Import) -> Result<Vec<Imported>> {
    let list =
        serde_json::from_str(list).map_err(|problem| MeterError::PriceListJson(problem.to_string()))?;
    let mut file = price_file::read(&list, format, wanted.effective_from)?;
    if let Some(provider) = wanted.provider {
        file.prices.retain(|price| price.provider == provider);
        file.rules.retain(|rule| rule.provider == provider);
        file.skipped.retain(|skipped| skipped.provider == provider);
    }
    let source = wanted.source.unwrap_or(file.format.name());
    let mut report = prices::import(db, &file, source, wanted)?;
    if !wanted.dry_run {
        // rules have no dates: until the prices begin, those that hold now go by the rules that are there
        let keep = wanted.add_only || wanted.effective_from > clock::now()?;
        model_rules::import(db, &file.rules, source, keep)?;
    }
    if let Some(factor) = &wanted.max_factor {
        judge_jumps(&mut report, factor, wanted.dry_run)?;
    }
    report.extend(file.skipped.into_iter().map(|skipped| Imported {
        change: "skipped".into(),
        provider: skipped.provider,
        model: skipped.model,
        component: skipped.component,
        service_tier: None,
        context_above: None,
        daily: None,
        old_price: None,
        new_price: None,
        reason: Some(skipped.reason),
        effective_from: None,
        jumps: false,
    }));
    Ok(report)
}

/// Refuses prices that change by more than the factor, which takes back what was written; a dry run only tells.
fn judge_jumps(report: &mut [Imported], factor: &AnyNumeric, dry_run: bool) -> Result<()> {
    let mut jumping: Vec<&mut Imported> = report.iter_mut().filter(|row| row.jumps).collect();
    if dry_run {
        for row in jumping {
            row.reason = Some(format!("changes by more than a factor of {factor}, which an import refuses"));
        }
        return Ok(());
    }
    if jumping.is_empty() {
        return Ok(());
    }
    let named = jumping.iter_mut().take(NAMED_MAX).map(|row| told(row)).collect();
    Err(MeterError::PriceJump { count: jumping.len(), factor: factor.to_string(), named })
}

/// `openai/gpt-4o input from 2.5 to 250`
fn told(row: &Imported) -> String {
    let price = |price: &Option<AnyNumeric>| price.as_ref().map(ToString::to_string).unwrap_or_default();
    let tier = row.service_tier.as_deref().filter(|tier| *tier != "standard");
    let tier = tier.map(|tier| format!(" {tier}")).unwrap_or_default();
    let above = row.context_above.filter(|above| *above > 0);
    let above = above.map(|above| format!(" above {above}")).unwrap_or_default();
    let daily = row.daily.as_deref().filter(|daily| !daily.is_empty());
    let daily = daily.map(|daily| format!(" at {daily}")).unwrap_or_default();
    format!(
        "{}/{} {}{tier}{above}{daily} from {} to {}",
        row.provider,
        row.model,
        row.component.as_deref().unwrap_or_default(),
        price(&row.old_price),
        price(&row.new_price)
    )
}

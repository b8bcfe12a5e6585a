//! Importing a price list: what differs from the prices in force is set, all from one moment on or from the list's own
//! later ones. A price that jumps is more likely a slip of the list than a new price.

use pgrx::AnyNumeric;
use rust_decimal::Decimal;
use token_meter_core::price::component::is_slip_of_unit;
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
        judge_slips(&mut report, wanted.dry_run)?;
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
        old_source: None,
    }));
    Ok(report)
}

/// Refuses new prices of tokens that must be meant for another unit, which takes back what was written; a dry run only tells.
fn judge_slips(report: &mut [Imported], dry_run: bool) -> Result<()> {
    let slips: Vec<&mut Imported> = report.iter_mut().filter(|row| is_slip(row)).collect();
    if dry_run {
        for row in slips {
            row.reason = Some("is dearer than a token can be, which an import refuses".into());
        }
        return Ok(());
    }
    if slips.is_empty() {
        return Ok(());
    }
    Err(MeterError::PriceSlip { count: slips.len(), told: told(&slips) })
}

/// Refuses prices that change by more than the factor, which takes back what was written; a dry run only tells.
fn judge_jumps(report: &mut [Imported], factor: &AnyNumeric, dry_run: bool) -> Result<()> {
    let jumping: Vec<&mut Imported> = report.iter_mut().filter(|row| row.jumps).collect();
    if dry_run {
        for row in jumping {
            row.reason = Some(format!("changes by more than a factor of {factor}, which an import refuses"));
        }
        return Ok(());
    }
    if jumping.is_empty() {
        return Ok(());
    }
    let largest = jumping.iter().filter_map(|row| jump(row)).max();
    let within = largest.map(|factor| format!(" All are within max_factor => {factor}."));
    let told = told(&jumping) + &within.unwrap_or_default();
    Err(MeterError::PriceJump { count: jumping.len(), factor: factor.to_string(), told })
}

/// The smallest whole factor that a price's change is within.
fn jump(row: &Imported) -> Option<Decimal> {
    let price = |price: &Option<AnyNumeric>| price.as_ref()?.to_string().parse::<Decimal>().ok();
    let (old, new) = (price(&row.old_price)?, price(&row.new_price)?);
    old.max(new).checked_div(old.min(new)).map(|factor| factor.ceil())
}

fn is_slip(row: &Imported) -> bool {
    let is_new = matches!(row.change.as_str(), "added" | "changed");
    let price = row.new_price.as_ref().and_then(|price| price.to_string().parse().ok());
    let component = row.component.as_deref().unwrap_or_default();
    is_new && price.is_some_and(|price| is_slip_of_unit(component, price))
}

/// The first of several prices.
fn told(rows: &[&mut Imported]) -> String {
    let more = if rows.len() > NAMED_MAX { "; …" } else { "" };
    let named: Vec<String> = rows.iter().take(NAMED_MAX).map(|row| told_change(row)).collect();
    format!("USD per million: {}{more}.", named.join("; "))
}

/// `openai/gpt-4o input from 2.5 (of litellm) to 250`
fn told_change(row: &Imported) -> String {
    let price = |price: &Option<AnyNumeric>| price.as_ref().map(ToString::to_string).unwrap_or_default();
    let tier = row.service_tier.as_deref().filter(|tier| *tier != "standard");
    let tier = tier.map(|tier| format!(" {tier}")).unwrap_or_default();
    let above = row.context_above.filter(|above| *above > 0);
    let above = above.map(|above| format!(" above {above}")).unwrap_or_default();
    let daily = row.daily.as_deref().filter(|daily| !daily.is_empty());
    let daily = daily.map(|daily| format!(" at {daily}")).unwrap_or_default();
    let source = match row.old_source.as_deref() {
        Some("set") => " (set by hand)".to_owned(),
        Some(list) => format!(" (of {list})"),
        None => String::new(),
    };
    let from = match row.old_price {
        Some(_) => format!("from {}{source} to ", price(&row.old_price)),
        None => String::new(),
    };
    format!(
        "{}/{} {}{tier}{above}{daily} {from}{}",
        row.provider,
        row.model,
        row.component.as_deref().unwrap_or_default(),
        price(&row.new_price)
    )
}

//! Importing a price list: the library reads it, and schema meter's `import_rows` decides what becomes of it.

use token_meter_core::price_file;

use crate::error::{MeterError, Result};
use crate::store::Db;
use crate::store::prices::{self, Import, Imported};

/// Reads the list and sets its prices; tells of each price what became of it, and of what was skipped why.
pub fn import(db: &mut Db, list: &str, format: Option<&str>, wanted: &Import) -> Result<Vec<Imported>> {
    let list =
        serde_json::from_str(list).map_err(|problem| MeterError::PriceListJson(problem.to_string()))?;
    let file = price_file::read(&list, format, wanted.effective_from)?;
    prices::import(db, &file, wanted.source.unwrap_or(file.format.name()), wanted)
}

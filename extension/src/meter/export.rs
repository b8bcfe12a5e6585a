//! Writing the prices as a file that imports back to the same prices.

use token_meter_core::price_file::{self, Export};

use crate::clock;
use crate::error::Result;
use crate::store::{Db, prices};

/// The prices in force, and those set for later, of one provider or of all.
pub fn export(db: &mut Db, format: &str, provider: Option<&str>) -> Result<Export> {
    let now = clock::now()?;
    let listed = prices::listed(db, provider, now)?;
    Ok(price_file::write(listed, format, now)?)
}

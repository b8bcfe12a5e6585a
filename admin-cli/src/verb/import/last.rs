//! What was imported from an address last, kept in the database beside the prices: it commits with them, and holds
//! for whichever machine asks next.

use super::fetch::Validators;
use crate::call::Call;
use crate::cli::ImportArgs;
use crate::error::Error;
use crate::http::Address;
use crate::session::Session;

pub struct Import {
    address: String,
    /// How the list is read. Read in another way it is imported anew, and so it is by another version of this program.
    options: String,
}

impl Import {
    pub fn of(address: &Address, format: Option<&str>, args: &ImportArgs) -> Self {
        let mut options = vec![format!("version {}", env!("CARGO_PKG_VERSION"))];
        let named =
            [("format", format), ("provider", args.provider.as_deref()), ("from", args.from.as_deref())];
        options.extend(named.iter().filter_map(|(name, value)| Some(format!("{name} {}", (*value)?))));
        options.extend(args.add_only.then(|| "add only".to_owned()));
        options.extend(address.hidden_part().map(|digest| format!("address {digest}")));
        Self { address: address.shown.clone(), options: options.join(", ") }
    }

    /// What the server said of the list as it was imported, and when that was.
    pub fn known(&self, session: &mut Session) -> Result<(Validators, Option<String>), Error> {
        let key = [Some(self.address.as_str()), Some(self.options.as_str())];
        let rows = session.query(include_str!("../../../sql/price_list_last.sql"), &key)?;
        let Some(row) = rows.first() else { return Ok(Default::default()) };
        let text = |column| Some(row.text(column)).filter(|text| !text.is_empty());
        let validators = Validators { etag: text("etag"), last_modified: text("last_modified") };
        Ok((validators, text("imported_at")))
    }

    pub fn note(&self, validators: &Validators) -> Call {
        Call::new("meter_note_price_list")
            .arg("address", "text", Some(&self.address))
            .arg("options", "text", Some(&self.options))
            .arg("etag", "text", validators.etag.as_ref())
            .arg("last_modified", "text", validators.last_modified.as_ref())
    }
}

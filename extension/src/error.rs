//! Every error the meter raises: its SQLSTATE, message, DETAIL and HINT, in the server's own style.

mod told;

use pgrx::pg_sys::panic::ErrorReport;
use pgrx::prelude::*;
use pgrx::spi::SpiError;
use thiserror::Error;
use token_meter_core::conditions::ConditionsError;
use token_meter_core::counts::CountError;
use token_meter_core::price::CostError;
use token_meter_core::price_file::PriceFileError;
use token_meter_core::response::ResponseError;
use token_meter_core::unit::UnknownUnit;
use token_meter_core::units::UnitsError;

pub type Result<T> = std::result::Result<T, MeterError>;

#[derive(Debug, Error)]
pub enum MeterError {
    #[error("{argument} must not be null")]
    Null { argument: &'static str },
    #[error("{message}")]
    Invalid { message: String, detail: String, hint: &'static str },
    #[error(transparent)]
    Count(#[from] CountError),
    #[error("{source} for model \"{model}\"")]
    Cost { source: CostError, model: String },
    #[error("unknown model \"{model}\"")]
    UnknownModel { model: String, provider: Option<String> },
    /// A price is missing, and the fallback that is charged for such has none either.
    #[error("{source}")]
    NoFallback { source: Box<MeterError> },
    #[error("model \"{model}\" has different prices at several providers")]
    AmbiguousModel { model: String, providers: Vec<String> },
    #[error("model \"{model}\" fits rules that name different prices")]
    AmbiguousRules { model: String, targets: Vec<String> },
    #[error("invalid regular expression")]
    Regex { expression: String, problem: String },
    #[error(transparent)]
    Units(#[from] UnitsError),
    #[error(transparent)]
    Conditions(#[from] ConditionsError),
    #[error(transparent)]
    Unit(#[from] UnknownUnit),
    #[error("timestamp out of range")]
    OutOfRange,
    #[error(transparent)]
    PriceFile(#[from] PriceFileError),
    #[error(transparent)]
    Response(#[from] ResponseError),
    #[error("the response does not say what was used")]
    NoUsage { shape: &'static str, at_least: Option<String> },
    #[error("the response is an error")]
    ErrorAnswer { says: String },
    #[error("the response holds several answers")]
    SeveralAnswers { answers: u32 },
    #[error("the account got others below it while this change waited")]
    Overtaken,
    #[error("{what} kept changing")]
    Contended { what: &'static str },
    #[error("there is no such hold")]
    UnknownHold { hold_id: i64 },
    #[error("price list is not valid JSON")]
    PriceListJson(String),
    #[error("token_meter is not initialised in this database")]
    NotInitialised,
    #[error("token_meter's tables are of another version")]
    SchemaVersion { tables: i32, code: i32 },
    #[error("token_meter's functions in schema meter are of another version")]
    FunctionsVersion { functions: String, code: &'static str },
    #[error("idempotency key \"{key}\" was used for another request")]
    IdempotencyConflict { key: String, difference: String },
    #[error("cannot execute {caller} in a read-only transaction")]
    ReadOnly { caller: String },
    #[error("event {number}: {source}")]
    Event { number: usize, source: Box<MeterError> },
    #[error("{0}")]
    Internal(&'static str),
    #[error(transparent)]
    Spi(#[from] SpiError),
}

impl MeterError {
    pub fn invalid(message: impl Into<String>, detail: impl Into<String>, hint: &'static str) -> Self {
        Self::Invalid { message: message.into(), detail: detail.into(), hint }
    }

    /// The same error, of one event of a batch: by its place, which people count from 1.
    pub fn of_event(self, place: usize) -> Self {
        match self {
            Self::Event { .. } | Self::Contended { .. } | Self::Internal(_) | Self::Spi(_) => self,
            error => Self::Event { number: place + 1, source: Box::new(error) },
        }
    }

    fn code(&self) -> PgSqlErrorCode {
        use PgSqlErrorCode::*;
        match self {
            Self::Event { source, .. } | Self::NoFallback { source } => source.code(),
            Self::Null { .. } => ERRCODE_NULL_VALUE_NOT_ALLOWED,
            Self::Cost { source: CostError::OutOfRange, .. } => ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
            Self::OutOfRange => ERRCODE_DATETIME_FIELD_OVERFLOW,
            Self::Overtaken | Self::Contended { .. } => ERRCODE_T_R_SERIALIZATION_FAILURE,
            Self::NotInitialised | Self::SchemaVersion { .. } | Self::FunctionsVersion { .. } => {
                ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE
            }
            Self::ReadOnly { .. } => ERRCODE_READ_ONLY_SQL_TRANSACTION,
            Self::Regex { .. } => ERRCODE_INVALID_REGULAR_EXPRESSION,
            Self::IdempotencyConflict { .. } => ERRCODE_UNIQUE_VIOLATION,
            Self::Internal(_) | Self::Spi(_) => ERRCODE_INTERNAL_ERROR,
            _ => ERRCODE_INVALID_PARAMETER_VALUE,
        }
    }
}

impl MeterError {
    /// The price could not be worked out; the tokens are none the less known.
    pub fn is_about_the_price(&self) -> bool {
        matches!(
            self,
            Self::Cost { .. }
                | Self::UnknownModel { .. }
                | Self::NoFallback { .. }
                | Self::AmbiguousModel { .. }
                | Self::AmbiguousRules { .. }
                | Self::Null { argument: "model" }
        )
    }

    /// There is no telling the price. A cost that no number can hold is none of these: what it is, is known.
    pub fn tells_no_price(&self) -> bool {
        self.is_about_the_price() && !matches!(self, Self::Cost { source: CostError::OutOfRange, .. })
    }
}

impl From<MeterError> for ErrorReport {
    #[track_caller]
    fn from(error: MeterError) -> Self {
        let mut report = ErrorReport::new(error.code(), error.to_string(), "token_meter");
        if let Some(detail) = error.detail() {
            report = report.set_detail(detail);
        }
        match error.hint() {
            Some(hint) => report.set_hint(hint),
            None => report,
        }
    }
}

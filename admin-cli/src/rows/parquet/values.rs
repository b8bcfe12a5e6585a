//! The values of one column of a group, until they are written.

use chrono::NaiveDateTime;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedColumnWriter;

use super::super::{Kind, decimal};

/// What is not NULL, and for each row whether it is: 1, or 0.
pub struct Values {
    present: Vec<i16>,
    data: Data,
}

enum Data {
    /// The texts one after the other, and where each ends.
    Text(Vec<u8>, Vec<usize>),
    Whole(Vec<i64>),
    /// Microseconds since 1970.
    Time(Vec<i64>),
    Exact(Vec<i128>),
    Flag(Vec<bool>),
}

impl Values {
    pub fn of(kind: Kind) -> Self {
        let data = match kind {
            Kind::Text | Kind::Json => Data::Text(Vec::new(), Vec::new()),
            Kind::Whole => Data::Whole(Vec::new()),
            Kind::Time => Data::Time(Vec::new()),
            Kind::Exact => Data::Exact(Vec::new()),
            Kind::Flag => Data::Flag(Vec::new()),
        };
        Self { present: Vec::new(), data }
    }

    /// `None`: the text is no value of the column.
    pub fn push(&mut self, cell: Option<&str>) -> Option<()> {
        self.present.push(i16::from(cell.is_some()));
        let Some(text) = cell else { return Some(()) };
        match &mut self.data {
            Data::Text(texts, ends) => {
                texts.extend_from_slice(text.as_bytes());
                ends.push(texts.len());
            }
            Data::Whole(values) => values.push(text.parse().ok()?),
            Data::Time(values) => values.push(micros(text)?),
            Data::Exact(values) => values.push(decimal::scaled(text)?),
            Data::Flag(values) => values.push(text == "true"),
        }
        Some(())
    }

    /// Writes the values, and forgets them.
    pub fn write(&mut self, out: &mut SerializedColumnWriter) -> Result<(), ParquetError> {
        let present = std::mem::take(&mut self.present);
        match &mut self.data {
            Data::Text(texts, ends) => {
                let all = ByteArray::from(std::mem::take(texts));
                let mut start = 0;
                let mut slices = Vec::with_capacity(ends.len());
                for end in ends.drain(..) {
                    slices.push(all.slice(start, end - start));
                    start = end;
                }
                put::<ByteArrayType>(out, &slices, &present)
            }
            Data::Whole(values) | Data::Time(values) => {
                put::<Int64Type>(out, &std::mem::take(values), &present)
            }
            Data::Exact(values) => {
                let bytes = |value: i128| FixedLenByteArray::from(value.to_be_bytes().to_vec());
                let values: Vec<_> = values.drain(..).map(bytes).collect();
                put::<FixedLenByteArrayType>(out, &values, &present)
            }
            Data::Flag(values) => put::<BoolType>(out, &std::mem::take(values), &present),
        }
    }
}

fn put<T: DataType>(
    out: &mut SerializedColumnWriter,
    values: &[T::T],
    present: &[i16],
) -> Result<(), ParquetError> {
    out.typed::<T>().write_batch(values, Some(present), None).map(|_| ())
}

fn micros(text: &str) -> Option<i64> {
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.fZ").ok()?;
    Some(time.and_utc().timestamp_micros())
}

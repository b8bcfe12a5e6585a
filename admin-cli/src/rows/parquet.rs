//! Parquet, for what reads columns. Rows are gathered to a group of bounded size, and each group is written whole.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

mod values;

use super::{Cells, Column, Kind, Writer, decimal};
use crate::error::Error;
use values::Values;

/// A group ends at whichever comes first: readers like large ones, memory does not.
const GROUP_ROWS_MAX: usize = 50_000;
const GROUP_BYTES_MAX: usize = 8 << 20;

pub struct Table<W: Write + Send> {
    columns: &'static [Column],
    group: Vec<Values>,
    rows: usize,
    bytes: usize,
    out: SerializedFileWriter<W>,
}

impl<W: Write + Send> Table<W> {
    pub fn new(columns: &'static [Column], out: W) -> Result<Self, Error> {
        let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>();
        let schema = fields.and_then(|fields| Type::group_type_builder("usage").with_fields(fields).build());
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_created_by(concat!("token-meter ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = schema.map_err(unwritten)?;
        let out =
            SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(unwritten)?;
        let group = columns.iter().map(|column| Values::of(column.kind)).collect();
        Ok(Self { columns, group, rows: 0, bytes: 0, out })
    }

    fn end_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.out.next_row_group()?;
        for values in &mut self.group {
            if let Some(mut column) = group.next_column()? {
                values.write(&mut column)?;
                column.close()?;
            }
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl<W: Write + Send> Writer for Table<W> {
    fn row(&mut self, cells: &Cells) -> Result<(), Error> {
        for ((cell, values), column) in cells.iter().zip(&mut self.group).zip(self.columns) {
            values.push(*cell).ok_or_else(|| unfit(column, *cell))?;
            self.bytes += cell.map_or(1, str::len);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS_MAX || self.bytes >= GROUP_BYTES_MAX {
            self.end_group().map_err(unwritten)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        if self.rows > 0 {
            self.end_group().map_err(unwritten)?;
        }
        self.out.close().map(|_| ()).map_err(unwritten)
    }
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical, length) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String), 0),
        Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json), 0),
        Kind::Whole => (Physical::INT64, None, 0),
        Kind::Flag => (Physical::BOOLEAN, None, 0),
        Kind::Time => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS)), 0),
        Kind::Exact => {
            let money = LogicalType::decimal(decimal::SCALE, decimal::PRECISION);
            (Physical::FIXED_LEN_BYTE_ARRAY, Some(money), size_of::<i128>() as i32)
        }
    };
    let decimal = column.kind == Kind::Exact;
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .with_length(length)
        .with_precision(if decimal { decimal::PRECISION } else { -1 })
        .with_scale(if decimal { decimal::SCALE } else { -1 })
        .build()
}

fn unfit(column: &Column, cell: Option<&str>) -> Error {
    Error::usage(
        format!("{} {} has no exact place in Parquet", column.name, cell.unwrap_or("NULL")),
        "Money is DECIMAL(38,24) there: 14 digits before the point and 24 after it. --format csv and jsonl have no such bounds.",
    )
}

/// What the disk says, out of what the library makes of it.
fn unwritten(error: ParquetError) -> Error {
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(error) => Error::Output(*error),
            Err(other) => Error::Output(std::io::Error::other(other)),
        },
        other => Error::Output(std::io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::super::{Column, Format, Kind, writer};
    use super::GROUP_ROWS_MAX;

    const COLUMNS: &[Column] = &[
        Column { name: "usage_id", kind: Kind::Whole },
        Column { name: "at", kind: Kind::Time },
        Column { name: "model", kind: Kind::Text },
        Column { name: "cost", kind: Kind::Exact },
        Column { name: "enforced", kind: Kind::Flag },
        Column { name: "metadata", kind: Kind::Json },
    ];

    fn file(rows: &[[Option<&str>; 6]]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut table = writer(Format::Parquet, COLUMNS, &mut out).unwrap_or_else(|error| panic!("{error}"));
        for row in rows {
            table.row(row).unwrap_or_else(|error| panic!("{error}"));
        }
        table.finish().unwrap_or_else(|error| panic!("{error}"));
        out
    }

    fn read(file: Vec<u8>) -> Vec<Vec<Field>> {
        let reader =
            SerializedFileReader::new(bytes::Bytes::from(file)).unwrap_or_else(|error| panic!("{error}"));
        let rows = reader.get_row_iter(None).unwrap_or_else(|error| panic!("{error}"));
        rows.map(|row| row.unwrap_or_else(|error| panic!("{error}")).into_columns())
            .map(|row| row.into_iter().map(|(_, field)| field).collect())
            .collect()
    }

    #[test]
    fn each_kind_is_read_back_as_it_was() {
        let at = "2026-11-01T08:00:00.000001Z";
        let rows = [
            [
                Some("9007199254740993"),
                Some(at),
                Some("=m"),
                Some("-0.0000025"),
                Some("true"),
                Some("{\"a\": 1}"),
            ],
            [Some("2"), None, None, None, None, None],
        ];
        let read = read(file(&rows));
        assert_eq!(read.len(), 2);
        let told: Vec<String> = read[0].iter().map(ToString::to_string).collect();
        assert_eq!(told[0], "9007199254740993");
        assert_eq!(read[0][1], Field::TimestampMicros(1_793_520_000_000_001));
        assert_eq!(told[2], "\"=m\"");
        assert_eq!(told[3], "-0.000002500000000000000000");
        assert_eq!(told[4], "true");
        assert!(read[1][1..].iter().all(|field| *field == Field::Null), "{:?}", read[1]);
    }

    #[test]
    fn rows_of_several_groups_stay_in_order() {
        let ids: Vec<String> = (0..GROUP_ROWS_MAX + 10).map(|id| id.to_string()).collect();
        let rows: Vec<_> = ids.iter().map(|id| [Some(id.as_str()), None, None, None, None, None]).collect();
        let read = read(file(&rows));
        let read: Vec<String> = read.iter().map(|row| row[0].to_string()).collect();
        assert_eq!(read, ids);
        assert!(self::read(file(&[])).is_empty());
    }

    #[test]
    fn what_has_no_exact_place_is_refused_with_what_has_one() {
        let mut out = Vec::new();
        let mut table = writer(Format::Parquet, COLUMNS, &mut out).unwrap_or_else(|error| panic!("{error}"));
        let cost = "0.0000000000000000000000001";
        let refused = table.row(&[Some("1"), None, None, Some(cost), None, None]);
        let told = refused.err().map(|error| format!("{error:?}")).unwrap_or_default();
        assert!(told.contains(cost) && told.contains("jsonl"), "{told}");
    }
}

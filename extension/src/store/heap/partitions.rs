use std::cmp::Ordering;

use pgrx::prelude::*;

use super::Table;

impl Table {
    /// The partition by range of a moment that a row of this moment belongs to; `None`: there is none.
    pub fn partition_of(&self, at: TimestampWithTimeZone) -> Option<pg_sys::Oid> {
        self.partition_over(at, at)
    }

    /// The one that all rows from one moment to another belong to, both inclusive; `None`: there is none, or more may have some.
    pub fn partition_over(
        &self,
        from: TimestampWithTimeZone,
        to: TimestampWithTimeZone,
    ) -> Option<pg_sys::Oid> {
        // SAFETY: the description of an open partitioned table, valid until it is closed
        unsafe {
            let partitions = &*pg_sys::RelationGetPartitionDesc(self.relation, true);
            let bounds = partitions.boundinfo.as_ref()?;
            // which partition ends at a bound stands at the bound's place, and behind the last what begins there
            let number = usize::try_from(bounds.ndatums).ok()?;
            let below = |at: i64| {
                (0..number).take_while(|&place| bound(bounds, place, at) != Ordering::Greater).count()
            };
            let (below, last) = (below(from.into()), below(to.into()));
            if below != last {
                return None;
            }
            let found = *bounds.indexes.add(below);
            let found = if found < 0 { bounds.default_index } else { found };
            usize::try_from(found).ok().map(|found| *partitions.oids.add(found))
        }
    }
}

/// How a bound compares to a moment.
unsafe fn bound(bounds: &pg_sys::PartitionBoundInfoData, place: usize, at: i64) -> Ordering {
    use pg_sys::PartitionRangeDatumKind::{PARTITION_RANGE_DATUM_MAXVALUE, PARTITION_RANGE_DATUM_MINVALUE};
    // SAFETY: the table is partitioned by one column, so that each bound has one value and its kind
    let (kind, value) = unsafe { (**bounds.kind.add(place), **bounds.datums.add(place)) };
    match kind {
        PARTITION_RANGE_DATUM_MINVALUE => Ordering::Less,
        PARTITION_RANGE_DATUM_MAXVALUE => Ordering::Greater,
        _ => (value.value() as i64).cmp(&at),
    }
}

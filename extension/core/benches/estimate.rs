//! Tokens of a text of 4 KB: `cargo bench -p token_meter_core --bench estimate`. What loading an encoding costs is not
//! in it.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use token_meter_core::estimate::tokens;

const TEXT_BYTES: usize = 4 * 1024;

fn estimating(criterion: &mut Criterion) {
    let text =
        "Lorem ipsum dolor sit amet, it's 42 \"consetetur\" sadipscing elitr.\n".repeat(TEXT_BYTES / 66);
    for (name, model) in [("a quarter", None), ("o200k", Some("gpt-4o")), ("cl100k", Some("gpt-4"))] {
        criterion.bench_function(&format!("estimate, 4 KB, {name}"), |bench| {
            bench.iter(|| tokens(black_box(&text), model));
        });
    }
}

criterion_group!(benches, estimating);
criterion_main!(benches);

//! Tables in CSV, and prices written as files that read back.

use super::tests::{listed, now, problem};
use super::*;
use serde_json::json;

#[test]
fn csv_has_columns_dates_and_guards() {
    let (prices, skipped) = listed(json!(
        "\u{feff}Provider, model,price_per_million,component,effective_from,service_tier,context_above\n\
         gemini,\"a, \"\"b\"\"\",1.25,input,,,\n\
         acme,'=m,1,input,2026-01-01,batch,128000\n\
         acme,'=m,2,input,2026-07-01 00:00:00+00,batch,128000\n\
         acme,'=m,,input,2026-08-01T00:00:00Z,batch,128000\n\
         acme,'=m,9,input,2025-01-01,batch,128000\n\
         acme,'=m,,output,2025-01-01,,\n"
    ));
    assert_eq!(
        prices,
        [
            "acme/=m input batch >128000 1",
            "acme/=m input batch >128000 2 from 2026-07-01T00:00:00Z",
            "acme/=m input batch >128000 ends from 2026-08-01T00:00:00Z",
            "google/a, \"b\" input standard >0 1.25",
        ]
    );
    assert_eq!(skipped, Vec::<String>::new());
}

#[test]
fn a_broken_line_is_named() {
    let header = "provider,model,component,price_per_million,context_above,effective_from\n";
    for (line, told) in [
        ("a,m,input,-1,,", "line 2 price_per_million \"-1\": a price cannot be negative"),
        (
            "a,m,input,,,",
            "line 2 price_per_million \"\": an empty price ends one from its effective_from on, which is missing",
        ),
        (
            "a,m,Input,1,,",
            "line 2 component \"Input\": a name is of up to 63 letters a to z, digits and _, and begins with a letter",
        ),
        ("a,m,,1,,", "line 2 component \"\": a price must name its component"),
        (",m,input,1,,", "line 2 provider \"\": a name has 1 to 255 bytes"),
        ("a,m,input,1,-5,", "line 2 context_above \"-5\": it must be a number of tokens from 0 to 2^53 - 1"),
        ("a,m,input,1,,soon", "line 2 effective_from \"soon\": it must be a date or a time with its zone"),
        (
            "a,m,input,1,,\na,m,input,2,,",
            "line 3 component \"input\": it is priced twice from the same moment",
        ),
    ] {
        assert_eq!(problem(&json!(format!("{header}{line}\n"))), told);
    }
    assert!(
        problem(&json!(format!("{header}a,m\n"))).ends_with("a line must have as many fields as the header")
    );
    assert!(problem(&json!("provider,model,component\n")).contains("are needed"));
    assert!(problem(&json!("provider;model;component;price_per_million\n")).contains("a column is one of"));
    assert_eq!(read(&json!("{}"), None, now()), Err(PriceFileError::UnknownFormat));
}

fn exported(format: &str, prices: &[ListedPrice]) -> Export {
    let from = |price: &ListedPrice| price.effective_from.or(Some(DateTime::UNIX_EPOCH));
    let dated = prices.iter().map(|price| ListedPrice { effective_from: from(price), ..price.clone() });
    write(dated.collect(), format, now()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn prices_of(text: &str, format: &str) -> Vec<ListedPrice> {
    let list = if format == "csv" { json!(text) } else { serde_json::from_str(text).unwrap_or_default() };
    read(&list, None, now()).unwrap_or_else(|error| panic!("{error:?}")).prices
}

#[test]
fn what_is_written_reads_back() {
    let csv = "provider,model,component,price_per_million,service_tier,context_above,effective_from\n\
        a/b,a/m,input,0.25,standard,0,\n\
        a/b,a/m,input,0.5,standard,200000,\n\
        a/b,a/m,output,0.000000001,batch,32768,\n\
        a/b,a/m,web_search,10000,standard,0,\n\
        a/b,a/m,web_search_high,0,standard,0,\n\
        a/b,a/m,cache_write_1h,6,standard,200000,\n\
        a/b,a/m,file_search,2500,standard,0,\n\
        a/b,''quoted,request,5,standard,0,\n\
        *,*,input,0.1,standard,0,\n";
    let prices = prices_of(csv, "csv");
    for format in ["csv", "litellm"] {
        let export = exported(format, &prices);
        assert_eq!(export.left_out, []);
        assert_eq!(prices_of(&export.text, format), prices, "{}", export.text);
    }
}

#[test]
fn what_a_format_has_no_place_for_is_told() {
    let csv = "provider,model,component,price_per_million,service_tier,effective_from\n\
        a,m,input,0.0000000001,,\n\
        a,m,own_name,1,,\n\
        a,m,output,1,own_tier,\n\
        a,m,output,2,,2030-01-01\n\
        a,m,output,,,2031-01-01\n";
    let prices = prices_of(csv, "csv");
    let export = exported("litellm", &prices);
    assert_eq!(export.text, "{}");
    assert_eq!(export.left_out.len(), prices.len());
    assert_eq!(prices_of(&exported("csv", &prices).text, "csv"), prices);
    assert_eq!(write(prices, "openrouter", now()), Err(PriceFileError::NotWritable("openrouter".into())));
}

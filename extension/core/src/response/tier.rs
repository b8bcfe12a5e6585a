//! Service tiers, under the names that prices have for them.

/// The tier's one name: providers call the standard one, and some others, by names of their own. Any other name is only
/// lowercased, with `_` for what a name has no place for. `None`: the name says that there is none.
pub fn canonical(tier: &str) -> Option<String> {
    let name = tier.trim().to_ascii_lowercase().replace(|it: char| !it.is_ascii_alphanumeric(), "_");
    let name = name.strip_prefix("service_tier_").unwrap_or(&name);
    let known = match name {
        "" | "unspecified" | "traffic_type_unspecified" => return None,
        "default" | "auto" | "on_demand" | "standard_only" => "standard",
        "fast" | "on_demand_priority" => "priority",
        "on_demand_flex" => "flex",
        "batches" => "batch",
        name => name,
    };
    Some(known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn names_fold_and_others_stay() {
        for (said, name) in [
            ("default", "standard"),
            ("ON_DEMAND", "standard"),
            ("ON_DEMAND_FLEX", "flex"),
            ("ON_DEMAND_PRIORITY", "priority"),
            ("fast", "priority"),
            ("Batch", "batch"),
            ("PROVISIONED_THROUGHPUT", "provisioned_throughput"),
            ("scale", "scale"),
        ] {
            assert_eq!(canonical(said).as_deref(), Some(name), "{said}");
        }
        assert_eq!(canonical("TRAFFIC_TYPE_UNSPECIFIED"), None);
    }
}

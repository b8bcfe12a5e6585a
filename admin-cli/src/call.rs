//! A call of one `meter_*` function with named arguments.

/// Built by a verb, sent by [`crate::session::Session`]. Every value travels as text and is cast by the
/// server, so that no number passes through a float and no default is written down twice.
pub struct Call {
    function: &'static str,
    args: Vec<Arg>,
}

struct Arg {
    name: &'static str,
    sql_type: &'static str,
    value: Option<String>,
}

impl Call {
    pub fn new(function: &'static str) -> Self {
        Self { function, args: Vec::new() }
    }

    /// An argument that is always passed: `None` is SQL NULL.
    pub fn arg(mut self, name: &'static str, sql_type: &'static str, value: Option<impl ToString>) -> Self {
        self.args.push(Arg { name, sql_type, value: value.map(|v| v.to_string()) });
        self
    }

    /// An argument that is left out when `None`, so that the function's own default holds.
    pub fn opt(self, name: &'static str, sql_type: &'static str, value: Option<impl ToString>) -> Self {
        if value.is_some() { self.arg(name, sql_type, value) } else { self }
    }

    /// Like [`Call::opt`] for text, the commonest.
    pub fn text(self, name: &'static str, value: &Option<String>) -> Self {
        self.opt(name, "text", value.as_deref())
    }

    /// An array of texts, left out when empty.
    pub fn texts(self, name: &'static str, values: &[String]) -> Self {
        self.opt(name, "text[]", (!values.is_empty()).then(|| array(values)))
    }

    /// `schema.function(name => $1::type, …)`; `schema` is an identifier that is quoted already.
    pub fn sql(&self, schema: &str) -> String {
        let args: Vec<String> = self
            .args
            .iter()
            .enumerate()
            .map(|(i, arg)| format!("{} => ${}::{}", arg.name, i + 1, arg.sql_type))
            .collect();
        format!("{schema}.{}({})", self.function, args.join(", "))
    }

    pub fn values(&self) -> Vec<Option<&str>> {
        self.args.iter().map(|arg| arg.value.as_deref()).collect()
    }
}

/// The text of a Postgres array.
pub fn array(words: &[impl AsRef<str>]) -> String {
    let quoted = |word: &str| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""));
    let words: Vec<String> = words.iter().map(|word| quoted(word.as_ref())).collect();
    format!("{{{}}}", words.join(","))
}

#[cfg(test)]
mod tests {
    use super::{Call, array};

    #[test]
    fn odd_keys_are_data() {
        assert_eq!(array(&["model", "metadata.a\"b\\{c"]), "{\"model\",\"metadata.a\\\"b\\\\{c\"}");
        assert_eq!(array(&[""; 0]), "{}");
    }

    #[test]
    fn left_out_arguments_keep_the_numbering_dense() {
        let call = Call::new("meter_x")
            .arg("account", "text", Some("a"))
            .opt("skipped", "text", None::<&str>)
            .arg("cap", "numeric", None::<&str>)
            .opt("output_tokens", "bigint", Some(7_i64));
        assert_eq!(
            call.sql("\"my schema\""),
            "\"my schema\".meter_x(account => $1::text, cap => $2::numeric, output_tokens => $3::bigint)"
        );
        assert_eq!(call.values(), [Some("a"), None, Some("7")]);
    }
}

//! Articles as JSON Lines.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Article, FieldMap, Values};
use crate::record::{RecordError, RecordErrorKind};

/// The article of one line. Values may be strings, numbers or `null`; other fields are ignored.
pub(super) fn article(input: &str, line: u64, text: &str, fields: &FieldMap) -> Result<Article, RecordError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let values = Fields(fields)
        .deserialize(&mut json)
        .and_then(|v| json.end().map(|()| v))
        .map_err(|e| RecordError::new(line, RecordErrorKind::NotJson { cause: without_line(&e) }))?;
    fields.article(input, line, values, &|| names(text))
}

/// Serde's message counts lines from the record's start, which would be misread as the file's.
fn without_line(error: &serde_json::Error) -> String {
    error.to_string().replace("at line 1 column", "at column")
}

fn names(text: &str) -> Vec<String> {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)
        .map(|m| m.into_iter().map(|(k, _)| k).collect())
        .unwrap_or_default()
}

struct Fields<'m>(&'m FieldMap);

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Values;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        d.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON object with the fields of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Values::default();
        while let Some(Key(name)) = map.next_key()? {
            match self.0.field(&name) {
                Some(i) => values.own[i] = map.next_value::<Scalar>()?.0,
                None if self.0.keeps(&name) => {
                    let text = match map.next_value()? {
                        serde_json::Value::Null => continue,
                        serde_json::Value::String(text) => text,
                        other => other.to_string(),
                    };
                    values.kept.insert(name.into_owned(), text);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(values)
    }
}

#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A string, a number, a truth value or `null`, as text.
struct Scalar(Option<String>);

impl<'de> serde::Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string, a number or null")
            }
            fn visit_str<E>(self, v: &str) -> Result<Scalar, E> {
                Ok(Scalar(Some(v.to_owned())))
            }
            fn visit_string<E>(self, v: String) -> Result<Scalar, E> {
                Ok(Scalar(Some(v)))
            }
            fn visit_bool<E>(self, v: bool) -> Result<Scalar, E> {
                Ok(Scalar(Some(v.to_string())))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Scalar, E> {
                Ok(Scalar(Some(v.to_string())))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Scalar, E> {
                Ok(Scalar(Some(v.to_string())))
            }
            fn visit_f64<E>(self, v: f64) -> Result<Scalar, E> {
                Ok(Scalar(Some(v.to_string())))
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }
        }
        d.deserialize_any(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_mapped_and_numbers_taken() {
        let mut fields = FieldMap::default();
        fields.set("source", "outlet").expect("a field");
        let a = article(
            "in",
            7,
            r#"{"id": 12, "outlet": "Post", "text": "A \"b\" c.", "tags": ["x"], "date": null}"#,
            &fields,
        )
        .expect("a good record");
        assert_eq!((a.id.as_str(), a.source.as_str(), a.text.as_str(), a.date), ("12", "Post", "A \"b\" c.", None));
    }

    #[test]
    fn a_missing_field_says_what_is_there() {
        let error = article("in", 3, r#"{"id": "1", "outlet": "Post", "text": "x"}"#, &FieldMap::default())
            .expect_err("no source");
        assert_eq!(
            error.to_string(),
            "line 3: field `source` is missing or empty; the record has `id`, `outlet`, `text`"
        );
        assert!(error.hint().expect("a remedy").contains("--map source=NAME"));
    }

    #[test]
    fn what_is_no_json_is_said() {
        for bad in ["{", "[1]", "{\"text\": 1} x", "{\"text\": {}}"] {
            let error = article("in", 5, bad, &FieldMap::default()).expect_err(bad);
            assert!(error.to_string().starts_with("line 5: not a JSON record"), "{error}");
        }
    }
}

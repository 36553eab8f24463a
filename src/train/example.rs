//! Labelled sentences.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::label::Task;
use crate::record::{RecordError, RecordErrorKind};
use crate::token::Span;

/// A sentence whose actors are marked and labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Names the sentence in outputs; the line number if the input gives none.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// Sentences of one group (an article) stay together in every fold.
    pub group: String,
    /// What it is about, for scores per domain.
    pub domain: Option<String>,
    /// The marked actors; at least one.
    pub actors: Vec<MarkedActor>,
}

/// An actor marked in an [`Example`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedActor {
    /// The form in the text.
    pub name: String,
    /// Byte offsets of the marked mention.
    pub span: Span,
    /// Label by task name.
    pub labels: BTreeMap<String, String>,
}

/// The label of a mark that is no actor; such pairs are left out.
const BAD: &str = "bad";

#[derive(Deserialize)]
struct RawExample {
    id: Option<serde_json::Value>,
    text: String,
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    domain: Option<String>,
    actors: Vec<RawActor>,
}

#[derive(Deserialize)]
struct RawActor {
    name: String,
    start: Option<usize>,
    end: Option<usize>,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

impl Example {
    /// Reads one line of labelled sentences. Of each actor, every string field whose name is one
    /// of `tasks` is a label; labels of built-in tasks are checked.
    ///
    /// # Errors
    ///
    /// If the line is not such a record, an actor does not stand in its text, or a label of a
    /// built-in task is unknown.
    pub fn parse(line: u64, text: &str, tasks: &[&str]) -> Result<Self, RecordError> {
        let error = |kind| RecordError::new(line, kind);
        let raw: RawExample = serde_json::from_str(text)
            .map_err(|e| error(RecordErrorKind::NotJson { cause: e.to_string().replace("line 1 column", "column") }))?;
        let id = match raw.id {
            Some(serde_json::Value::String(id)) => id,
            Some(other) if !other.is_null() => other.to_string(),
            _ => line.to_string(),
        };
        let mut actors = Vec::with_capacity(raw.actors.len());
        for actor in raw.actors {
            let span = actor.span(&raw.text).map_err(error)?;
            let mut labels = BTreeMap::new();
            for task in tasks {
                let Some(serde_json::Value::String(label)) = actor.rest.get(*task) else { continue };
                if label == BAD {
                    continue;
                }
                if let Some(task) = Task::built_in(task).filter(|t| t.class(label).is_none()) {
                    let known = task.labels().to_vec();
                    return Err(error(RecordErrorKind::UnknownLabel {
                        task: task.name().to_owned(),
                        label: label.clone(),
                        actor: actor.name,
                        known,
                    }));
                }
                labels.insert((*task).to_owned(), label.clone());
            }
            actors.push(MarkedActor { name: actor.name, span, labels });
        }
        Ok(Self { group: raw.group.unwrap_or_else(|| id.clone()), id, text: raw.text, domain: raw.domain, actors })
    }

    /// A sentence without labels in which one actor is marked: the first place where `name`
    /// stands as a whole word. None if there is no such place.
    #[must_use]
    pub fn marking(text: &str, name: &str) -> Option<Self> {
        let span = occurrences(text, name).next().filter(|_| name.chars().any(char::is_alphanumeric))?;
        let actor = MarkedActor { name: name.to_owned(), span, labels: BTreeMap::new() };
        Some(Self { id: String::new(), text: text.to_owned(), group: String::new(), domain: None, actors: vec![actor] })
    }

    /// Where the actor stands in the text: the marked mention first, then every other place that
    /// has the same form as a whole word and belongs to no other marked actor.
    #[must_use]
    pub fn mentions(&self, actor: usize) -> Vec<Span> {
        let marked = &self.actors[actor];
        let form = marked.span.of(&self.text);
        let mut out = vec![marked.span];
        for span in occurrences(&self.text, form) {
            if !self.actors.iter().any(|a| a.span.overlaps(span)) {
                out.push(span);
            }
        }
        out
    }
}

impl RawActor {
    fn span(&self, text: &str) -> Result<Span, RecordErrorKind> {
        match (self.start, self.end) {
            (Some(start), Some(end)) => {
                if start < end && text.get(start..end).is_some_and(|t| t.chars().any(char::is_alphanumeric)) {
                    Ok(Span::new(start, end))
                } else {
                    Err(RecordErrorKind::BadOffsets { actor: self.name.clone(), start, end, length: text.len() })
                }
            }
            _ if self.name.chars().any(char::is_alphanumeric) => occurrences(text, &self.name)
                .next()
                .or_else(|| text.find(&self.name).map(|at| Span::new(at, at + self.name.len())))
                .ok_or_else(|| RecordErrorKind::ActorNotInText { actor: self.name.clone() }),
            _ => Err(RecordErrorKind::ActorNotInText { actor: self.name.clone() }),
        }
    }
}

/// Places where `form` stands as a whole word.
fn occurrences<'t>(text: &'t str, form: &'t str) -> impl Iterator<Item = Span> + 't {
    text.match_indices(form).map(|(at, m)| Span::new(at, at + m.len())).filter(|s| {
        let before = text[..s.start].chars().next_back();
        let after = text[s.end..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_offsets() {
        let line = r#"{"text": "Iranians and Iran: Iran denies.", "actors": [{"name": "Iran", "stance": "denying", "voice": "Iran"}, {"name": "x", "start": 0, "end": 8, "stance": "bad"}]}"#;
        let e = Example::parse(4, line, &["stance"]).expect("a good record");
        assert_eq!(e.mentions(0), [Span::new(13, 17), Span::new(13 + 6, 17 + 6)]);
        assert_eq!(e.actors[0].labels["stance"], "denying");
        assert!(e.actors[1].labels.is_empty());
        assert_eq!(e.group, "4");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, says) in [
            (r#"{"text": "A.", "actors": [{"name": "Iran"}]}"#, "actor `Iran` does not stand in the text"),
            (r#"{"text": "Iran.", "actors": [{"name": "Iran", "stance": "angry"}]}"#, "unknown stance label `angry`"),
            (
                r#"{"text": "Iran.", "actors": [{"name": "Iran", "start": 3, "end": 9}]}"#,
                "do not slice the text of 5 bytes",
            ),
            (r#"{"actors": []}"#, "missing field `text`"),
        ] {
            let error = Example::parse(9, line, &["stance"]).expect_err(says).to_string();
            assert!(error.starts_with("line 9: ") && error.contains(says), "{error}");
        }
    }
}

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

/// A record as it is written: with its text, as a stand-off label of an article that lies
/// elsewhere, or in the shape of the data set `NewsMTSC`.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawExample {
    Whole(RawSentence),
    Standoff(RawStandoff),
    NewsMtsc(RawNewsMtsc),
}

#[derive(Deserialize)]
struct RawSentence {
    id: Option<serde_json::Value>,
    text: String,
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    domain: Option<String>,
    actors: Vec<RawActor>,
}

/// `span` counts characters (code points) of the article's text; runs of white space in it are
/// one blank in the sentence.
#[derive(Deserialize)]
struct RawStandoff {
    id: Option<serde_json::Value>,
    article: String,
    span: (usize, usize),
    domain: Option<String>,
    actors: Vec<RawActor>,
}

/// Hamborg & Donnay, EACL 2021.
#[derive(Deserialize)]
struct RawNewsMtsc {
    primary_gid: String,
    sentence_normalized: String,
    targets: Vec<RawTarget>,
}

#[derive(Deserialize)]
struct RawTarget {
    mention: String,
    from: usize,
    to: usize,
    polarity: f64,
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
    /// of `tasks` is a label; labels of built-in tasks are checked. `articles` gives the text of
    /// an article by its id, for labels that stand off from theirs.
    ///
    /// # Errors
    ///
    /// If the line is not such a record, its article is not there, an actor does not stand in its
    /// text, or a label of a built-in task is unknown.
    pub fn parse(
        line: u64,
        text: &str,
        tasks: &[&str],
        articles: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, RecordError> {
        let error = |kind| RecordError::new(line, kind);
        let raw = RawSentence::read(text, articles).map_err(error)?;
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

    /// The sentence with every marked actor called by another name, each by one of its own, at
    /// all its mentions.
    #[must_use]
    pub fn renamed<'n>(&self, mut name: impl FnMut() -> &'n str) -> Self {
        let mut places: Vec<(Span, usize)> =
            (0..self.actors.len()).flat_map(|i| self.mentions(i).into_iter().map(move |m| (m, i))).collect();
        places.sort_unstable();
        // An actor whose mark another's covers is called by that one's name.
        let mut covers: Vec<usize> = (0..self.actors.len()).collect();
        places.dedup_by(|later, earlier| {
            let overlap = later.0.overlaps(earlier.0);
            if overlap && later.0 == self.actors[later.1].span {
                covers[later.1] = earlier.1;
            }
            overlap
        });
        let names: Vec<&str> = self.actors.iter().map(|_| name()).collect();
        let mut renamed = Self { text: String::with_capacity(self.text.len()), ..self.clone() };
        let mut done = 0;
        for (place, actor) in places {
            renamed.text.push_str(&self.text[done..place.start]);
            let start = renamed.text.len();
            renamed.text.push_str(names[actor]);
            let new = Span::new(start, renamed.text.len());
            for (i, marked) in self.actors.iter().enumerate() {
                let own = i == actor && place == marked.span;
                if own || covers[i] == actor && i != actor && place.overlaps(marked.span) {
                    renamed.actors[i].span = new;
                }
            }
            done = place.end;
        }
        renamed.text.push_str(&self.text[done..]);
        renamed
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

impl RawSentence {
    fn read(json: &str, articles: &dyn Fn(&str) -> Option<String>) -> Result<Self, RecordErrorKind> {
        match serde_json::from_str(json) {
            Ok(RawExample::Whole(sentence)) => Ok(sentence),
            Ok(RawExample::Standoff(standoff)) => standoff.joined(articles),
            Ok(RawExample::NewsMtsc(sentence)) => Ok(sentence.converted()),
            // An untagged enum forgets what was wrong: the plain shape says it better.
            Err(_) => serde_json::from_str(json)
                .map_err(|e| RecordErrorKind::NotJson { cause: e.to_string().replace("line 1 column", "column") }),
        }
    }
}

/// The domain of sentences that come from published articles by their form.
const PUBLISHED: &str = "published";

impl RawStandoff {
    fn joined(self, articles: &dyn Fn(&str) -> Option<String>) -> Result<RawSentence, RecordErrorKind> {
        let Some(article) = articles(&self.article) else {
            return Err(RecordErrorKind::NoArticle { article: self.article });
        };
        let (start, end) = self.span;
        let sentence: String = article.chars().skip(start).take(end.saturating_sub(start)).collect();
        let text = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(RawSentence {
            id: self.id,
            text,
            group: Some(self.article),
            domain: self.domain.or(Some(PUBLISHED.to_owned())),
            actors: self.actors,
        })
    }
}

impl RawNewsMtsc {
    fn converted(self) -> RawSentence {
        let text = self.sentence_normalized;
        let byte = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
        let actors = self.targets.into_iter().map(|t| {
            let label = if t.polarity < 3.0 {
                "negative"
            } else if t.polarity > 5.0 {
                "positive"
            } else {
                "neutral"
            };
            let rest = BTreeMap::from([("sentiment".to_owned(), label.into())]);
            RawActor { name: t.mention, start: Some(byte(t.from)), end: Some(byte(t.to)), rest }
        });
        let actors = actors.collect();
        // The first three parts of an id name the article.
        let group = self.primary_gid.splitn(4, '_').take(3).collect::<Vec<_>>().join("_");
        let domain = Some(PUBLISHED.to_owned());
        RawSentence { id: Some(self.primary_gid.into()), text, group: Some(group), domain, actors }
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
        let e = Example::parse(4, line, &["stance"], &|_| None).expect("a good record");
        assert_eq!(e.mentions(0), [Span::new(13, 17), Span::new(13 + 6, 17 + 6)]);
        assert_eq!(e.actors[0].labels["stance"], "denying");
        assert!(e.actors[1].labels.is_empty());
        assert_eq!(e.group, "4");
    }

    #[test]
    fn standoff_labels_find_their_sentence() {
        let article = "Ça va.\n\nIran\n denies it. So.";
        let line = r#"{"article": "a7", "span": [8, 24], "actors": [{"name": "Iran", "stance": "denying"}]}"#;
        let e = Example::parse(1, line, &["stance"], &|id| (id == "a7").then(|| article.to_owned()));
        let e = e.expect("a good record");
        assert_eq!((e.text.as_str(), e.group.as_str()), ("Iran denies it.", "a7"));
        let error = Example::parse(1, line, &["stance"], &|_| None).expect_err("no article");
        assert!(error.to_string().contains("article `a7`"), "{error}");
    }

    #[test]
    fn newsmtsc_is_read_as_it_comes() {
        let line = r#"{"primary_gid": "a_1_2_x_0_4", "sentence_normalized": "Édgar was praised.", "targets": [{"mention": "Édgar", "from": 0, "to": 5, "polarity": 6.0}]}"#;
        let e = Example::parse(1, line, &["sentiment"], &|_| None).expect("a good record");
        assert_eq!(e.actors[0].span.of(&e.text), "Édgar");
        assert_eq!((e.actors[0].labels["sentiment"].as_str(), e.group.as_str()), ("positive", "a_1_2"));
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
            let error = Example::parse(9, line, &["stance"], &|_| None).expect_err(says).to_string();
            assert!(error.starts_with("line 9: ") && error.contains(says), "{error}");
        }
    }
}

//! One line of output: what a sentence does to one actor.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::actor::{ActorKind, MentionKind};
use crate::pairing::Denial;
use crate::record::{RecordError, RecordErrorKind};
use crate::sentence::Part;
use crate::voice::Voice;
use crate::wire::ClusterId;

/// What a sentence does to one actor, with all that is needed to find the place again.
///
/// It borrows from the article, and from the model the names of tasks and labels.
///
/// As JSON: the fields below under their names, and per task an object
/// `"stance": {"label": …, "probabilities": {…}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement<'a> {
    /// The article's id.
    #[serde(borrow)]
    pub article: Cow<'a, str>,
    /// The outlet.
    #[serde(borrow)]
    pub source: Cow<'a, str>,
    /// The article's date as the input writes it.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Cow<'a, str>>,
    /// Whether the sentence is the headline or stands in the body; offsets refer to that text.
    pub part: Part,
    /// Offset of the sentence's first byte in its part of the article.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// The sentence.
    #[serde(borrow)]
    pub sentence: Cow<'a, str>,
    /// The actor's canonical name.
    #[serde(borrow)]
    pub actor: Cow<'a, str>,
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// The first form under which the sentence mentions it.
    #[serde(borrow)]
    pub mention: Cow<'a, str>,
    /// Offset of the mention's first byte in its part of the article.
    pub mention_start: usize,
    /// Offset behind its last byte.
    pub mention_end: usize,
    /// Where the article denies what this judgement accuses the actor of, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denial: Option<Denial>,
    /// What sort of expression the mention is; left out for a name.
    #[serde(default, skip_serializing_if = "MentionKind::is_name")]
    pub found: MentionKind,
    /// The copies that the sentence belongs to; none if one outlet alone printed it, or if nobody
    /// looked for copies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterId>,
    /// Who makes the accusation or denial; none in files of versions that did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<Voice>,
    /// Fields of the article that the input keeps beside its own, such as `section`.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub fields: Cow<'a, BTreeMap<String, String>>,
    /// The verdict of each task, by its name.
    #[serde(flatten)]
    pub verdicts: BTreeMap<Cow<'a, str>, NamedVerdict<'a>>,
}

fn is_empty(fields: &BTreeMap<String, String>) -> bool {
    fields.is_empty()
}

impl<'a> Judgement<'a> {
    /// Reads one line of `gainsay score`'s output.
    ///
    /// # Errors
    ///
    /// If the line is not such a record, or holds what no judgement does: a probability beyond 0 to 1,
    /// an end before its start, a text longer than any that is written.
    pub fn parse(line: u64, text: &'a str) -> Result<Self, RecordError> {
        let error = |kind| RecordError::new(line, kind);
        let judgement: Self = serde_json::from_str(text).map_err(|e| {
            let cause = e.to_string().replace("line 1 column", "column");
            let kind =
                if e.is_data() { RecordErrorKind::NotJudgement { cause } } else { RecordErrorKind::NotJson { cause } };
            error(kind)
        })?;
        match judgement.problem() {
            Some(cause) => Err(error(RecordErrorKind::NotJudgement { cause })),
            None => Ok(judgement),
        }
    }

    /// What no judgement holds that a pipeline made.
    fn problem(&self) -> Option<String> {
        let voice = self.voice.iter().flat_map(|v| [v.name.as_deref(), v.verb.as_deref()]).flatten();
        let own = [&self.article, &self.source, &self.sentence, &self.actor, &self.mention];
        let texts = own.into_iter().map(|t| &**t).chain(self.date.as_deref()).chain(voice);
        if texts.chain(self.fields.values().map(String::as_str)).any(|t| t.len() > MAX_TEXT_BYTES) {
            return Some(format!("a text of more than {MAX_TEXT_BYTES} bytes"));
        }
        let in_order = |start: usize, end: usize| start <= end && end <= MAX_OFFSET;
        if !in_order(self.start, self.end) || !in_order(self.mention_start, self.mention_end) {
            return Some("offsets that are no range of an article".to_owned());
        }
        if self.denial.is_some_and(|d| d.distance.unsigned_abs() > MAX_OFFSET || !in_order(d.start, d.end)) {
            return Some("a denial that lies outside every article".to_owned());
        }
        let (task, value) = self.verdicts.iter().find_map(|(task, verdict)| {
            verdict.probabilities.values().find(|p| !(0.0..=1.0).contains(*p)).map(|p| (task, p))
        })?;
        Some(format!("a probability of {value} for the task `{task}`"))
    }
}

/// Of a text in a judgement; sentences are cut at 4,000 bytes, other fields of articles refused at this.
const MAX_TEXT_BYTES: usize = 16 * 1024;

/// Records are shorter.
const MAX_OFFSET: usize = i32::MAX as usize;

/// A verdict with its labels spelt out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedVerdict<'a> {
    /// The label; `null` if the classifier abstained.
    pub label: Option<Cow<'a, str>>,
    /// The probability of each label.
    pub probabilities: BTreeMap<Cow<'a, str>, f64>,
}

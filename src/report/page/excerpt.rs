//! The sentences behind the numbers, as data for the page's script.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::Page;
use super::markup::{address, shown, speaker};
use super::trend::periods;
use crate::aggregate::Speaker;
use crate::citation::{Citation, WeightyWord};
use crate::sentence::Part;
use crate::voice::Manner;

/// What the script looks up. Offsets count UTF-16 units, as scripts do.
#[derive(Serialize)]
struct Excerpts<'p> {
    noun: &'static str,
    labels: &'p [String],
    manners: [&'static str; 4],
    groups: Vec<String>,
    actors: Vec<String>,
    /// Those of the matrix first, in its order.
    speakers: Vec<String>,
    periods: Vec<&'p str>,
    articles: Vec<Article<'p>>,
    sentences: Vec<Sentence<'p>>,
    citations: Vec<Cited<'p>>,
}

/// Group, outlet if it is not the group, headline, date, address.
#[derive(Serialize)]
struct Article<'p>(usize, &'p str, &'p str, &'p str, &'p str);

/// Article, whether it is the headline, text.
#[derive(Serialize)]
struct Sentence<'p>(usize, u8, &'p str);

/// Sentence, actor, class, speaker, period, the mention's ends, manner, verb; then of each weighty
/// word its start, its length and 1 if it speaks for the label, −1 if against it.
///
/// Speaker and period are −1 where there is none.
#[derive(Serialize)]
struct Cited<'p>(usize, usize, usize, i64, i64, usize, usize, usize, &'p str, Vec<i64>);

/// The data as JSON that may stand in an HTML document.
pub(super) fn json(page: &Page) -> String {
    let names = page.group_names();
    let steps = page.trend.as_ref().map_or_else(Vec::new, periods);
    let mut speakers: Vec<Speaker> = page.speakers();
    let mut speaker_ids: BTreeMap<Speaker, usize> = speakers.iter().cloned().zip(0..).collect();
    let mut articles: Vec<Article> = Vec::new();
    let mut article_ids: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut sentence_ids: BTreeMap<(usize, Part, usize), usize> = BTreeMap::new();
    let mut citations: Vec<Cited> = Vec::new();
    for c in &page.citations {
        let (Ok(group), Some(actor)) =
            (names.binary_search(&c.group.as_str()), page.actors.iter().position(|a| *a == c.actor))
        else {
            continue;
        };
        let article = *article_ids.entry((&c.source, &c.article)).or_insert_with(|| {
            let source = if c.source == c.group { "" } else { c.source.as_str() };
            let date = c.date.as_ref().map_or("", |d| d.as_str());
            let url = c.url.as_deref().and_then(address).unwrap_or_default();
            articles.push(Article(group, source, c.title.as_deref().unwrap_or(&c.article), date, url));
            articles.len() - 1
        });
        let sentence = *sentence_ids.entry((article, c.part, c.start)).or_insert_with(|| {
            sentences.push(Sentence(article, u8::from(c.part == Part::Headline), &c.sentence));
            sentences.len() - 1
        });
        let speaker = c.speaker.as_ref().map_or(-1, |s| {
            whole(*speaker_ids.entry(s.clone()).or_insert_with(|| {
                speakers.push(s.clone());
                speakers.len() - 1
            }))
        });
        let period = page.trend.as_ref().zip(c.date.as_ref()).and_then(|(trend, date)| trend.by.period(date));
        let period = period.and_then(|p| steps.binary_search(&p.as_str()).ok()).map_or(-1, whole);
        let manner = c.manner.map_or(0, |m| match m {
            Manner::Own => 1,
            Manner::Reported => 2,
            Manner::Quoted => 3,
        });
        let at = |byte: usize| utf16(&c.sentence, byte);
        let verb = c.verb.as_deref().unwrap_or_default();
        let (start, end) = (at(c.mention.start), at(c.mention.end));
        citations.push(Cited(sentence, actor, c.class, speaker, period, start, end, manner, verb, words(c)));
    }
    let excerpts = Excerpts {
        noun: page.noun(),
        labels: page.groups.task.labels(),
        manners: ["", "own words", "reported", "quoted"],
        groups: names.iter().map(|n| shown(n)).collect(),
        actors: page.actors.iter().map(|a| shown(a)).collect(),
        speakers: speakers.iter().map(speaker).collect(),
        periods: steps,
        articles,
        sentences,
        citations,
    };
    escaped(&serde_json::to_string(&excerpts).expect("plain data"))
}

fn words(c: &Citation) -> Vec<i64> {
    let at = |byte: usize| whole(utf16(&c.sentence, byte));
    let word = |w: &WeightyWord| {
        let (start, end) = (at(w.span.start), at(w.span.end));
        [start, end - start, if w.weight > 0.0 { 1 } else { -1 }]
    };
    c.words.iter().flat_map(word).collect()
}

/// A number that may stand beside −1; pages are smaller than 4 GiB.
fn whole(n: usize) -> i64 {
    i64::from(n as u32)
}

/// The UTF-16 units before a byte of the text.
fn utf16(text: &str, byte: usize) -> usize {
    text[..byte].encode_utf16().count()
}

/// JSON in which no character can end a script element or a line of a script, or turn what stands around it.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            // Outside its strings JSON has none of these.
            '<' | '>' | '&' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                write!(out, "\\u{:04x}", u32::from(c)).expect("memory does not fail");
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_leave_its_element() {
        let text = "</script><!--&\u{2028}é";
        let json = escaped(&serde_json::to_string(text).expect("text"));
        assert!(!json.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<String>(&json).expect("still JSON"), text);
    }

    #[test]
    fn offsets_are_those_of_scripts() {
        let text = "“𝒜” é";
        assert_eq!([0, 3, 7, 10].map(|byte| utf16(text, byte)), [0, 1, 3, 4]);
    }
}

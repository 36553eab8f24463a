//! Sentences of an article: byte spans that slice its text exactly.

mod abbreviation;
mod boilerplate;
mod boundary;

use crate::article::Article;
use crate::token::Span;

/// Where in an article a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The title; spans are offsets into it.
    Headline,
    /// The running text; spans are offsets into it.
    Body,
}

/// One sentence of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// Which text the span belongs to.
    pub part: Part,
    /// Byte offsets into that text.
    pub span: Span,
    /// The sentence itself: `span` of that text.
    pub text: &'a str,
}

/// Longer "sentences" are cut at white space: no prose has them, but tables and broken markup
/// do, and the cost of a sentence grows with its actors times its length.
const MAX_BYTES: usize = 4000;

/// The sentences of a running text, in O(length): trimmed, in order, never overlapping.
///
/// Blank lines, bullets and (where the line before looks finished) line ends close a sentence.
/// Full stops behind abbreviations, initials and in decimals do not; closing quotation marks and
/// brackets stay with the sentence that they close.
///
/// ```
/// let text = "Gen. Okoro met U.S. envoys at 5 p.m. on Friday. “We deny it.” He left.";
/// let sentences: Vec<&str> = gainsay::sentences(text).iter().map(|s| s.of(text)).collect();
/// assert_eq!(sentences, ["Gen. Okoro met U.S. envoys at 5 p.m. on Friday.", "“We deny it.”", "He left."]);
/// ```
#[must_use]
pub fn sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::with_capacity(text.len() / 100);
    for block in boundary::blocks(text) {
        boundary::split(text, block, &mut |span| push_bounded(text, span, &mut out));
    }
    out
}

fn push_bounded(text: &str, mut span: Span, out: &mut Vec<Span>) {
    while span.end - span.start > MAX_BYTES {
        let mut cut = span.start + MAX_BYTES;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let cut = text[span.start..cut].rfind(char::is_whitespace).map_or(cut, |at| span.start + at);
        let head = boundary::trimmed(text, Span::new(span.start, cut));
        if head.start < head.end {
            out.push(head);
        }
        span = boundary::trimmed(text, Span::new(cut.max(span.start + 1), span.end));
    }
    if span.start < span.end {
        out.push(span);
    }
}

impl Article {
    /// The headline and the body's sentences, without what is no sentence of the report: lines
    /// that lead to other pages, photo credits, bylines, datelines, and the headline repeated.
    #[must_use]
    pub fn sentences(&self) -> Vec<Sentence<'_>> {
        let title = self.title.trim();
        let mut out = Vec::new();
        for span in sentences(&self.title) {
            out.push(Sentence { part: Part::Headline, span, text: span.of(&self.title) });
        }
        let mut opening = true;
        for block in boundary::blocks(&self.text) {
            let line = block.of(&self.text);
            if line == title || boilerplate::is_boilerplate(line) {
                continue;
            }
            let block = if opening { boilerplate::without_dateline(&self.text, block) } else { block };
            opening = false;
            boundary::split(&self.text, block, &mut |span| {
                let first = out.len();
                let mut spans = Vec::new();
                push_bounded(&self.text, span, &mut spans);
                out.extend(spans.into_iter().map(|span| Sentence { part: Part::Body, span, text: span.of(&self.text) }));
                out.truncate(first + out[first..].iter().take_while(|s| s.text != title).count());
            });
        }
        out
    }
}

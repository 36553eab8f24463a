//! Sentences of an article: byte spans that slice its text exactly.

mod abbreviation;
mod block;
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
    for block in block::blocks(text) {
        boundary::split(text, block, &mut |span| push_bounded(text, span, &mut |span| out.push(span)));
    }
    out
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
        for block in block::blocks(&self.text) {
            let line = block.of(&self.text);
            if line == title || boilerplate::is_boilerplate(line) {
                continue;
            }
            let block = if opening { boilerplate::without_dateline(&self.text, block) } else { block };
            opening = false;
            boundary::split(&self.text, block, &mut |span| {
                push_bounded(&self.text, span, &mut |span| {
                    let text = span.of(&self.text);
                    if text != title && !boilerplate::is_credit(text) {
                        out.push(Sentence { part: Part::Body, span, text });
                    }
                });
            });
        }
        out
    }
}

/// Calls `sentence` for `span`, or for pieces of it if it is too long.
fn push_bounded(text: &str, mut span: Span, sentence: &mut dyn FnMut(Span)) {
    while span.end - span.start > MAX_BYTES {
        let rest = span.of(text);
        let limit = rest.floor_char_boundary(MAX_BYTES);
        let cut = span.start + rest[..limit].rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(limit);
        let head = block::trimmed(text, Span::new(span.start, cut));
        if head.start < head.end {
            sentence(head);
        }
        span = block::trimmed(text, Span::new(cut, span.end));
    }
    if span.start < span.end {
        sentence(span);
    }
}

//! What stands within quotation marks, in a sentence and across sentences.

use crate::token::{TokenKind, TokenizedSentence};

/// The quotation marks of one sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Quotation {
    /// Whether each token stands within quotation marks.
    pub(super) inside: Vec<bool>,
    /// Whether the sentence goes on with a quotation that an earlier one opened.
    pub(super) carried: bool,
    /// Whether a quotation is still open at its end.
    pub(super) open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Opens,
    Closes,
}

impl Quotation {
    /// Reads the marks of a sentence; `carried` says that the sentence before left one open.
    pub(super) fn new(sentence: &TokenizedSentence, carried: bool) -> Self {
        let marks: Vec<(usize, Mark)> = marks(sentence);
        // A closing mark without an opening one ends what was opened earlier, even where the
        // earlier sentence is not at hand; an opening one in mid-sentence shows that nothing was.
        let carried = match marks.first() {
            Some((_, Mark::Closes)) => true,
            Some((at, Mark::Opens)) => carried && *at == 0,
            None => carried,
        };
        let mut open = carried;
        let mut marks = marks.into_iter().peekable();
        let mut inside = Vec::with_capacity(sentence.tokens().len());
        for i in 0..sentence.tokens().len() {
            let mark = marks.next_if(|(at, _)| *at == i);
            inside.push(open && mark.is_none());
            if let Some((_, mark)) = mark {
                open = mark == Mark::Opens;
            }
        }
        Self { inside, carried, open }
    }

    /// Whether most of the sentence is quoted and it begins with the quotation.
    pub(super) fn fills(&self) -> bool {
        let quoted = self.inside.iter().filter(|q| **q).count();
        self.inside.iter().take(2).any(|q| *q) && quoted * 2 > self.inside.len()
    }
}

/// The quotation marks with their direction, told by shape or else by the spaces beside them.
fn marks(sentence: &TokenizedSentence) -> Vec<(usize, Mark)> {
    let tokens = sentence.tokens();
    let text = sentence.text();
    let space_before =
        |at: usize| text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "([—–".contains(c));
    let space_behind = |at: usize| text[at..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    let mut out = Vec::new();
    let mut single = false;
    for (i, token) in tokens.iter().enumerate() {
        let mark = match (token.kind, sentence.word(i)) {
            (TokenKind::Sign(b'"'), "“" | "«" | "„") => Mark::Opens,
            (TokenKind::Sign(b'"'), "”" | "»") => Mark::Closes,
            (TokenKind::Sign(b'"'), _) if space_before(token.span.start) && token.span.end < text.len() => Mark::Opens,
            (TokenKind::Sign(b'"'), _) => Mark::Closes,
            (TokenKind::Sign(b'\''), _) if !single => {
                let opens = space_before(token.span.start) && !space_behind(token.span.end);
                if !(opens && tokens[i + 1..].iter().skip(1).any(|t| t.is_sign(b'\'') && space_behind(t.span.end))) {
                    continue;
                }
                single = true;
                Mark::Opens
            }
            (TokenKind::Sign(b'\''), _) if space_behind(token.span.end) => {
                single = false;
                Mark::Closes
            }
            _ => continue,
        };
        out.push((i, mark));
    }
    out
}

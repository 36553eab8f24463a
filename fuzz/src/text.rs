//! Sentences and words of a text.

use gainsay::{Article, Casing, Span, TokenizedSentence, sentences, tokens};

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let spans = sentences(text);
    in_order(text, &spans);
    let mut end = 0;
    for span in &spans {
        let gap = &text[end..span.start];
        // `o` is a bullet.
        let bullet = |word: &str| word == "o" || !word.contains(char::is_alphanumeric);
        assert!(gap.split_whitespace().all(bullet), "{gap:?} is in no sentence");
        let sentence = span.of(text);
        assert!(sentence == sentence.trim() && sentence.len() <= 4000);
        words(sentence);
        end = span.end;
    }
    assert!(!text[end..].contains(char::is_alphanumeric), "{:?} is in no sentence", &text[end..]);
    let title = text.lines().next().unwrap_or_default();
    let article = Article { title: title.to_owned(), text: text.to_owned(), ..Article::default() };
    for sentence in article.sentences() {
        let whole = if sentence.part == gainsay::Part::Headline { &article.title } else { &article.text };
        assert_eq!(whole.get(sentence.span.start..sentence.span.end), Some(sentence.text));
    }
}

fn words(sentence: &str) {
    let spans: Vec<Span> = tokens(sentence).iter().map(|t| t.span).collect();
    in_order(sentence, &spans);
    let read = TokenizedSentence::new(sentence, &Casing::default());
    assert_eq!(read.tokens().len(), spans.len());
    for (i, span) in spans.iter().enumerate() {
        assert_eq!(read.word(i), span.of(sentence));
    }
}

fn in_order(text: &str, spans: &[Span]) {
    let mut end = 0;
    for span in spans {
        assert!(span.start < span.end && span.start >= end, "{span:?} after {end}");
        assert!(text.get(span.start..span.end).is_some(), "{span:?} does not slice");
        end = span.end;
    }
}

//! What holds for every text, order and cut.

use std::io::BufReader;
use std::ops::ControlFlow;

use gainsay::{
    Article, By, Judgement, LineChunks, Pipeline, Probabilities, Report, RowFilter, Span, Tally, Task, grouped_folds,
    map_in_order, sentences, tokens,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::{MODEL, plain_counting, sample_articles, training::SMALL};

/// Pieces that news is made of, and pieces that break readers of news.
const PIECES: &[&str] = &[
    "China",
    "Russia",
    "NATO",
    "Beijing",
    "U.S.",
    "the U.S.",
    "Gen. Okoro",
    "Adaeze Mbeki",
    "Mbeki",
    "O’Neill",
    "AT&T",
    "Zürich",
    "Ærø",
    "accused",
    "denied",
    "said",
    "of spying",
    "has",
    "n't",
    "don’t",
    "'s",
    "’s",
    "he",
    "it",
    "they",
    "the",
    "a",
    "and",
    "that",
    ".",
    "?",
    "!",
    "...",
    "…",
    ",",
    ";",
    ":",
    "—",
    "-",
    "“",
    "”",
    "\"",
    "'",
    "‘",
    "(",
    ")",
    "[",
    "]",
    "3.5",
    "$4.25",
    "1,000",
    "№ 7",
    "5 p.m.",
    "No. 10",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "\u{301}",
    "e\u{301}",
    "ß",
    "İ",
    "ﬁ",
    "中国否认",
    "Россия",
    "🇨🇳",
    "👩‍👩‍👧",
    "\0",
    "\u{2028}",
    "•",
    "* * *",
    "|",
    "<b>",
    "&amp;",
    "Read more",
    "(AP) —",
    "PARIS (Reuters) — ",
    "By Ann Lee",
    "\\",
    "{",
    "%s",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => vec((select(PIECES), select(&[" ", " ", " ", ""][..])), 0..60)
            .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect()),
        1 => "\\PC{0,200}",
        1 => vec(any::<char>(), 0..200).prop_map(|chars| chars.into_iter().collect()),
    ]
}

fn article() -> impl Strategy<Value = Article> {
    (text(), text(), text()).prop_map(|(id, title, text)| Article {
        id,
        source: "Post".to_owned(),
        title,
        text,
        ..Article::default()
    })
}

/// Spans must slice the text, stand in order and not overlap.
fn check_spans(text: &str, spans: &[Span]) -> Result<(), TestCaseError> {
    let mut end = 0;
    for span in spans {
        prop_assert!(span.start < span.end, "{span:?} is empty");
        prop_assert!(span.start >= end, "{span:?} begins before {end}");
        prop_assert!(text.get(span.start..span.end).is_some(), "{span:?} does not slice");
        end = span.end;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sentences_are_trimmed_and_in_order(text in text()) {
        let spans = sentences(&text);
        check_spans(&text, &spans)?;
        for span in &spans {
            prop_assert_eq!(span.of(&text).trim(), span.of(&text));
        }
    }

    /// No word is lost between two sentences.
    #[test]
    fn every_letter_is_in_a_sentence(text in text()) {
        let spans = sentences(&text);
        let outside = text.char_indices().filter(|(_, c)| c.is_alphanumeric());
        for (at, c) in outside {
            prop_assert!(spans.iter().any(|s| s.start <= at && at < s.end), "{c:?} at {at}");
        }
    }

    #[test]
    fn tokens_are_in_order(text in text()) {
        let spans: Vec<Span> = tokens(&text).iter().map(|t| t.span).collect();
        check_spans(&text, &spans)?;
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphabetic() || c.is_ascii_digit()) {
            prop_assert!(spans.iter().any(|s| s.start <= at && at < s.end), "{c:?} at {at} is in no token");
        }
    }

    #[test]
    fn judging_never_fails_and_slices(article in article()) {
        for judgement in Pipeline::new(&MODEL).judge(&article) {
            let part = match judgement.part {
                gainsay::Part::Headline => &article.title,
                gainsay::Part::Body => &article.text,
            };
            prop_assert_eq!(part.get(judgement.start..judgement.end), Some(&*judgement.sentence));
            prop_assert_eq!(part.get(judgement.mention_start..judgement.mention_end), Some(&*judgement.mention));
            prop_assert!(judgement.start <= judgement.mention_start && judgement.mention_end <= judgement.end);
            for verdict in judgement.verdicts.values() {
                prop_assert!((verdict.probabilities.values().sum::<f64>() - 1.0).abs() < 1e-9);
            }
            // What is written as a line is read back as it was.
            let line = serde_json::to_string(&judgement).expect("plain data");
            let again = Judgement::parse(1, &line).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(again, judgement);
        }
    }

    #[test]
    fn lines_do_not_depend_on_the_chunks(
        lines in vec(vec(select(&b"ab \xff\xc3\xbc{}"[..]), 0..20), 0..30),
        chunk in 1usize..200,
        buffer in 1usize..50,
        limit in 5usize..30,
        ends_in_line_feed in any::<bool>(),
    ) {
        let mut bytes = lines.join(&b'\n');
        if ends_in_line_feed {
            bytes.push(b'\n');
        }
        let read = |chunk: usize, buffer: usize| -> Vec<String> {
            let reader = BufReader::with_capacity(buffer, &bytes[..]);
            LineChunks::new(reader, chunk, limit)
                .map(|c| c.expect("memory does not fail"))
                .flat_map(|c| {
                    let shown = |l: Result<(u64, &str), gainsay::RecordError>| match l {
                        Ok((n, text)) => format!("{n}: {text:?} {:?}", c.raw(n)),
                        Err(e) => e.to_string(),
                    };
                    c.lines().map(shown).collect::<Vec<_>>()
                })
                .collect()
        };
        prop_assert_eq!(read(chunk, buffer), read(1 << 20, 1 << 16));
    }

    #[test]
    fn softmax_sums_to_one(scores in vec(-1e6f64..1e6, 1..17)) {
        let p = Probabilities::softmax(&scores);
        let p_values = p.values();
        prop_assert!((p.values().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(p.values().iter().all(|p| (0.0..=1.0).contains(p)));
        for (s, p) in scores.iter().zip(p.values()) {
            prop_assert!(scores.iter().zip(p_values).all(|(t, q)| s < t || p >= q), "a larger score, a smaller share");
        }
        prop_assert!(Probabilities::from_values(p.values()).is_some());
    }

    #[test]
    fn reweighting_there_and_back_changes_nothing(
        scores in vec(-8.0f64..8.0, 3),
        from in vec(0.05f64..1.0, 3),
        to in vec(0.05f64..1.0, 3),
    ) {
        let p = Probabilities::softmax(&scores);
        let moved = p.reweighted(&from, &to);
        prop_assert!((moved.values().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for (a, b) in p.values().iter().zip(moved.reweighted(&to, &from).values()) {
            prop_assert!((a - b).abs() < 1e-9);
        }
    }

    #[test]
    fn folds_keep_groups_together(groups in vec(0u8..40, 1..200), n_folds in 2usize..8, seed in any::<u64>()) {
        let names: Vec<String> = groups.iter().map(|g| format!("g{g}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let folds = grouped_folds(&names, n_folds, seed);
        prop_assert_eq!(folds.len(), names.len());
        prop_assert!(folds.iter().all(|f| *f < n_folds));
        let mut fold_of = std::collections::BTreeMap::new();
        for (name, fold) in names.iter().zip(&folds) {
            prop_assert_eq!(*fold_of.entry(*name).or_insert(*fold), *fold);
        }
        // The order of the items does not matter.
        let backwards: Vec<&str> = names.iter().rev().copied().collect();
        prop_assert!(grouped_folds(&backwards, n_folds, seed).iter().rev().eq(&folds));
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_article_is_judged_the_same_alone_and_among_others(articles in vec(article(), 1..8), n_threads in 1usize..4) {
        let show = |j: Vec<Judgement>| j.iter().map(|j| serde_json::to_string(j).expect("plain data")).collect::<Vec<_>>();
        let alone: Vec<_> = articles.iter().map(|a| show(Pipeline::new(&SMALL).judge(a))).collect();
        let mut stream = Vec::new();
        map_in_order(
            articles.iter(),
            n_threads,
            || Pipeline::new(&SMALL),
            |pipeline, article| show(pipeline.judge(article)),
            |lines| {
                stream.push(lines);
                ControlFlow::<()>::Continue(())
            },
        );
        prop_assert_eq!(stream, alone);
    }

    #[test]
    fn tallies_merge_in_any_order_and_partition(seed in any::<u64>(), n_parts in 1usize..12) {
        let articles = sample_articles();
        let mut pipeline = Pipeline::new(&SMALL);
        let mut judgements: Vec<_> = articles.iter().take(12).flat_map(|a| pipeline.judge(a)).collect();
        let task = Task::stance();
        let mut whole = Tally::new(&task);
        for judgement in &judgements {
            whole.add(judgement);
        }
        let mut rng = fastrand::Rng::with_seed(seed);
        rng.shuffle(&mut judgements);
        let mut parts = vec![Tally::new(&task); n_parts];
        for judgement in &judgements {
            parts[rng.usize(..n_parts)].add(judgement);
        }
        rng.shuffle(&mut parts);
        // As a tree: two at a time, whichever.
        while parts.len() > 1 {
            let from = parts.swap_remove(rng.usize(..parts.len()));
            let into = rng.usize(..parts.len());
            parts[into].merge(from);
        }
        let merged = parts.pop().expect("one is left");
        prop_assert_eq!(merged.n_judgements(), judgements.len());
        for by in [By::Source, By::All, By::Week] {
            let counting = plain_counting(by);
            prop_assert_eq!(merged.summary(&counting), whole.summary(&counting));
            for row in merged.summary(&counting).rows {
                for share in row.shares.expect("one article is enough") {
                    prop_assert!(0.0 <= share.low && share.low <= share.value + 1e-12, "{share:?}");
                    prop_assert!(share.value <= share.high + 1e-12 && share.high <= 1.0, "{share:?}");
                }
            }
        }
    }

    /// No name breaks out of its cell.
    #[test]
    fn every_name_fits_its_cell(source in text(), actor in text()) {
        let judgement = serde_json::json!({
            "article": "1", "source": source, "part": "body", "start": 0, "end": 1, "sentence": "x", "actor": actor,
            "kind": "name", "mention": "x", "mention_start": 0, "mention_end": 1,
            "stance": {"label": "denying", "probabilities": {"accusing": 0.1, "denying": 0.8, "neutral": 0.1}},
        });
        let line = judgement.to_string();
        let judgement = Judgement::parse(1, &line).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let mut tally = Tally::new(&Task::stance());
        tally.add(&judgement);
        let report = Report::new(tally.summary(&plain_counting(By::Source)), &RowFilter::default());
        let csv = report.csv();
        let mut rows = csv::Reader::from_reader(csv.as_bytes());
        for row in rows.records() {
            let row = row.map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!((row.len(), row.get(1), row.get(2)), (15, Some(&*source), Some(&*actor)));
        }
        let json: serde_json::Value = serde_json::from_str(&report.json()).expect("a document");
        prop_assert_eq!(&json["rows"][0]["actor"], &*actor);
        let markdown = report.markdown();
        let unescaped = markdown.lines().nth(2).expect("a row").replace("\\\\", "").replace("\\|", "");
        let head = markdown.lines().next().expect("a head");
        prop_assert_eq!(unescaped.matches('|').count(), head.matches('|').count(), "{}", markdown);
        prop_assert!(!unescaped.contains('<'));
        prop_assert!(!report.table(80).is_empty());
    }
}

/// Long texts without a stop, deep nesting of quotation marks: linear time and no overflow.
#[test]
fn extreme_texts_are_judged() {
    for text in [
        "China ".repeat(20_000),
        "“China ".repeat(5_000),
        "((((".repeat(20_000),
        "a".repeat(300_000),
        "China denied it. ".repeat(3_000),
        ".".repeat(100_000),
        "\n".repeat(100_000),
        "U.S. ".repeat(10_000),
        "’".repeat(50_000),
        "Mr. ".repeat(20_000),
        "é\u{301}".repeat(30_000),
    ] {
        let article = Article { id: "1".into(), source: "Post".into(), text, ..Article::default() };
        for judgement in Pipeline::new(&SMALL).judge(&article) {
            assert_eq!(&article.text[judgement.start..judgement.end], judgement.sentence);
        }
    }
}

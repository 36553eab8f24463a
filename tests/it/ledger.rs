//! Judgements counted while they pass: the same numbers as of all that are kept.

use gainsay::{
    By, Correction, Counting, HeldOut, HeldOutPair, Judgement, Ledger, Lexicon, Quantifier, Selection, Summary, Tally,
    Task, TornArticle,
};
use serde_json::json;

use crate::plain_counting;
use crate::roll_up::ACTORS;

const NAMES: [&str; 4] = ["Velmora", "Ministry of Salt", "Ada Brekstad", "Norcom"];
const LABELS: [&str; 3] = ["accusing", "denying", "neutral"];

/// The judgements of `n` made-up articles, those of an article together, as lines.
fn lines(n: usize, rng: &mut fastrand::Rng) -> Vec<String> {
    let mut out = Vec::new();
    for article in 0..n {
        let (source, day) = (rng.choice(["Post", "Herald", "Mirror"]).expect("some"), rng.u8(1..29));
        let section = rng.choice(["home", "world"]).expect("some");
        for sentence in 0..rng.usize(1..6) {
            for mention in 0..rng.usize(1..4) {
                let label = rng.choice(LABELS).expect("some");
                let mut probabilities = json!({"accusing": 0.0, "denying": 0.0, "neutral": 0.0});
                probabilities[label] = json!(f64::from(rng.u8(4..9)) / 10.0);
                let mut line = json!({
                    "article": article.to_string(), "source": source, "date": format!("2024-02-{day:02}"),
                    "part": if sentence == 0 { "headline" } else { "body" }, "start": 100 * sentence,
                    "end": 100 * sentence + 90, "sentence": "…", "actor": rng.choice(NAMES), "kind": "name",
                    "mention": "…", "mention_start": 100 * sentence + 10 * mention,
                    "mention_end": 100 * sentence + 10 * mention + 5, "fields": {"section": section},
                    "stance": {"label": label, "probabilities": probabilities}
                });
                if rng.bool() {
                    line["voice"] = json!({"kind": "actor", "name": rng.choice(NAMES), "manner": "reported"});
                }
                if rng.bool() {
                    let place = rng.choice(["headline", "middle", "tail"]);
                    let distance = rng.i8(-4..5);
                    line["denial"] =
                        json!({"part": "body", "start": 0, "end": 9, "distance": distance, "place": place});
                }
                out.push(line.to_string());
            }
        }
    }
    out
}

/// Parts of a few judgements, as they come from a file.
fn parts(lines: &[String], selection: &Selection, rng: &mut fastrand::Rng) -> Vec<Tally> {
    let mut rest = lines;
    let mut out = Vec::new();
    while !rest.is_empty() {
        let (part, behind) = rest.split_at(rng.usize(1..30).min(rest.len()));
        let mut tally = Tally::of(&Task::stance(), selection.clone());
        for line in part {
            tally.add(&Judgement::parse(1, line).expect("a judgement"));
        }
        out.push(tally);
        rest = behind;
    }
    out
}

/// A classifier that calls every fourth accusation neutral.
fn adjusted() -> Correction {
    let probabilities = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]];
    let of = |truth: usize, label: usize, n: usize| {
        std::iter::repeat_n(HeldOutPair { truth, label, probabilities: &probabilities[label], group: "" }, n)
    };
    let pairs: Vec<_> = of(0, 0, 75).chain(of(0, 2, 25)).chain(of(1, 1, 50)).chain(of(2, 2, 300)).collect();
    let identity = (0..9).map(|i| f64::from(u8::from(i % 4 == 0))).collect();
    let held_out = HeldOut::of(&pairs, identity, vec![0.0; 3]);
    Correction::new(Quantifier::Adjusted, &held_out.mix, Some(&held_out)).expect("it fits")
}

#[test]
fn closed_articles_count_as_open_ones_do() {
    let lexicon = Lexicon::parse(ACTORS).expect("good actors");
    let mut rng = fastrand::Rng::with_seed(8);
    let lines = lines(150, &mut rng);
    let selection = Selection { field: Some("section".to_owned()), ..Selection::default() };
    for correction in [Correction::counting(3), adjusted()] {
        for by in [By::Source, By::All, By::Week, By::Field] {
            let counting = Counting { pairings: true, ..plain_counting(by) };
            let counting = Counting { correction: correction.clone(), ..counting };
            let mut whole = Tally::of(&Task::stance(), selection.clone());
            for part in parts(&lines, &selection, &mut rng) {
                whole.merge(part);
            }
            let rolled_up = whole.clone().rolled_up(&lexicon.tops());
            for held in [1, 7, 100, usize::MAX] {
                let passed = |mut ledger: Ledger, rng: &mut fastrand::Rng| {
                    for part in parts(&lines, &selection, rng) {
                        ledger.merge(part).expect("articles stand together");
                    }
                    ledger.summary().expect("articles stand together")
                };
                let ledger = || Ledger::new(&Task::stance(), selection.clone(), counting.clone()).holding(held);
                let summary = passed(ledger(), &mut rng);
                assert_eq!(summary, whole.summary(&counting), "{by:?}, {held} held");
                assert!(
                    summary.accusations.len() > 3 && summary.rows.iter().any(|r| r.rest.is_some()) != (by == By::All)
                );
                let summary = passed(ledger().rolled_up(lexicon.tops()), &mut rng);
                assert_eq!(summary, rolled_up.summary(&counting), "{by:?}, {held} held, rolled up");
            }
        }
    }
}

#[test]
fn where_labels_are_not_enough_nothing_is_closed() {
    let mut rng = fastrand::Rng::with_seed(9);
    let mut lines = lines(60, &mut rng);
    rng.shuffle(&mut lines);
    let count = |counting: &Counting, held: usize| -> Result<Summary, TornArticle> {
        let mut ledger = Ledger::new(&Task::stance(), Selection::default(), counting.clone()).holding(held);
        lines.iter().try_for_each(|line| ledger.add(&Judgement::parse(1, line).expect("a judgement")))?;
        ledger.summary()
    };
    let independent = Counting { count: gainsay::Count::Independent, ..plain_counting(By::Source) };
    let stories = Counting { stories: Some(gainsay::StoryOptions::default()), ..plain_counting(By::Source) };
    let of = |quantifier| Correction::new(quantifier, &[0.3, 0.3, 0.4], None).expect("it needs no held-out pairs");
    let probable =
        [Quantifier::Prob, Quantifier::Em].map(|q| Counting { correction: of(q), ..plain_counting(By::All) });
    for counting in [&independent, &stories, &probable[0], &probable[1]] {
        assert_eq!(count(counting, 1), count(counting, usize::MAX));
    }
    assert_eq!(count(&plain_counting(By::Source), 1), Err(TornArticle), "these articles do not stand together");
}

#[test]
fn an_article_that_goes_on_after_it_was_closed_is_an_error() {
    let article = |id: &str| {
        let mut rng = fastrand::Rng::with_seed(4);
        lines(1, &mut rng)
            .iter()
            .map(|line| line.replacen("\"article\":\"0\"", &format!("\"article\":\"{id}\""), 1))
            .collect()
    };
    let of = |ids: &[&str], held: usize| {
        let mut ledger = Ledger::new(&Task::stance(), Selection::default(), plain_counting(By::All)).holding(held);
        for line in ids.iter().flat_map(|id| -> Vec<String> { article(id) }) {
            ledger.add(&Judgement::parse(1, &line).expect("a judgement"))?;
        }
        ledger.summary()
    };
    let n_articles = |ids, held| of(ids, held).map(|summary| summary.n_articles);
    assert_eq!(n_articles(&["a", "b", "c", "d"], 1), Ok(4));
    assert_eq!(n_articles(&["a", "b", "c", "a"], 1), Err(TornArticle));
    assert_eq!(n_articles(&["a", "b", "a", "c", "d", "e"], 1), Err(TornArticle));
    assert_eq!(n_articles(&["a", "b", "c", "a"], usize::MAX), Ok(3), "any order will do while all are held");
    assert!(TornArticle.hint().contains("sort"));
}

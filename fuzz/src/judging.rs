//! From an article to its judgements: actors, voices, features, verdicts, explanations.

use gainsay::{
    Article, Coreference, JudgeOptions, Judgement, Pair, Part, Pipeline, Span, TokenizedSentence, WireIndex,
};

use crate::MODEL;
use crate::bytes::Bytes;

pub(crate) fn pipeline(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let how = bytes.byte();
    let coreference = *bytes.pick(&[Coreference::Pronouns, Coreference::Names, Coreference::Off]);
    let (date, title) = (bytes.line(), bytes.line());
    let Ok(text) = std::str::from_utf8(bytes.rest()) else { return };
    let article = Article {
        id: "1".to_owned(),
        source: "Post".to_owned(),
        title,
        date: (!date.is_empty()).then_some(date),
        text: text.to_owned(),
        ..Article::default()
    };
    let other = Article { source: "Mail".to_owned(), ..article.clone() };
    let mut index = WireIndex::default();
    index.add(&article);
    index.add(&other);
    let clusters = index.clusters();
    let options = JudgeOptions { coreference, abstain: f64::from(how % 4) / 4.0, ..JudgeOptions::default() };
    let mut pipeline = Pipeline::with_options(&MODEL, options).with_wire(Some(&clusters));
    let judgements = pipeline.judge(&article);
    for judgement in &judgements {
        consistent(judgement, &article);
    }
    assert_eq!(judgements, pipeline.judge(&article), "the same article, judged twice");
    let _ = pipeline.actors(&article);
    if let Some(first) = judgements.first() {
        let _ = pipeline.mentions(&first.sentence, &first.actor);
    }
}

fn consistent(j: &Judgement, article: &Article) {
    let text = if j.part == Part::Headline { &article.title } else { &article.text };
    assert_eq!(text.get(j.start..j.end), Some(&*j.sentence));
    assert_eq!(text.get(j.mention_start..j.mention_end), Some(&*j.mention));
    assert!(j.start <= j.mention_start && j.mention_end <= j.end);
    for verdict in j.verdicts.values() {
        let sum: f64 = verdict.probabilities.values().sum();
        assert!(verdict.probabilities.values().all(|p| (0.0..=1.0).contains(p)) && (sum - 1.0).abs() < 1e-9, "{sum}");
        assert!(verdict.label.as_ref().is_none_or(|l| verdict.probabilities.contains_key(l)));
    }
    let json = serde_json::to_string(j).expect("a judgement is plain data");
    let again = Judgement::parse(1, &json).unwrap_or_else(|e| panic!("{json}: {e}"));
    assert_eq!(again, *j);
}

/// A sentence with mentions anywhere in it.
pub(crate) fn features(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let wanted: Vec<(u8, u8)> = (0..=bytes.byte() % 4).map(|_| (bytes.byte(), bytes.byte())).collect();
    let Ok(text) = std::str::from_utf8(bytes.rest()) else { return };
    let text = &text[..text.floor_char_boundary(4000)];
    let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let mut mentions: Vec<Span> = wanted
        .iter()
        .map(|(start, length)| {
            let start = usize::from(*start) % places.len();
            let end = (start + 1 + usize::from(*length) % 16).min(places.len() - 1);
            Span::new(places[start.min(end)], places[end])
        })
        .collect();
    mentions.sort_unstable();
    mentions.dedup_by(|later, earlier| later.overlaps(*earlier));
    let sentence = TokenizedSentence::new(text, MODEL.vectorizer.casing());
    mentions.retain(|m| sentence.tokens().iter().any(|t| t.span.overlaps(*m)));
    if mentions.is_empty() {
        return;
    }
    let pair = Pair { sentence: &sentence, mentions: &mentions };
    let mut extractor = MODEL.vectorizer.extractor();
    let row = extractor.row(&pair);
    assert!(row.ids.windows(2).all(|two| two[0] < two[1]));
    assert!(row.ids.iter().all(|id| (*id as usize) < MODEL.vectorizer.n_features()));
    let norm: f32 = row.values.iter().map(|v| v * v).sum();
    assert!(row.ids.is_empty() || (norm - 1.0).abs() < 1e-3, "{norm}");
    for classifier in &MODEL.classifiers {
        let verdict = classifier.classify(&row);
        let explanation = classifier.explain(&mut extractor, &pair);
        assert_eq!(explanation.verdict, verdict);
        for (class, score) in explanation.scores.iter().enumerate() {
            let adds: f64 = explanation.contributions.iter().map(|c| c.values[class]).sum();
            let sum = explanation.intercept[class] + adds;
            assert!(score.is_finite() && (sum - score).abs() < 1e-9 * (1.0 + score.abs()), "{sum} is not {score}");
        }
        let sum: f64 = verdict.probabilities.values().iter().sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }
    let _ = Pipeline::new(&MODEL).voice(text, &mentions);
}

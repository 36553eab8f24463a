//! What each stage takes, on the sample articles; every benchmark asserts the answer that it times.
//!
//! `cargo bench --bench stages`, or `cargo bench --bench stages -- solver` for one.

use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use gainsay::{
    Article, Cast, DesignMatrix, LineTrainer, LogisticParams, Model, Pair, Pipeline, Sentence, Span, SparseRow,
    TokenizedSentence, Utterance, Voices, sentences,
};
use linfa::ParamGuard;

fn main() {
    divan::main();
}

/// The sample articles, read as far as each stage needs.
struct Samples {
    model: Model,
    articles: Vec<Article>,
    sentences: Vec<Vec<Sentence<'static>>>,
    tokens: Vec<Vec<TokenizedSentence<'static>>>,
    casts: Vec<Cast>,
    /// Article, sentence, and the actor's mentions in it.
    pairs: Vec<(usize, usize, Vec<Span>)>,
    rows: Vec<SparseRow>,
    bytes: usize,
}

static SAMPLES: LazyLock<Samples> = LazyLock::new(|| {
    let model = Model::from_bytes(MODEL).expect("the default model");
    let articles: Vec<Article> = include_str!("../samples/articles.jsonl")
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("the samples are JSON Lines");
            let field = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
            Article { id: field("id"), title: field("title"), text: field("text"), ..Article::default() }
        })
        .collect();
    // The samples live as long as the program.
    let kept: &'static [Article] = articles.clone().leak();
    let sentences: Vec<_> = kept.iter().map(Article::sentences).collect();
    let casing = model.vectorizer.casing();
    let read = |s: &Vec<Sentence<'static>>| s.iter().map(|s| TokenizedSentence::new(s.text, casing)).collect();
    let tokens: Vec<Vec<TokenizedSentence<'static>>> = sentences.iter().map(read).collect();
    let casts: Vec<Cast> = tokens.iter().map(|t| model.lexicon.cast(t)).collect();
    let mut pairs: Vec<(usize, usize, Vec<Span>)> = Vec::new();
    for (a, cast) in casts.iter().enumerate() {
        for mention in &cast.mentions {
            pairs.push((a, mention.sentence, vec![mention.span]));
        }
    }
    let mut extractor = model.vectorizer.extractor();
    let rows = pairs.iter().map(|(a, s, m)| extractor.row(&Pair { sentence: &tokens[*a][*s], mentions: m })).collect();
    drop(extractor);
    let bytes = articles.iter().map(|a| a.text.len() + a.title.len()).sum();
    Samples { model, articles, sentences, tokens, casts, pairs, rows, bytes }
});

static MODEL: &[u8] = include_bytes!("../models/default.gsy");

/// The model as the program has it built in.
#[divan::bench]
fn model_built_in(bencher: Bencher) {
    bencher.bench(|| {
        let model = Model::from_static(black_box(MODEL)).expect("the default model");
        assert_eq!(model.vectorizer.n_features(), SAMPLES.model.vectorizer.n_features());
        model
    });
}

/// The model as a file, of which every byte is checked.
#[divan::bench]
fn model_file(bencher: Bencher) {
    bencher.counter(BytesCount::new(MODEL.len())).bench(|| {
        let model = Model::from_bytes(black_box(MODEL)).expect("the default model");
        assert_eq!(model.vectorizer.n_features(), SAMPLES.model.vectorizer.n_features());
        model
    });
}

#[divan::bench]
fn sentence(bencher: Bencher) {
    let s = &*SAMPLES;
    let expected: usize = s.articles.iter().map(|a| sentences(&a.text).len()).sum();
    assert!(expected > 20);
    bencher.counter(BytesCount::new(s.bytes)).bench(|| {
        let n: usize = s.articles.iter().map(|a| sentences(black_box(&a.text)).len()).sum();
        assert_eq!(n, expected);
    });
}

#[divan::bench]
fn token(bencher: Bencher) {
    let s = &*SAMPLES;
    let expected: usize = s.tokens.iter().flatten().map(|t| t.tokens().len()).sum();
    let casing = s.model.vectorizer.casing();
    bencher.counter(BytesCount::new(s.bytes)).bench(|| {
        let read =
            s.sentences.iter().flatten().map(|s| TokenizedSentence::new(black_box(s.text), casing).tokens().len());
        assert_eq!(read.sum::<usize>(), expected);
    });
}

#[divan::bench]
fn actor(bencher: Bencher) {
    let s = &*SAMPLES;
    assert!(s.pairs.len() > 20);
    bencher.counter(BytesCount::new(s.bytes)).bench(|| {
        let n: usize = s.tokens.iter().map(|t| s.model.lexicon.cast(black_box(t)).mentions.len()).sum();
        assert_eq!(n, s.pairs.len());
    });
}

#[divan::bench]
fn feature(bencher: Bencher) {
    let s = &*SAMPLES;
    let expected: usize = s.rows.iter().map(|r| r.ids.len()).sum();
    let mut extractor = s.model.vectorizer.extractor();
    bencher.counter(ItemsCount::new(s.pairs.len())).bench_local(|| {
        let rows = s.pairs.iter().map(|(a, i, mentions)| {
            extractor.row(&Pair { sentence: &s.tokens[*a][*i], mentions: black_box(mentions) }).ids.len()
        });
        assert_eq!(rows.sum::<usize>(), expected);
    });
}

#[divan::bench]
fn classify(bencher: Bencher) {
    let s = &*SAMPLES;
    let classifier = s.model.classifier("stance").expect("the default model has it");
    let expected: Vec<usize> = s.rows.iter().map(|r| classifier.classify(r).class).collect();
    assert!((0..3).all(|class| expected.contains(&class)), "the samples hold all labels");
    bencher.counter(ItemsCount::new(s.rows.len())).bench(|| {
        assert!(s.rows.iter().map(|r| classifier.classify(black_box(r)).class).eq(expected.iter().copied()));
    });
}

#[divan::bench]
fn voice(bencher: Bencher) {
    let s = &*SAMPLES;
    let predicates = &s.model.vectorizer.lexica().predicates;
    let of_all = || -> Vec<_> {
        let voices: Vec<Voices> =
            s.tokens.iter().zip(&s.casts).map(|(t, c)| Voices::new(black_box(t), c, predicates)).collect();
        s.pairs.iter().map(|(a, i, mentions)| voices[*a].of(*i, mentions, Utterance::Accusation)).collect()
    };
    let expected = of_all();
    bencher.counter(BytesCount::new(s.bytes)).bench(|| assert!(of_all() == expected));
}

#[divan::bench]
fn pipeline(bencher: Bencher) {
    let s = &*SAMPLES;
    let mut pipeline = Pipeline::new(&s.model);
    let expected: usize = s.articles.iter().map(|a| pipeline.judge(a).len()).sum();
    assert!(expected > 20);
    bencher.counter(BytesCount::new(s.bytes)).bench_local(|| {
        assert_eq!(s.articles.iter().map(|a| pipeline.judge(black_box(a)).len()).sum::<usize>(), expected);
    });
}

/// Rows like those of text: ids after Zipf's law, a class that some of them favour.
#[expect(clippy::cast_sign_loss, reason = "powers are positive")]
fn text_like(n: usize, n_features: usize) -> (DesignMatrix, Vec<usize>) {
    let mut rng = fastrand::Rng::with_seed(1);
    let mut classes = Vec::with_capacity(n);
    let rows: Vec<SparseRow> = (0..n)
        .map(|_| {
            let class = rng.usize(..3);
            classes.push(class);
            let mut ids: Vec<u32> = (0..40)
                .map(|_| {
                    let id = (n_features as f64).powf(rng.f64()) as u32 - 1;
                    if rng.u8(..4) == 0 { id - id % 3 + class as u32 } else { id }
                })
                .map(|id| id.min(n_features as u32 - 1))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            let values = vec![1.0 / (ids.len() as f32).sqrt(); ids.len()];
            SparseRow { ids, values }
        })
        .collect();
    (DesignMatrix::new(&rows, n_features), classes)
}

#[divan::bench(args = [0.1, 1.0, 10.0], sample_count = 10)]
fn solver(bencher: Bencher, c: f64) {
    let (matrix, classes) = text_like(10_000, 50_000);
    let ones = vec![1.0; classes.len()];
    let params = LogisticParams::new(c).gap(1e-6).tolerance(1e-9).check().expect("in range");
    let exact = LogisticParams::new(c).tolerance(1e-9).check().expect("in range");
    let minimum = exact.fit_weighted(&matrix, &classes, &ones, 3, None).expect("it fits").objective();
    bencher.counter(ItemsCount::new(matrix.n_values())).bench(|| {
        let fitted = params.fit_weighted(black_box(&matrix), &classes, &ones, 3, None).expect("it fits");
        assert!(fitted.objective() <= minimum * (1.0 + 1.1e-6), "{} {minimum}", fitted.objective());
    });
}

/// The sentences of the samples, labelled by whether they quote.
fn labelled() -> Vec<(&'static str, &'static str)> {
    let label = |text: &str| if text.contains(['"', '“']) { "quoting" } else { "telling" };
    SAMPLES.sentences.iter().flatten().map(|s| (label(s.text), s.text)).collect()
}

fn line_trainer(lines: &[(&str, &str)]) -> LineTrainer {
    let mut trainer = LineTrainer::default();
    for (label, text) in lines {
        trainer.add(label, text);
    }
    trainer
}

#[divan::bench]
fn line_train(bencher: Bencher) {
    let lines = labelled();
    let fit = || line_trainer(black_box(&lines)).fit(&[1.0], 1e-6, 1).expect("two labels").remove(0);
    let expected = fit().model.to_bytes();
    let n_bytes: usize = lines.iter().map(|(_, text)| text.len()).sum();
    bencher.counter(BytesCount::new(n_bytes)).bench(|| assert!(fit().model.to_bytes() == expected));
}

#[divan::bench]
fn line_label(bencher: Bencher) {
    let lines = labelled();
    let model = line_trainer(&lines).fit(&[1.0], 1e-6, 1).expect("two labels").remove(0).model;
    let mut labeller = model.labeller();
    let expected = lines.iter().filter(|(_, text)| labeller.label(text) == "quoting").count();
    let n_bytes: usize = lines.iter().map(|(_, text)| text.len()).sum();
    bencher.counter(BytesCount::new(n_bytes)).bench_local(|| {
        assert_eq!(lines.iter().filter(|(_, text)| labeller.label(black_box(text)) == "quoting").count(), expected);
    });
}

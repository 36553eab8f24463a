//! Training: the same data give the same model, and the solver finds the optimum that others find.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use gainsay::{
    CheckedRecipe, CurvePoint, DesignMatrix, Example, FeatureConfig, FittedLogistic, Knowledge, Lexicon, LogisticError,
    LogisticParams, Model, ModelCard, Pair, Pipeline, Recipe, Span, SparseRow, Task, TokenizedSentence, TrainError,
    Trained, Vectorizer, WordVectors, task_of,
};
use linfa::ParamGuard;
use linfa::prelude::{Fit, Predict, Records};
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

use crate::{MODEL, read};

const LABELLED: &str = "tests/fixtures/labelled.jsonl";

/// What the default model knows, and all word vectors.
static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge {
    casing: MODEL.vectorizer.casing().clone(),
    lexica: MODEL.vectorizer.lexica().clone(),
    vectors: WordVectors::parse(&read("training/vectors.tsv")).expect("good vectors"),
});

fn examples(tasks: &[&str]) -> Vec<Example> {
    read(LABELLED)
        .lines()
        .zip(1..)
        .map(|(line, n)| Example::parse(n, line, tasks, &|_| None).unwrap_or_else(|e| panic!("{LABELLED}: {e}")))
        .collect()
}

fn recipe(toml: &str) -> CheckedRecipe {
    Recipe::parse(toml).expect("a good recipe").check().expect("values in range")
}

fn trained(examples: &[Example], tasks: &[Task], recipe: &CheckedRecipe) -> Result<Trained, TrainError> {
    gainsay::train(examples, tasks, &KNOWLEDGE, recipe, &|_| ())
}

const ACTORS: &str = r#"
[[actor]]
name = "China"
kind = "state"
demonyms = ["Chinese"]
metonyms = ["Beijing"]
[[actor]]
name = "Russia"
kind = "state"
demonyms = ["Russian"]
metonyms = ["Moscow"]
[[actor]]
name = "NATO"
kind = "alliance"
"#;

fn model(trained: Trained) -> Model {
    Model {
        vectorizer: trained.vectorizer,
        classifiers: trained.classifiers,
        lexicon: Lexicon::parse(ACTORS).expect("good actors"),
        fingerprints: Vec::new(),
        card: ModelCard::default(),
    }
}

/// A model of the labelled fixture: small, quickly made, and of every part.
pub(crate) static SMALL: LazyLock<Model> = LazyLock::new(|| {
    let recipe = recipe("folds = 3\nc = [1.0, 10.0]");
    model(trained(&examples(&["stance"]), &[Task::stance()], &recipe).expect("the fixture can be trained on"))
});

// ---- the whole ----

#[test]
fn the_fixture_is_what_the_tests_need() {
    let examples = examples(&["stance", "tone"]);
    assert!(examples.len() >= 60);
    for label in ["accusing", "denying", "neutral"] {
        let mut groups: Vec<&str> = examples
            .iter()
            .filter(|e| e.actors.iter().any(|a| a.labels.get("stance").is_some_and(|l| l == label)))
            .map(|e| e.group.as_str())
            .collect();
        groups.sort_unstable();
        groups.dedup();
        assert!(groups.len() >= 5, "{label} occurs in {} groups", groups.len());
    }
}

#[test]
fn any_number_of_threads_trains_the_same_bytes() {
    let examples = examples(&["stance", "tone"]);
    let tasks = [Task::stance(), task_of("tone", &examples).expect("two labels")];
    let on = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("a pool");
        let recipe = recipe("folds = 5\nc = [0.3, 3.0]");
        pool.install(|| model(trained(&examples, &tasks, &recipe).expect("the fixture can be trained on")).to_bytes())
    };
    let once = on(1);
    assert!(once == on(2), "1 and 2 threads");
    assert!(once == on(2), "twice on 2 threads");
    assert!(once == on(5), "5 threads");
}

#[test]
fn a_model_learns_what_it_is_shown() {
    let examples = examples(&["stance"]);
    let classifier = SMALL.classifier("stance").expect("it was trained");
    let mut extractor = SMALL.vectorizer.extractor();
    let (mut n, mut right) = (0, 0);
    for example in &examples {
        let sentence = TokenizedSentence::new(&example.text, SMALL.vectorizer.casing());
        for (i, actor) in example.actors.iter().enumerate() {
            let verdict =
                classifier.classify(&extractor.row(&Pair { sentence: &sentence, mentions: &example.mentions(i) }));
            n += 1;
            right += u32::from(classifier.task().labels()[verdict.class] == actor.labels["stance"]);
        }
    }
    assert!(n > 60 && f64::from(right) / f64::from(n) > 0.9, "{right} of {n}");
}

#[test]
fn a_label_set_of_ones_own_works() {
    let examples = examples(&["tone"]);
    let task = task_of("tone", &examples).expect("two labels");
    assert_eq!((task.name(), task.labels()), ("tone", &["cold".to_owned(), "warm".to_owned()][..]));
    let trained = trained(&examples, &[task], &recipe("folds = 3\nc = [1.0]")).expect("two classes can be trained");
    let report = &trained.reports[0];
    // Only the first actor of each sentence carries the label.
    assert_eq!(report.predictions.len(), examples.len());
    assert!(report.pairs.iter().all(|(_, actor)| *actor == 0));
    assert_eq!(report.cross_validation.task, "tone");
    let model = model(trained);
    let judged = crate::sample_articles();
    let judgements = Pipeline::new(&model).judge(&judged[0]);
    assert!(!judgements.is_empty());
    assert!(judgements.iter().all(|j| j.verdicts.keys().eq(["tone"])));
}

#[test]
fn what_cannot_be_trained_says_why() {
    let examples = examples(&["stance", "tone"]);
    let says = |result: Result<Trained, TrainError>| result.expect_err("it cannot be trained").to_string();
    assert_eq!(task_of("mood", &examples).expect_err("no label").to_string(), "no actor carries a `mood` label");
    let few = says(trained(&examples, &[Task::stance()], &recipe("folds = 50\nc = [1.0]")));
    assert_eq!(few, "`accusing` of task `stance` occurs in 10 group(s), fewer than the 50 folds");
    assert!(says(trained(&[], &[Task::stance()], &recipe(""))).contains("fewer than"));
    let sentiment = says(trained(&examples, &[Task::sentiment()], &recipe("")));
    assert!(sentiment.starts_with("`negative` of task `sentiment` occurs in 0 group(s)"), "{sentiment}");
}

#[test]
fn cross_validation_judges_every_pair_once_and_by_group() {
    let examples = examples(&["stance"]);
    let trained = trained(&examples, &[Task::stance()], &recipe("folds = 5\nc = [1.0, 10.0]")).expect("it trains");
    let report = &trained.reports[0];
    let mut pairs = report.pairs.clone();
    pairs.sort_unstable();
    pairs.dedup();
    let n_pairs: usize = examples.iter().map(|e| e.actors.len()).sum();
    assert_eq!((pairs.len(), report.pairs.len(), report.cross_validation.n), (n_pairs, n_pairs, n_pairs));
    assert_eq!(report.path.iter().map(|(c, ..)| *c).collect::<Vec<_>>(), [1.0, 10.0]);
    let best = report.path.iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("two points");
    assert!((report.c - best.0).abs() < f64::EPSILON, "the smallest log-loss decides");
    for ((e, a), p) in report.pairs.iter().zip(&report.predictions) {
        assert_eq!(Task::stance().labels()[p.gold], examples[*e].actors[*a].labels["stance"]);
        assert_eq!(p.group, examples[*e].group);
    }
}

/// For each label, errors are told by the domain that is asked for; without it by all pairs.
#[test]
fn errors_are_those_of_the_domain_that_is_asked_for() {
    let mut examples = examples(&["stance"]);
    let denies = |e: &Example| e.actors.iter().any(|a| a.labels["stance"] == "denying");
    for example in examples.iter_mut().step_by(2).filter(|e| !denies(e)) {
        example.domain = Some("running".to_owned());
    }
    let count = |chosen: &dyn Fn(&Example) -> bool, label: &str| {
        let actors = examples.iter().filter(|e| chosen(e)).flat_map(|e| &e.actors);
        actors.filter(|a| a.labels["stance"] == label).count()
    };
    let runs = |e: &Example| e.domain.is_some();
    let recipe = recipe("folds = 3\nc = [1.0]\nheld-out = [\"running\"]");
    let trained = trained(&examples, &[Task::stance()], &recipe).expect("it trains");
    let held_out = trained.classifiers[0].held_out().expect("training tells of errors");
    for (class, label) in Task::stance().labels().iter().enumerate() {
        let n: u32 = held_out.outcomes.iter().map(|o| o.truth[class]).sum();
        let expected = if label == "denying" { count(&|_| true, label) } else { count(&runs, label) };
        assert!(expected > 0 && (label == "denying" || expected < count(&|_| true, label)), "{label}: {expected}");
        assert_eq!(n as usize, expected, "{label}");
    }
}

/// Balance makes a difference only where labels are not balanced.
#[test]
fn balanced_labels_weigh_alike() {
    let single: Vec<Example> = examples(&["stance"]).into_iter().filter(|e| e.actors.len() == 1).collect();
    let of = |label: &str, n| {
        let chosen = single.iter().filter(|e| e.actors[0].labels["stance"] == label).take(n);
        chosen.cloned().collect::<Vec<_>>()
    };
    let bytes = |examples: &[Example], weight: &str| {
        let recipe = recipe(&format!("folds = 2\nc = [1.0]\nclass-weight = \"{weight}\""));
        model(trained(examples, &[Task::stance()], &recipe).expect("it trains")).to_bytes()
    };
    let even = [of("accusing", 8), of("denying", 8), of("neutral", 8)].concat();
    assert_eq!(even.len(), 24);
    assert!(bytes(&even, "none") == bytes(&even, "balanced"));
    assert!(bytes(&even[..21], "none") != bytes(&even[..21], "balanced"));
}

/// Single words and their pairs: whatever they add to a score is shared among the words.
#[test]
fn words_share_what_their_features_add() {
    let recipe = recipe("folds = 2\nc = [1.0]\nmin-df = 1\nfamilies = [\"stem\"]");
    let model = model(trained(&examples(&["stance"]), &[Task::stance()], &recipe).expect("it trains"));
    let classifier = model.classifier("stance").expect("it was trained");
    let text = "Velmora denied that it had bribed the inspectors.";
    let marked = Example::marking(text, "Velmora").expect("it stands there");
    let sentence = TokenizedSentence::new(text, model.vectorizer.casing());
    let pair = Pair { sentence: &sentence, mentions: &marked.mentions(0) };
    let mut extractor = model.vectorizer.extractor();
    let words = classifier.word_weights(&mut extractor, &pair);
    assert!(words.len() >= 4 && words.iter().all(|w| w.span.of(text).chars().all(char::is_alphabetic)), "{words:?}");
    let explanation = classifier.explain(&mut extractor, &pair);
    assert!(explanation.contributions.iter().any(|c| c.feature == "denied that"), "a feature of two words");
    for class in 0..3 {
        // Features of marks and signs alone have no word to stand by.
        let has_word = |feature: &str| feature.split(' ').any(|part| part.chars().all(char::is_alphabetic));
        let of_words = explanation.contributions.iter().filter(|c| has_word(&c.feature));
        let expected: f64 = of_words.map(|c| c.values[class]).sum();
        let shared: f64 = words.iter().map(|w| w.values[class]).sum();
        assert!((expected - shared).abs() < 1e-9, "{expected} beside {shared}");
    }
}

#[test]
fn both_solvers_train_the_same_model() {
    let examples = examples(&["stance"]);
    let with = |solver: &str| {
        let recipe = recipe(&format!("folds = 3\nc = [1.0, 10.0]\ntolerance = 1e-6\nsolver = \"{solver}\""));
        trained(&examples, &[Task::stance()], &recipe).expect("it trains")
    };
    let (sparse, linfa) = (with("sparse"), with("linfa"));
    assert!(sparse.reports[0].iterations.0 > 0 && linfa.reports[0].iterations == (0, 0), "two different solvers");
    for (a, b) in sparse.reports[0].path.iter().zip(&linfa.reports[0].path) {
        assert!((a.1 - b.1).abs() < 1e-3, "log-loss {a:?} {b:?}");
    }
    for (a, b) in sparse.reports[0].predictions.iter().zip(&linfa.reports[0].predictions) {
        for (a, b) in a.probabilities.values().iter().zip(b.probabilities.values()) {
            assert!((a - b).abs() < 0.01, "{a} {b}");
        }
    }
}

#[test]
fn a_learning_curve_climbs_to_the_report() {
    let examples = examples(&["stance"]);
    let task = Task::stance();
    let curve = |toml: &str, n_threads: usize| -> (Trained, Vec<CurvePoint>) {
        let recipe = recipe(toml);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("a pool");
        let make = || {
            let trained = trained(&examples, std::slice::from_ref(&task), &recipe).expect("it trains");
            let (vectorizer, report) = (&trained.vectorizer, &trained.reports[0]);
            let points = gainsay::learning_curve(&examples, &task, &KNOWLEDGE, vectorizer, report, &recipe, &|_| ());
            (trained, points.expect("it can be fitted"))
        };
        pool.install(make)
    };
    let toml = "folds = 4\nc = [1.0, 10.0]";
    let (trained, points) = curve(toml, 1);
    let report = &trained.reports[0];
    let (last, before) = points.split_last().expect("at least the whole");
    assert!(!before.is_empty());
    assert_eq!((last.one_in, last.macro_f1), (1, report.cross_validation.macro_f1));
    assert_eq!(last.pairs, (report.pairs.len() * 3 + 2) / 4, "three of four folds");
    for point in before {
        let expected = last.pairs as f64 / point.one_in as f64;
        assert!((0.6 * expected..1.7 * expected).contains(&(point.pairs as f64)), "{point:?} of {last:?}");
    }
    assert!(points.windows(2).all(|w| w[0].one_in > w[1].one_in && w[0].pairs < w[1].pairs), "{points:?}");
    assert!(points[0].macro_f1 + 0.1 < last.macro_f1 && last.log_loss + 0.1 < points[0].log_loss, "{points:?}");
    assert_eq!(points, curve(toml, 3).1, "any number of threads");
    let half = |points: &[CurvePoint]| points.iter().find(|p| p.one_in == 2).map(|p| p.log_loss);
    assert_ne!(half(&points), half(&curve(&format!("{toml}\nseed = 5"), 2).1), "the seed draws the groups");
}

/// With few groups a share may lack a label; a curve without it is better than none.
#[test]
fn a_share_without_one_of_the_labels_is_left_out() {
    let mut examples = examples(&["stance"]);
    // All denials in the few groups that two folds need.
    for example in &mut examples {
        if example.actors.iter().any(|a| a.labels["stance"] == "denying") {
            example.group = format!("denials-{}", example.id.len() + usize::from(example.id.ends_with('1')));
        } else {
            example.group = example.id.clone();
        }
    }
    let (task, recipe) = (Task::stance(), recipe("folds = 2\nc = [1.0]"));
    let trained = trained(&examples, std::slice::from_ref(&task), &recipe).expect("it trains");
    let (vectorizer, report) = (&trained.vectorizer, &trained.reports[0]);
    let points =
        gainsay::learning_curve(&examples, &task, &KNOWLEDGE, vectorizer, report, &recipe, &|_| ()).expect("a curve");
    assert!(points.len() < 4 && points.last().is_some_and(|p| p.one_in == 1), "{points:?}");
}

#[test]
fn a_wrong_label_is_a_suspect() {
    let mut examples = examples(&["stance"]);
    let recipe = recipe("folds = 5\nc = [1.0]");
    let report =
        |examples: &[Example]| trained(examples, &[Task::stance()], &recipe).expect("it trains").reports.remove(0);
    let clean = report(&examples);
    // The pair that cross-validation is surest of becomes what it surely is not.
    let own = |i: usize| clean.predictions[i].probabilities.values()[clean.predictions[i].gold];
    let surest = (0..clean.pairs.len()).max_by(|a, b| own(*a).total_cmp(&own(*b))).expect("there are pairs");
    assert!(clean.suspects().iter().all(|s| s.position != surest));
    let (e, a) = clean.pairs[surest];
    let right = examples[e].actors[a].labels["stance"].clone();
    let wrong = if right == "neutral" { "denying" } else { "neutral" };
    examples[e].actors[a].labels.insert("stance".to_owned(), wrong.to_owned());
    let report = report(&examples);
    let suspects = report.suspects();
    assert!(suspects.len() <= report.pairs.len() / 10);
    assert!(suspects.windows(2).all(|w| w[0].probability <= w[1].probability));
    let found = suspects.iter().find(|s| s.position == surest).expect("it is doubted");
    assert_eq!(Task::stance().labels()[found.suggested], right);
    for s in &suspects {
        let p = &report.predictions[s.position];
        assert!((s.probability - p.probabilities.values()[p.gold]).abs() < f64::EPSILON);
        assert!(s.suggested != p.gold && p.probabilities.values()[s.suggested] > s.probability);
    }
}

#[test]
fn scores_by_domain_are_those_of_its_pairs() {
    let mut examples = examples(&["stance"]);
    for (i, example) in examples.iter_mut().enumerate() {
        example.domain = [None, Some("war"), Some("trade")][i % 3].map(str::to_owned);
    }
    let trained = trained(&examples, &[Task::stance()], &recipe("folds = 3\nc = [1.0]")).expect("it trains");
    let report = &trained.reports[0];
    let domains = report.by_domain(&Task::stance(), &examples, 1);
    assert!(domains.keys().copied().eq([None, Some("trade"), Some("war")]));
    assert_eq!(domains.values().map(|e| e.n).sum::<usize>(), report.pairs.len());
    for (domain, evaluation) in &domains {
        let of = report.pairs.iter().zip(&report.predictions);
        let of: Vec<_> = of.filter(|((e, _), _)| examples[*e].domain.as_deref() == *domain).map(|(_, p)| p).collect();
        let right = of.iter().filter(|p| p.gold == p.predicted).count();
        assert_eq!(evaluation.n, of.len(), "{domain:?}");
        assert!((evaluation.accuracy - right as f64 / of.len() as f64).abs() < 1e-6, "{domain:?}");
    }
}

// ---- the features ----

/// The labelled pairs of the fixture, as vectors need them.
struct Pairs<'e> {
    sentences: Vec<TokenizedSentence<'e>>,
    /// Index of the sentence, and the mentions of one of its actors.
    mentions: Vec<(usize, Vec<Span>)>,
}

impl<'e> Pairs<'e> {
    fn new(examples: &'e [Example]) -> Self {
        let casing = MODEL.vectorizer.casing();
        let of = |(i, e): (usize, &Example)| (0..e.actors.len()).map(|a| (i, e.mentions(a))).collect::<Vec<_>>();
        Self {
            sentences: examples.iter().map(|e| TokenizedSentence::new(&e.text, casing)).collect(),
            mentions: examples.iter().enumerate().flat_map(of).collect(),
        }
    }

    fn pairs(&self) -> Vec<Pair<'_>> {
        self.mentions.iter().map(|(i, mentions)| Pair { sentence: &self.sentences[*i], mentions }).collect()
    }
}

fn fitted(pairs: &[Pair]) -> Vectorizer {
    let Knowledge { casing, lexica, vectors } = &*KNOWLEDGE;
    Vectorizer::fit(&FeatureConfig::default(), casing.clone(), lexica.clone(), vectors, pairs)
}

#[test]
fn the_order_of_the_sentences_does_not_change_the_features() {
    let examples = examples(&["stance"]);
    let mut shuffled = examples.clone();
    fastrand::Rng::with_seed(7).shuffle(&mut shuffled);
    let (pairs, others) = (Pairs::new(&examples), Pairs::new(&shuffled));
    let (a, b) = (fitted(&pairs.pairs()), fitted(&others.pairs()));
    assert!(a.n_features() > 200 && a.n_features() == b.n_features());
    assert_eq!(a.transform(&pairs.pairs()), b.transform(&pairs.pairs()));
}

/// This is why `linfa-preprocessing` is not used: its TF-IDF computes the idf anew from the texts
/// that it transforms, so a sentence's vector depends on its batch.
#[test]
fn a_pair_has_the_same_vector_alone_and_in_any_batch() {
    let examples = examples(&["stance"]);
    let pairs = Pairs::new(&examples);
    let pairs = pairs.pairs();
    let vectorizer = fitted(&pairs);
    let together = vectorizer.transform(&pairs);
    let mut one_by_one = vectorizer.extractor();
    for (i, pair) in pairs.iter().enumerate() {
        assert_eq!(one_by_one.row(pair), together[i]);
        assert_eq!(vectorizer.extractor().row(pair), together[i], "a new extractor");
        assert_eq!(vectorizer.transform(std::slice::from_ref(pair)), together[i..=i], "alone");
    }
    let backwards: Vec<Pair> = pairs.iter().rev().cloned().collect();
    assert!(vectorizer.transform(&backwards).iter().rev().eq(&together));
}

#[test]
fn vectors_are_of_unit_length_with_ascending_ids() {
    let examples = examples(&["stance"]);
    let pairs = Pairs::new(&examples);
    let vectorizer = fitted(&pairs.pairs());
    for SparseRow { ids, values } in vectorizer.transform(&pairs.pairs()) {
        assert!(ids.windows(2).all(|w| w[0] < w[1]));
        assert!(ids.iter().all(|id| (*id as usize) < vectorizer.n_features()));
        let norm: f64 = values.iter().map(|v| f64::from(*v).powi(2)).sum();
        assert!((norm - 1.0).abs() < 1e-5, "{norm}");
    }
}

/// Names are masked: who it is must not tell how one is spoken of.
#[test]
fn another_name_gives_the_same_vector() {
    let vector = |text: &str, actor: &str| {
        let marked = Example::marking(text, actor).expect("it stands there");
        let sentence = TokenizedSentence::new(text, MODEL.vectorizer.casing());
        MODEL.vectorizer.extractor().row(&Pair { sentence: &sentence, mentions: &marked.mentions(0) })
    };
    let china = vector("On Friday, NATO accused China of arming Russia.", "China");
    assert!(!china.ids.is_empty());
    assert_eq!(china, vector("On Friday, Norway accused Canada of arming Mexico.", "Canada"));
    assert_ne!(china, vector("On Friday, NATO accused China of arming Russia.", "Russia"));
}

// ---- the solver ----

/// A dense problem: rows × features with small values, classes that overlap.
struct Dense {
    x: Array2<f64>,
    y: Vec<usize>,
    n_classes: usize,
}

impl Dense {
    fn new(n: usize, n_features: usize, n_classes: usize, seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        // Multiples of 1/256 are the same number in f32 and f64.
        let mut value = || (f64::from(rng.i32(-512..=512))) / 256.0;
        let x = Array2::from_shape_fn((n, n_features), |_| value());
        let truth = Array2::from_shape_fn((n_features, n_classes), |_| value());
        let z = x.dot(&truth);
        let mut noise = fastrand::Rng::with_seed(seed + 1);
        let y = z
            .outer_iter()
            .map(|z| {
                let drawn: Vec<f64> = z.iter().map(|z| z + 4.0 * noise.f64()).collect();
                (0..n_classes).max_by(|a, b| drawn[*a].total_cmp(&drawn[*b])).expect("there are classes")
            })
            .collect::<Vec<_>>();
        for class in 0..n_classes {
            assert!(y.contains(&class), "class {class} does not occur");
        }
        Self { x, y, n_classes }
    }

    fn matrix(&self) -> DesignMatrix {
        let rows: Vec<SparseRow> = self.x.outer_iter().map(|row| sparse(row.iter().copied())).collect();
        DesignMatrix::new(&rows, self.x.ncols())
    }

    /// The objective as it is documented, written anew: `½ ‖W‖² + C · Σ s_i (ln Σ exp z − z_y)`.
    fn objective(&self, c: f64, weights: &[f64], w: &[f64], b: &[f64]) -> f64 {
        let k = self.n_classes;
        let mut sum = 0.0;
        for ((row, y), s) in self.x.outer_iter().zip(&self.y).zip(weights) {
            let z: Vec<f64> =
                (0..k).map(|j| b[j] + row.iter().enumerate().map(|(f, v)| v * w[f * k + j]).sum::<f64>()).collect();
            let max = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            sum += s * (max + z.iter().map(|z| (z - max).exp()).sum::<f64>().ln() - z[*y]);
        }
        0.5 * w.iter().map(|w| w * w).sum::<f64>() + c * sum
    }

    fn fit(&self, c: f64, weights: &[f64]) -> FittedLogistic {
        let params = LogisticParams::new(c).tolerance(1e-10).check().expect("values in range");
        params.fit_weighted(&self.matrix(), &self.y, weights, self.n_classes, None).expect("the lengths fit")
    }
}

fn sparse(values: impl Iterator<Item = f64>) -> SparseRow {
    let kept: Vec<(u32, f32)> = (0..).zip(values).filter(|(_, v)| *v != 0.0).map(|(i, v)| (i, v as f32)).collect();
    SparseRow { ids: kept.iter().map(|(i, _)| *i).collect(), values: kept.iter().map(|(_, v)| *v).collect() }
}

fn centred(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|v| v - mean).collect()
}

/// `linfa-logistic` minimises `Σ loss + ½ α ‖W‖²` without a penalty on the intercept: our
/// objective at `C = 1/α`, divided by `C`.
#[test]
fn the_optimum_is_linfas() {
    for (n_classes, alpha, seed) in [(3, 1.0, 1), (3, 0.25, 2), (4, 2.0, 3), (5, 0.5, 4)] {
        let problem = Dense::new(60, 5, n_classes, seed);
        let ones = vec![1.0; problem.y.len()];
        let c = 1.0 / alpha;
        let ours = problem.fit(c, &ones);
        let linfas = MultiLogisticRegression::default()
            .alpha(alpha)
            .max_iterations(2000)
            .gradient_tolerance(1e-8)
            .fit(&linfa::Dataset::new(problem.x.clone(), Array1::from(problem.y.clone())))
            .expect("linfa fits it");
        assert!(linfas.classes().iter().copied().eq(0..n_classes));
        let w: Vec<f64> = linfas.params().iter().copied().collect();
        let theirs = problem.objective(c, &ones, &w, &linfas.intercept().to_vec());
        let own = problem.objective(c, &ones, ours.weights(), ours.intercept());
        assert!((own - ours.objective()).abs() < 1e-9 * own, "the solver's own value: {own} {}", ours.objective());
        assert!((own - theirs).abs() < 1e-6 * theirs, "{own} {theirs}");
        assert!(own <= theirs * (1.0 + 1e-9), "linfa finds a lower one: {own} {theirs}");
        for (a, b) in ours.weights().iter().zip(&w) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
        // A constant added to all intercepts changes no probability.
        for (a, b) in centred(ours.intercept()).iter().zip(centred(&linfas.intercept().to_vec())) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
    }
}

/// The same check through the crate's own entrance, on sparse rows, some of them left out.
#[test]
fn the_dense_fit_is_the_sparse_one() {
    for (n_classes, c, seed) in [(2, 1.0, 61), (3, 0.3, 62), (3, 30.0, 63), (5, 2.0, 64)] {
        let problem = Dense::new(120, 6, n_classes, seed);
        let weights: Vec<f64> = (0..120).map(|i| f64::from(u8::from(i % 4 != 0))).collect();
        let params = LogisticParams::new(c).tolerance(1e-6).check().expect("values in range");
        let dense = params.fit_dense(&problem.matrix(), &problem.y, &weights, n_classes).expect("linfa fits it");
        let sparse = problem.fit(c, &weights);
        assert_eq!((dense.iterations(), dense.weights().len()), ((0, 0), 6 * n_classes));
        assert!(dense.gradient_norm() <= 1e-6);
        assert!((dense.objective() - sparse.objective()).abs() < 1e-6 * sparse.objective());
        for (a, b) in dense.weights().iter().zip(sparse.weights()) {
            assert!((a - b).abs() < 1e-3, "{n_classes} classes, C {c}: {a} {b}");
        }
        for (a, b) in centred(dense.intercept()).iter().zip(centred(sparse.intercept())) {
            assert!((a - b).abs() < 1e-3, "{n_classes} classes, C {c}: {a} {b}");
        }
    }
}

/// linfa's log-sum-exp takes the maximum over all rows: where rows lie far apart, it is wrong for
/// the lower ones. Such a fit is refused, or it is good all the same.
#[test]
fn no_dense_fit_is_silently_wrong() {
    let mut n_refused = 0;
    for scale in [1.0, 10.0, 100.0, 1000.0, 1e4] {
        let mut problem = Dense::new(80, 4, 3, 71);
        problem.x *= scale;
        let ones = vec![1.0; 80];
        let params = LogisticParams::new(10.0).tolerance(1e-6).check().expect("values in range");
        match params.fit_dense(&problem.matrix(), &problem.y, &ones, 3) {
            Ok(dense) => {
                let best = problem.fit(10.0, &ones).objective();
                assert!(dense.objective() < best * 1.001, "scale {scale}: {} {best}", dense.objective());
            }
            Err(LogisticError::NotConverged { reached, asked }) => {
                assert!(reached > asked);
                n_refused += 1;
            }
            Err(LogisticError::LinfaLogistic(_)) => n_refused += 1,
            Err(other) => panic!("scale {scale}: {other}"),
        }
    }
    assert!((1..5).contains(&n_refused), "{n_refused}: the largest scale is refused, ours is not");
}

#[test]
fn what_linfa_cannot_fit_says_why() {
    let problem = Dense::new(60, 5, 3, 81);
    let params = LogisticParams::new(1.0).check().expect("values in range");
    let says = |x: &DesignMatrix, classes: &[usize], weights: &[f64]| {
        params.fit_dense(x, classes, weights, 3).expect_err("it cannot be fitted").to_string()
    };
    let (x, ones) = (problem.matrix(), vec![1.0; 60]);
    let rows = |n| (0..n).map(|_| sparse([1.0].into_iter())).collect::<Vec<_>>();
    let wide = says(&DesignMatrix::new(&rows(60), 33_334), &problem.y, &ones);
    let numbers =
        "60 pairs × 33334 features are 2000040 values; linfa's solver takes a dense matrix of at most 2000000";
    assert!(wide.starts_with(numbers), "{wide}");
    assert!(says(&x, &problem.y, &[&[1.5], &ones[1..]].concat()).starts_with("a row weighs 1.5; "));
    assert!(says(&x, &problem.y[1..], &ones).contains("60 rows but 59 targets"));
    assert!(says(&x, &[2; 60], &ones).starts_with("1 classes"));
    assert!(says(&x, &problem.y, &[0.0; 60]).starts_with("0 classes"));
    // The limit itself is allowed.
    let narrow = DesignMatrix::new(&rows(60), 33_333);
    assert!(params.fit_dense(&narrow, &problem.y, &ones, 3).is_ok());
}

/// The rows of one fold may lack a class, which then nothing speaks for.
#[test]
fn a_class_without_rows_is_never_chosen() {
    let problem = Dense::new(60, 5, 2, 71);
    let params = LogisticParams::new(1.0).tolerance(1e-3).check().expect("values in range");
    let fitted = params.fit_dense(&problem.matrix(), &problem.y, &[1.0; 60], 3).expect("two classes can be told");
    assert!(fitted.scores(&problem.matrix()).chunks(3).all(|z| z[2] < z[0] && z[2] < z[1]));
}

#[test]
fn no_step_from_the_optimum_leads_down() {
    for (n_classes, c) in [(2, 1.0), (3, 0.1), (3, 100.0), (4, 1.0), (5, 1.0), (16, 3.0)] {
        let problem = Dense::new(200, 6, n_classes, 11);
        let weights: Vec<f64> = (0..200).map(|i| f64::from(i % 4) / 2.0).collect();
        let fitted = problem.fit(c, &weights);
        let (w, b) = (fitted.weights().to_vec(), fitted.intercept().to_vec());
        let optimum = problem.objective(c, &weights, &w, &b);
        let mut rng = fastrand::Rng::with_seed(5);
        for size in [1e-1, 1e-2, 1e-3, 1e-4] {
            for _ in 0..50 {
                let mut moved = |v: &[f64]| v.iter().map(|v| v + size * (2.0 * rng.f64() - 1.0)).collect::<Vec<_>>();
                let value = problem.objective(c, &weights, &moved(&w), &moved(&b));
                assert!(value >= optimum - 1e-10 * optimum, "{n_classes} classes, C {c}: {value} < {optimum}");
            }
        }
    }
}

/// At the optimum every partial derivative is 0, found by central differences on an objective
/// that is written anew; a wrong gradient would have stopped the solver elsewhere.
#[test]
fn finite_differences_vanish_at_the_optimum() {
    for n_classes in [2, 3, 5] {
        let problem = Dense::new(80, 4, n_classes, 21);
        let weights: Vec<f64> = (0..80).map(|i| 0.5 + f64::from(i % 3)).collect();
        let fitted = problem.fit(2.0, &weights);
        let at: Vec<f64> = [fitted.weights(), fitted.intercept()].concat();
        let value = |v: &[f64]| problem.objective(2.0, &weights, &v[..4 * n_classes], &v[4 * n_classes..]);
        let slope = |v: &[f64], i: usize| {
            let h = 1e-5;
            let (mut up, mut down) = (v.to_vec(), v.to_vec());
            up[i] += h;
            down[i] -= h;
            (value(&up) - value(&down)) / (2.0 * h)
        };
        let zero = vec![0.0; at.len()];
        let largest = |v: &[f64]| (0..v.len()).map(|i| slope(v, i).abs()).fold(0.0, f64::max);
        assert!(largest(&at) < 1e-5 * largest(&zero), "{} beside {}", largest(&at), largest(&zero));
        assert!(fitted.gradient_norm() <= 1e-10);
    }
}

/// The gradient's norm over its norm where all weights are 0, both by central differences.
#[test]
fn the_gradient_is_as_small_as_is_told() {
    for (n_classes, tolerance) in [(2, 1e-1), (3, 1e-2), (5, 1e-2)] {
        let problem = Dense::new(80, 4, n_classes, 21);
        let ones = vec![1.0; 80];
        let params = LogisticParams::new(1.0).tolerance(tolerance).check().expect("values in range");
        let fitted = params.fit_weighted(&problem.matrix(), &problem.y, &ones, n_classes, None).expect("it fits");
        let norm = |at: &[f64]| {
            let value = |v: &[f64]| problem.objective(1.0, &ones, &v[..4 * n_classes], &v[4 * n_classes..]);
            let slope = |i: usize| {
                let (mut up, mut down) = (at.to_vec(), at.to_vec());
                up[i] += 1e-5;
                down[i] -= 1e-5;
                (value(&up) - value(&down)) / 2e-5
            };
            (0..at.len()).map(|i| slope(i).powi(2)).sum::<f64>().sqrt()
        };
        let found = [fitted.weights(), fitted.intercept()].concat();
        let ratio = norm(&found) / norm(&vec![0.0; found.len()]);
        let told = fitted.gradient_norm();
        assert!((ratio - told).abs() < 1e-6 + 1e-3 * told, "{ratio} beside {told}");
        assert!(ratio <= tolerance * 1.001, "{ratio} of {tolerance}");
    }
}

#[test]
fn a_row_of_weight_zero_plays_no_part() {
    let all = Dense::new(90, 5, 3, 31);
    let weights: Vec<f64> = (0..90).map(|i| if i % 3 == 0 { 0.0 } else { 1.5 }).collect();
    let kept: Vec<usize> = (0..90).filter(|i| i % 3 != 0).collect();
    let some =
        Dense { x: all.x.select(ndarray::Axis(0), &kept), y: kept.iter().map(|i| all.y[*i]).collect(), n_classes: 3 };
    let (with, without) = (all.fit(1.0, &weights), some.fit(1.0, &vec![1.5; kept.len()]));
    assert!((with.objective() - without.objective()).abs() < 1e-9 * with.objective());
    for (a, b) in with.weights().iter().zip(without.weights()) {
        assert!((a - b).abs() < 1e-7, "{a} {b}");
    }
    // Not even if it is absurd.
    let mut absurd = Dense { x: all.x.clone(), y: all.y.clone(), n_classes: 3 };
    absurd.x.row_mut(0).fill(1e6);
    absurd.y[3] = 2;
    let fitted = absurd.fit(1.0, &weights);
    for (a, b) in with.weights().iter().zip(fitted.weights()) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
}

#[test]
fn a_warm_start_ends_at_the_same_optimum() {
    let problem = Dense::new(120, 6, 3, 41);
    let ones = vec![1.0; 120];
    let params = LogisticParams::new(3.0).tolerance(1e-9).check().expect("values in range");
    let near = problem.fit(1.0, &ones);
    let warm = params.fit_weighted(&problem.matrix(), &problem.y, &ones, 3, Some(&near)).expect("the lengths fit");
    let cold = problem.fit(3.0, &ones);
    assert!((warm.objective() - cold.objective()).abs() < 1e-9 * cold.objective());
    for (a, b) in warm.weights().iter().zip(cold.weights()) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
    let again = params.fit_weighted(&problem.matrix(), &problem.y, &ones, 3, Some(&warm)).expect("the lengths fit");
    assert_eq!(again.iterations().0, 0, "nothing is left to do");
}

#[test]
fn the_solver_is_a_linfa_estimator() {
    let problem = Dense::new(150, 5, 3, 51);
    let dataset = linfa::DatasetBase::new(problem.matrix(), Array1::from(problem.y.clone()));
    let fitted = LogisticParams::new(1.0).tolerance(1e-8).fit(&dataset).expect("it fits");
    let weighted = problem.fit(1.0, &vec![1.0; 150]);
    assert!((fitted.objective() - weighted.objective()).abs() < 1e-8 * weighted.objective());
    let predicted: Array1<usize> = fitted.predict(&dataset);
    let counts = predicted.iter().zip(&problem.y).fold(BTreeMap::new(), |mut n, (p, y)| {
        *n.entry(p == y).or_insert(0) += 1;
        n
    });
    assert!(counts[&true] > 90, "{counts:?}");
    assert_eq!((dataset.nsamples(), dataset.nfeatures()), (150, 5));
    let scores = fitted.scores(&problem.matrix());
    for (z, class) in scores.chunks(3).zip(&predicted) {
        assert!(z.iter().all(|other| *other <= z[*class]));
    }
}

#[test]
fn parameters_and_lengths_out_of_range_are_refused() {
    for c in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(LogisticParams::new(c).check().is_err(), "C {c}");
    }
    for tolerance in [0.0, 1.0, f64::NAN] {
        assert!(LogisticParams::new(1.0).tolerance(tolerance).check().is_err(), "tolerance {tolerance}");
    }
    let problem = Dense::new(60, 5, 3, 1);
    let params = LogisticParams::new(1.0).check().expect("values in range");
    let fit = |classes: &[usize], weights: &[f64], k: usize| {
        params.fit_weighted(&problem.matrix(), classes, weights, k, None).map(|_| ())
    };
    let ones = vec![1.0; 60];
    assert!(fit(&problem.y, &ones, 3).is_ok());
    assert!(fit(&problem.y[1..], &ones, 3).is_err());
    assert!(fit(&problem.y, &ones[1..], 3).is_err());
    assert!(fit(&problem.y, &ones, 1).is_err());
    assert!(fit(&problem.y, &ones, 17).is_err());
}

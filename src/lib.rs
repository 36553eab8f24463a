//! Gainsay reads news and answers: who is accused, who denies it, and which outlet prints which.
//!
//! The stages, in the order in which an article passes them:
//!
//! 1. [`Article`]: read from JSON Lines, CSV or plain text by the readers of this crate.
//! 2. [`Sentence`]: spans that slice the article's text exactly, without page furniture.
//! 3. [`TokenizedSentence`]: read once; everything below works on its tokens.
//! 4. [`Cast`]: the actors that the article mentions, known to a [`Lexicon`] or introduced by it.
//! 5. [`Vectorizer`]: a (sentence, actor) [`Pair`] becomes a sparse TF-IDF vector in which names are
//!    masked, so that the model learns *how* one is spoken of, not *who*.
//! 6. [`Classifier`]: a linear model gives calibrated [`Probabilities`], a label and, on request, an
//!    [`Explanation`] whose addends sum to the score.
//! 7. [`Voices`]: who makes the accusation or denial: the outlet, an actor, or somebody unnamed.
//! 8. [`Judgement`]: one line of output; [`Tally`]: judgements to be counted; [`Summary`]: shares per
//!    outlet and actor, corrected for errors, with intervals; [`Report`]: the shapes that people and
//!    programs read.
//!
//! [`Pipeline`] runs 2 to 8; [`Model`] holds what they need and is read from one checked file;
//! [`train()`] makes it from labelled sentences.
//!
//! ```
//! use gainsay::{Article, Correction, Counting, Model, Pipeline, Quantifier, Report, RowFilter, Tally};
//!
//! let model = Model::from_bytes(include_bytes!("../models/default.gsy"))?;
//! let article = Article {
//!     id: "1".into(),
//!     source: "Harbour Post".into(),
//!     text: "NATO accused China of arming Russia. China denied the accusation.".into(),
//!     ..Article::default()
//! };
//! let classifier = model.classifier("stance").expect("the default model has it");
//! let mut tally = Tally::new(classifier.task());
//! for judgement in Pipeline::new(&model).judge(&article) {
//!     tally.add(&judgement);
//! }
//! let correction = Correction::new(Quantifier::default(), classifier.mix(), classifier.held_out());
//! let summary = tally.summary(&Counting::new(correction.expect("the model knows its errors")));
//! let report = Report::new(summary, &RowFilter::default());
//! assert!(report.markdown().contains("| Harbour Post | China |"));
//! # Ok::<(), gainsay::ModelError>(())
//! ```
//!
//! The library opens no file, reads no environment, prints nothing and takes no clock. Nothing
//! behind step 1 can fail on any text. A module uses only modules declared above it.

mod legible;
mod label;
mod quantify;
mod token;
mod vectors;
mod fingerprint;
mod record;
mod line;
mod article;
mod sentence;
mod wire;
mod actor;
mod feature;
mod classify;
mod pairing;
mod voice;
mod judgement;
mod aggregate;
mod model;
mod pipeline;
mod citation;
mod report;
mod train;

pub use actor::{
    Actor, ActorId, ActorKind, Cast, CastActor, Coreference, IsoDate, Lexicon, LexiconError, LexiconProblem, Mention,
    MentionKind, Term,
};
pub use aggregate::{
    Accusation, By, Count, Counting, DenialCoverage, Difference, Ledger, Pairing, Selection, Share, Speaker,
    StoryContrast, StoryOptions, Summary, SummaryRow, Tally, TornArticle, wilson,
};
pub use article::{Article, ArticleChunk, DelimitedArticles, FieldMap, Rejected};
pub use citation::{Citation, Citations, WeightyWord};
pub use classify::{Classifier, ClassifierError, Contribution, Explanation, Verdict, WordWeight};
pub use feature::{
    Extractor, Family, FeatureConfig, Lexica, OpinionError, Opinions, Pair, PredicateClass, PredicateError, Predicates,
    SparseRow, Vectorizer,
};
pub use fingerprint::{Fingerprint, NearDuplicates};
pub use judgement::{Judgement, NamedVerdict};
pub use label::{Probabilities, Task};
pub use legible::legible;
pub use line::{LineLabeller, LineModel, LineModelError};
pub use model::{Model, ModelCard, ModelError};
pub use pairing::{Denial, Place};
pub use pipeline::{JudgeOptions, Pipeline, map_in_order};
pub use quantify::{
    Correction, HeldOut, HeldOutPair, Outcome, PrevalenceError, PrevalenceGrid, Quantifier, adjusted, em,
    prevalence_errors,
};
pub use record::{LineChunk, LineChunks, RecordError, RecordErrorKind};
pub use report::{Input, Page, Provenance, Report, RowFilter, Section};
pub use sentence::{Part, Sentence, sentences};
pub use token::{Case, Casing, CasingError, Span, Token, TokenKind, TokenizedSentence, WordCounts, tokens, word_key};
pub use train::{
    Calibration, CheckedRecipe, ClassScores, ClassWeight, CurvePoint, DesignMatrix, Evaluation, Example,
    FittedLogistic, Interval, Knowledge, LineTrainError, LineTrainer, LogisticError, LogisticParams,
    LogisticValidParams, MarkedActor, Prediction, Progress, Recipe, RecipeError, Solver, Suspect, TaskReport,
    TrainError, Trained, TrainedLines, decision_rule, grouped_folds, learning_curve, task_of, train,
};
pub use vectors::{LearningError, VectorTrainer, VectorsError, WordVectors};
pub use voice::{Manner, Tone, Utterance, Voice, VoiceKind, Voices};
pub use wire::{ClusterId, WireClusters, WireIndex};

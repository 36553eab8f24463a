//! From an article to its judgements: the one place that knows the order of the stages.

mod ordered;

pub use ordered::map_in_order;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::actor::{ActorKind, Cast, Coreference, IsoDate, Lexicon, Mention};
use crate::article::Article;
use crate::classify::{Classifier, Verdict, classify_all};
use crate::feature::{Extractor, Pair, SparseRow};
use crate::judgement::{Judgement, NamedVerdict};
use crate::label::{Probabilities, Task};
use crate::model::Model;
use crate::pairing::{self, Denial, Printed};
use crate::sentence::Sentence;
use crate::token::{Span, TokenizedSentence};
use crate::voice::{Utterance, Voice, Voices};
use crate::wire::WireClusters;

/// Judges articles with one model, on one thread; it keeps buffers between articles.
///
/// An article gets the same judgements alone or among others, on any number of threads.
#[derive(Debug)]
pub struct Pipeline<'m> {
    model: &'m Model,
    options: JudgeOptions,
    extractor: Extractor<'m>,
    wire: Option<&'m WireClusters>,
}

/// Actors of one sentence that are judged. No prose mentions so many; a list of names without an end
/// would become judgements of several hundred times its size.
const MOST_ACTORS: usize = 64;

impl<'m> Pipeline<'m> {
    /// A pipeline for one thread.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        Self::with_options(model, JudgeOptions::default())
    }

    /// A pipeline for one thread that reports probabilities as told.
    #[must_use]
    pub fn with_options(model: &'m Model, options: JudgeOptions) -> Self {
        Self { model, options, extractor: model.vectorizer.extractor(), wire: None }
    }

    /// The same pipeline; its judgements name the cluster of copies that their sentence belongs to.
    #[must_use]
    pub fn with_wire(mut self, wire: Option<&'m WireClusters>) -> Self {
        self.wire = wire;
        self
    }

    /// The judgements of an article: one per sentence and actor that it mentions, in reading
    /// order; of a sentence that mentions more than 64, those of the first 64. Never fails.
    pub fn judge<'a>(&mut self, article: &'a Article) -> Vec<Judgement<'a>>
    where
        'm: 'a,
    {
        let sentences = article.sentences();
        let (read, cast) = self.read(article, &sentences);
        let voices = Voices::new(&read, &cast, &self.model.vectorizer.lexica().predicates);
        let mut out = Vec::with_capacity(cast.mentions.len());
        let mut places = Vec::with_capacity(cast.mentions.len());
        for (i, sentence) in sentences.iter().enumerate() {
            let cluster = self.wire.and_then(|w| w.cluster(read[i].tokens()));
            let mut actors = mentions_by_actor(&cast, i);
            actors.truncate(MOST_ACTORS);
            let rows = self.extractor.rows(&read[i], actors.iter().map(|(_, mentions)| mentions.as_slice()));
            for ((first, mentions), row) in actors.iter().zip(&rows) {
                let mut judgement = self.judgement(article, sentence, &cast, *first, row);
                judgement.cluster = cluster;
                judgement.voice = Some(voices.of(i, mentions, utterance(&judgement.verdicts)));
                out.push(judgement);
                places.push(i);
            }
        }
        let denials = denials(&self.model.lexicon, &out, &places, &sentences);
        out.iter_mut().zip(denials).for_each(|(judgement, denial)| judgement.denial = denial);
        out
    }

    /// The tokens and the actors of an article's sentences.
    fn read<'a>(&self, article: &Article, sentences: &[Sentence<'a>]) -> (Vec<TokenizedSentence<'a>>, Cast) {
        let casing = self.model.vectorizer.casing();
        let read: Vec<_> = sentences.iter().map(|s| TokenizedSentence::new(s.text, casing)).collect();
        let date = article.date.as_deref().and_then(IsoDate::parse);
        let mut cast = self.model.lexicon.cast_on(&read, date.as_ref());
        self.model.lexicon.resolve(&mut cast, sentences, &read, date.as_ref(), self.options.coreference);
        (read, cast)
    }

    fn judgement<'a>(
        &self,
        article: &'a Article,
        sentence: &Sentence<'a>,
        cast: &Cast,
        first: Mention,
        row: &SparseRow,
    ) -> Judgement<'a>
    where
        'm: 'a,
    {
        let classifiers = &self.model.classifiers;
        let verdicts = classifiers.iter().zip(classify_all(classifiers, row)).map(|(c, verdict)| {
            let (label, probabilities) = self.options.apply(c, &verdict);
            (Cow::Borrowed(c.task().name()), named(c.task(), label, probabilities.values()))
        });
        let (actor, mention) = (&cast.actors[first.actor], first.span);
        Judgement {
            article: Cow::Borrowed(&article.id),
            source: Cow::Borrowed(&article.source),
            date: article.date.as_deref().map(Cow::Borrowed),
            part: sentence.part,
            start: sentence.span.start,
            end: sentence.span.end,
            sentence: Cow::Borrowed(sentence.text),
            actor: Cow::Owned(actor.name.clone()),
            kind: actor.kind,
            mention: Cow::Borrowed(mention.of(sentence.text)),
            mention_start: sentence.span.start + mention.start,
            mention_end: sentence.span.start + mention.end,
            denial: None,
            found: first.kind,
            cluster: None,
            voice: None,
            fields: Cow::Borrowed(&article.kept),
            verdicts: verdicts.collect(),
        }
    }

    /// Who makes the accusation or denial that a sentence by itself prints about whoever it
    /// mentions at `mentions`.
    pub fn voice(&mut self, text: &str, mentions: &[Span]) -> Voice {
        let Model { vectorizer, lexicon, classifiers, .. } = self.model;
        let read = [TokenizedSentence::new(text, vectorizer.casing())];
        let cast = lexicon.cast(&read);
        let row = self.extractor.row(&Pair { sentence: &read[0], mentions });
        let verdicts = classifiers.iter().map(|c| {
            let verdict = c.classify(&row);
            (Cow::Borrowed(c.task().name()), named(c.task(), Some(verdict.class), verdict.probabilities.values()))
        });
        let utterance = utterance(&verdicts.collect());
        Voices::new(&read, &cast, &vectorizer.lexica().predicates).of(0, mentions, utterance)
    }

    /// Where a sentence mentions an actor, given its canonical name or any of its forms.
    pub fn mentions(&mut self, text: &str, actor: &str) -> Vec<Span> {
        let read = TokenizedSentence::new(text, self.model.vectorizer.casing());
        let cast = self.model.lexicon.cast(std::slice::from_ref(&read));
        let name = self.model.lexicon.called(actor).map_or(actor, |a| a.name.as_str());
        let spans = cast.mentions.iter().filter(|m| cast.actors[m.actor].name == name).map(|m| m.span);
        spans.collect()
    }

    /// The actors of an article, each with its kind and the forms under which it is mentioned.
    pub fn actors(&mut self, article: &Article) -> Vec<(String, ActorKind, Vec<String>)> {
        let sentences = article.sentences();
        let (_, cast) = self.read(article, &sentences);
        let mut forms: Vec<Vec<String>> = vec![Vec::new(); cast.actors.len()];
        for mention in &cast.mentions {
            forms[mention.actor].push(mention.span.of(sentences[mention.sentence].text).to_owned());
        }
        cast.actors.into_iter().zip(forms).map(|(actor, forms)| (actor.name, actor.kind, forms)).collect()
    }
}

/// Per judgement, where the article denies what it accuses its actor of; `places` are the numbers of
/// the judgements' sentences.
fn denials(
    lexicon: &Lexicon,
    judgements: &[Judgement],
    places: &[usize],
    sentences: &[Sentence],
) -> Vec<Option<Denial>> {
    let printed = judgements.iter().zip(places).map(|(j, sentence)| {
        let stance = j.verdicts.get("stance").and_then(|v| v.label.as_deref());
        // Only who denies may speak for another.
        let state = stance.filter(|s| *s == "denying").and_then(|_| lexicon.state_behind(&j.actor));
        Printed { actor: &j.actor, state, stance, sentence: *sentence, part: j.part, span: Span::new(j.start, j.end) }
    });
    pairing::denials(&printed.collect::<Vec<_>>(), &sentences.iter().map(|s| s.part).collect::<Vec<_>>())
}

/// Which mentions are judged, and how judgements report what the model says. The label follows the
/// model's own rule in any case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JudgeOptions {
    /// By task, the class mix that the probabilities shall refer to, one positive share per
    /// class; the mix of the training pairs where none is given.
    pub mix: BTreeMap<String, Vec<f64>>,
    /// A pair whose largest probability is below this stays without a label. 0 labels all.
    pub abstain: f64,
    /// How far mentions are sought beyond names.
    pub coreference: Coreference,
}

impl JudgeOptions {
    fn apply(&self, classifier: &Classifier, verdict: &Verdict) -> (Option<usize>, Probabilities) {
        let probabilities = match self.mix.get(classifier.task().name()) {
            Some(mix) => verdict.probabilities.reweighted(classifier.mix(), mix),
            None => verdict.probabilities.clone(),
        };
        let sure = probabilities.values().iter().any(|p| *p >= self.abstain);
        (sure.then_some(verdict.class), probabilities)
    }
}

fn named<'m>(task: &'m Task, class: Option<usize>, probabilities: &[f64]) -> NamedVerdict<'m> {
    let labels = || task.labels().iter().map(|label| Cow::Borrowed(label.as_str()));
    NamedVerdict {
        label: class.and_then(|c| labels().nth(c)),
        probabilities: labels().zip(probabilities.iter().copied()).collect(),
    }
}

/// Whether the voice of an accusation or of a denial is wanted: what the label says, and where it
/// says neither, what is likelier.
fn utterance(verdicts: &BTreeMap<Cow<str>, NamedVerdict>) -> Utterance {
    let Some(stance) = verdicts.get("stance") else { return Utterance::Accusation };
    let probability = |label: &str| stance.probabilities.get(label).copied().unwrap_or(0.0);
    match stance.label.as_deref() {
        Some("accusing") => Utterance::Accusation,
        Some("denying") => Utterance::Denial,
        _ if probability("denying") > probability("accusing") => Utterance::Denial,
        _ => Utterance::Accusation,
    }
}

/// The first mention of each actor in sentence `i`, in order, with the places of all.
fn mentions_by_actor(cast: &Cast, i: usize) -> Vec<(Mention, Vec<Span>)> {
    let start = cast.mentions.partition_point(|m| m.sentence < i);
    let mut out: Vec<(Mention, Vec<Span>)> = Vec::new();
    let mut index: BTreeMap<usize, usize> = BTreeMap::new();
    for mention in cast.mentions[start..].iter().take_while(|m| m.sentence == i) {
        let at = *index.entry(mention.actor).or_insert_with(|| {
            out.push((*mention, Vec::new()));
            out.len() - 1
        });
        out[at].1.push(mention.span);
    }
    out
}

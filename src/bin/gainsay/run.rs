//! What the commands that read articles share: a model, a stream, and what becomes of bad records.

use std::mem::ManuallyDrop;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use gainsay::{Article, Classifier, Lexicon, Model, Pipeline, Rejected, map_in_order};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};

use crate::args::{ArticleArgs, Global, ModelArg, OnError};
use crate::digest::sha256;
use crate::failure::UserError;
use crate::input::{Content, Portion, Portions, Source, parsed, record_error, total_bytes};
use crate::output::Output;
use crate::progress;

/// The model inside the binary, which is read where it lies.
static BUILT_IN: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/default.gsy"));

/// At the start of a cache line, as the lines of a model are within it.
#[repr(align(64))]
struct Aligned<B: ?Sized>(B);

/// The model that the arguments name, or the built-in one. The program ends with its use, so that its many
/// small parts need not be given back one by one.
pub(crate) fn model(arg: &ModelArg) -> anyhow::Result<ManuallyDrop<Model>> {
    match &arg.model {
        None => built_in(),
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| UserError::io(path, "read", &e).hint("check the path"))?;
            let model = Model::from_bytes(&bytes)
                .map_err(|e| UserError::new(format_args!("{}: {e}", path.display())).hint(e.hint()))?;
            Ok(ManuallyDrop::new(model))
        }
    }
}

/// The SHA-256 of the model file.
pub(crate) fn model_sha256(arg: &ModelArg) -> Result<String, UserError> {
    match &arg.model {
        None => Ok(sha256(&BUILT_IN.0)),
        Some(path) => std::fs::read(path).map(|b| sha256(&b)).map_err(|e| UserError::io(path, "read", &e)),
    }
}

/// The built-in model.
pub(crate) fn built_in() -> anyhow::Result<ManuallyDrop<Model>> {
    Model::from_static(&BUILT_IN.0).map(ManuallyDrop::new).context("the built-in model cannot be read")
}

/// The model's classifier of a task.
pub(crate) fn classifier<'m>(model: &'m Model, task: &str) -> Result<&'m Classifier, UserError> {
    model.classifier(task).ok_or_else(|| {
        let known: Vec<_> = model.classifiers.iter().map(|c| format!("`{}`", c.task().name())).collect();
        UserError::new(format_args!("the model has no task `{task}`")).hint(format!("it has {}", known.join(", ")))
    })
}

/// Adds the user's actors to the model's.
pub(crate) fn add_actors(model: &mut Model, path: Option<&Path>) -> Result<(), UserError> {
    if let Some(path) = path {
        model.lexicon = model
            .lexicon
            .extended(&parsed(path, actors)?)
            .map_err(|e| UserError::new(format_args!("{}: {e}", path.display())))?;
    }
    Ok(())
}

/// The actors of a file; an error names its line.
fn actors(toml: &str) -> Result<Lexicon, String> {
    Lexicon::parse(toml).map_err(|error| {
        let first = Lexicon::check(toml).into_iter().next();
        first.map_or_else(|| error.to_string(), |problem| problem.to_string())
    })
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Done {
    /// Portions of the input, which are the same on every run.
    pub(crate) portions: u64,
    pub(crate) articles: u64,
    /// Bad records that were left out.
    pub(crate) skipped: u64,
}

/// The course of a run: how far it has come, and what becomes of bad records, which stop it or are counted and kept
/// aside.
pub(crate) struct Course {
    pub(crate) done: Done,
    pub(crate) rejects: Option<Output>,
    on_error: OnError,
    quiet: bool,
}

/// How many skipped records are named one by one.
const MAX_NAMED: u64 = 10;

impl Course {
    /// A run from the beginning.
    pub(crate) fn new(args: &ArticleArgs, global: &Global) -> Result<Self, UserError> {
        let rejects = args.rejects.as_deref().map(Output::open).transpose()?;
        Ok(Self::from(Done::default(), rejects, args, global))
    }

    /// A run that goes on where another one stopped.
    pub(crate) fn from(done: Done, rejects: Option<Output>, args: &ArticleArgs, global: &Global) -> Self {
        Self { done, rejects, on_error: args.on_error(), quiet: global.quiet }
    }

    fn reject(&mut self, file: &str, rejected: &Rejected, progress: &ProgressBar) -> anyhow::Result<()> {
        let error = record_error(file, &rejected.error);
        if self.on_error == OnError::Fail {
            return Err(error.into());
        }
        self.done.skipped += 1;
        if !self.quiet && self.done.skipped <= MAX_NAMED {
            progress.suspend(|| eprintln!("skipped: {error}"));
        }
        if let Some(out) = &mut self.rejects {
            out.write_all(&rejected.raw)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> anyhow::Result<()> {
        if self.done.skipped > 0 && !self.quiet {
            eprintln!("{} record(s) skipped", self.done.skipped);
        }
        self.rejects.map_or(Ok(()), Output::finish)
    }
}

/// What a worker makes of a portion.
pub(crate) struct Worked<O> {
    /// None where a bad record stops the run: judging its neighbours would be in vain.
    pub(crate) output: Option<O>,
    pub(crate) n_articles: u64,
    pub(crate) rejected: Vec<Rejected>,
}

/// Runs `work` over the portions of all sources on all threads and hands its results to `sink`, on
/// this thread and in input order.
pub(crate) fn over_portions<'m, O: Send>(
    sources: Vec<Source>,
    args: &ArticleArgs,
    global: &Global,
    pipeline: impl Fn() -> Pipeline<'m> + Sync,
    work: impl Fn(&mut Pipeline, &str, Content) -> Worked<O> + Sync,
    mut sink: impl FnMut(O) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let course = Course::new(args, global)?;
    go_on(course, sources, args, global, pipeline, work, |output, _| sink(output))?.finish()
}

/// The same from where `course` stands; `sink` is also told where that is after its result.
fn go_on<'m, O: Send>(
    mut course: Course,
    sources: Vec<Source>,
    args: &ArticleArgs,
    global: &Global,
    pipeline: impl Fn() -> Pipeline<'m> + Sync,
    work: impl Fn(&mut Pipeline, &str, Content) -> Worked<O> + Sync,
    mut sink: impl FnMut(O, &mut Course) -> anyhow::Result<()>,
) -> anyhow::Result<Course> {
    let progress = progress::bytes(total_bytes(sources.iter().map(Source::path)), global.quiet);
    let n_before = course.done.portions;
    let worked = |pipeline: &mut Pipeline, (n, portion): (u64, Result<Portion, UserError>)| {
        // What was done before is read, for it may be compressed, but not worked on.
        portion.map(|Portion { file, content }| (n >= n_before).then(|| (work(pipeline, &file, content), file)))
    };
    let portions = (0..).zip(Portions::new(sources, args, progress.clone()));
    let failure = map_in_order(portions, global.n_threads(), pipeline, worked, |result| {
        let step = || -> anyhow::Result<()> {
            let Some((worked, file)) = result? else {
                progress.reset_eta();
                return Ok(());
            };
            for rejected in &worked.rejected {
                course.reject(&file, rejected, &progress)?;
            }
            course.done.portions += 1;
            course.done.articles += worked.n_articles;
            progress.set_message(format!("{} articles", course.done.articles));
            worked.output.map_or(Ok(()), |output| sink(output, &mut course))
        };
        step().map_or_else(ControlFlow::Break, ControlFlow::Continue)
    });
    progress.finish_and_clear();
    failure.map_or(Ok(course), Err)
}

/// Runs `work` over all articles of all sources, portion by portion, as [`over_portions`] does.
pub(crate) fn over_articles<'m, O: Send>(
    sources: Vec<Source>,
    args: &ArticleArgs,
    global: &Global,
    pipeline: impl Fn() -> Pipeline<'m> + Sync,
    work: impl Fn(&mut Pipeline, &[Article]) -> O + Sync,
    mut sink: impl FnMut(O) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let course = Course::new(args, global)?;
    articles_from(course, sources, args, global, pipeline, work, |output, _| sink(output))?.finish()
}

/// The same from where `course` stands; `sink` is also told where that is after its result.
pub(crate) fn articles_from<'m, O: Send>(
    course: Course,
    sources: Vec<Source>,
    args: &ArticleArgs,
    global: &Global,
    pipeline: impl Fn() -> Pipeline<'m> + Sync,
    work: impl Fn(&mut Pipeline, &[Article]) -> O + Sync,
    sink: impl FnMut(O, &mut Course) -> anyhow::Result<()>,
) -> anyhow::Result<Course> {
    let fields = args.fields();
    let worked = |pipeline: &mut Pipeline, file: &str, content: Content| {
        on_articles(args, content.into_articles().articles(file, &fields), |articles| work(pipeline, articles))
    };
    go_on(course, sources, args, global, pipeline, worked, sink)
}

/// Runs `work` over the articles that could be read.
pub(crate) fn on_articles<O>(
    args: &ArticleArgs,
    read: Vec<Result<Article, Rejected>>,
    work: impl FnOnce(&[Article]) -> O,
) -> Worked<O> {
    let (mut articles, mut rejected) = (Vec::new(), Vec::new());
    for article in read {
        match article {
            Ok(article) => articles.push(article),
            Err(bad) => rejected.push(bad),
        }
    }
    let go_on = args.on_error() == OnError::Skip || rejected.is_empty();
    Worked { output: go_on.then(|| work(&articles)), n_articles: articles.len() as u64, rejected }
}

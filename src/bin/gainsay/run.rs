//! What the commands that read articles share: a model, a stream, and what becomes of bad records.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use gainsay::{Article, Classifier, Lexicon, Model, Pipeline, Rejected, map_in_order};
use indicatif::ProgressBar;

use crate::args::{ArticleArgs, Global, ModelArg, OnError};
use crate::digest::sha256;
use crate::failure::UserError;
use crate::input::{Content, Portion, Portions, Source, parsed, record_error, total_bytes};
use crate::output::Output;
use crate::progress;

/// The model inside the binary.
static BUILT_IN: &[u8] = include_bytes!("../../../models/default.gsy");

/// The model that the arguments name, or the built-in one.
pub(crate) fn model(arg: &ModelArg) -> anyhow::Result<Model> {
    match &arg.model {
        None => built_in(),
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| UserError::io(path, "read", &e).hint("check the path"))?;
            Ok(Model::from_bytes(&bytes)
                .map_err(|e| UserError::new(format_args!("{}: {e}", path.display())).hint(e.hint()))?)
        }
    }
}

/// The SHA-256 of the model file.
pub(crate) fn model_sha256(arg: &ModelArg) -> Result<String, UserError> {
    match &arg.model {
        None => Ok(sha256(BUILT_IN)),
        Some(path) => std::fs::read(path).map(|b| sha256(&b)).map_err(|e| UserError::io(path, "read", &e)),
    }
}

/// The built-in model.
pub(crate) fn built_in() -> anyhow::Result<Model> {
    Model::from_bytes(BUILT_IN).context("the built-in model cannot be read")
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

/// Bad records: they stop the run, or are counted and kept aside.
pub(crate) struct Rejects {
    on_error: OnError,
    file: Option<Output>,
    n: u64,
    quiet: bool,
}

/// How many skipped records are named one by one.
const MAX_NAMED: u64 = 10;

impl Rejects {
    fn open(args: &ArticleArgs, quiet: bool) -> Result<Self, UserError> {
        let file = args.rejects.as_deref().map(Output::open).transpose()?;
        Ok(Self { on_error: args.on_error(), file, n: 0, quiet })
    }

    fn reject(&mut self, file: &str, rejected: &Rejected, progress: &ProgressBar) -> anyhow::Result<()> {
        let error = record_error(file, &rejected.error);
        if self.on_error == OnError::Fail {
            return Err(error.into());
        }
        self.n += 1;
        if !self.quiet && self.n <= MAX_NAMED {
            progress.suspend(|| eprintln!("skipped: {error}"));
        }
        if let Some(out) = &mut self.file {
            out.write_all(&rejected.raw)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        if self.n > 0 && !self.quiet {
            eprintln!("{} record(s) skipped", self.n);
        }
        self.file.map_or(Ok(()), Output::finish)
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
    let mut rejects = Rejects::open(args, global.quiet)?;
    let progress = progress::bytes(total_bytes(sources.iter().map(Source::path)), global.quiet);
    let portions = Portions::new(sources, args, progress.clone());
    let mut n_articles = 0;
    let worked = |pipeline: &mut Pipeline, portion: Result<Portion, UserError>| {
        portion.map(|Portion { file, content }| (work(pipeline, &file, content), file))
    };
    let failure = map_in_order(portions, global.n_threads(), pipeline, worked, |result| {
        let step = || -> anyhow::Result<()> {
            let (worked, file) = result?;
            for rejected in &worked.rejected {
                rejects.reject(&file, rejected, &progress)?;
            }
            n_articles += worked.n_articles;
            progress.set_message(format!("{n_articles} articles"));
            worked.output.map_or(Ok(()), &mut sink)
        };
        step().map_or_else(ControlFlow::Break, ControlFlow::Continue)
    });
    progress.finish_and_clear();
    failure.map_or_else(|| rejects.finish(), Err)
}

/// Runs `work` over all articles of all sources, portion by portion, as [`over_portions`] does.
pub(crate) fn over_articles<'m, O: Send>(
    sources: Vec<Source>,
    args: &ArticleArgs,
    global: &Global,
    pipeline: impl Fn() -> Pipeline<'m> + Sync,
    work: impl Fn(&mut Pipeline, &[Article]) -> O + Sync,
    sink: impl FnMut(O) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let fields = args.fields();
    let worked = |pipeline: &mut Pipeline, file: &str, content: Content| {
        on_articles(args, content.into_articles().articles(file, &fields), |articles| work(pipeline, articles))
    };
    over_portions(sources, args, global, pipeline, worked, sink)
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

//! The first reading of articles, in which copies are found.

use std::ops::ControlFlow;
use std::path::Path;

use gainsay::{WireClusters, WireIndex, map_in_order};

use crate::args::{ArticleArgs, Global, OnError};
use crate::failure::UserError;
use crate::input::{Portion, Portions, Source, record_error, total_bytes};
use crate::progress;

/// The sentences that several outlets share; `asked` is the option that wants to know.
pub(crate) fn clusters(
    sources: Vec<Source>,
    args: &ArticleArgs,
    global: &Global,
    asked: &str,
) -> anyhow::Result<WireClusters> {
    if let Some(once) = sources.iter().map(Source::path).find(|p| !p.is_file()) {
        let name = if once == Path::new("-") { "standard input".into() } else { once.display().to_string() };
        return Err(UserError::new(format_args!("{name}: `{asked}` reads articles twice, this can be read once"))
            .hint("write the articles to a file first")
            .into());
    }
    let progress = progress::bytes(total_bytes(sources.iter().map(Source::path)), global.quiet);
    progress.set_message("looking for copies");
    let fields = args.fields();
    let work = |(): &mut (), portion: Result<Portion, UserError>| -> Result<WireIndex, UserError> {
        let Portion { file, content } = portion?;
        let mut part = WireIndex::default();
        for article in content.into_articles().articles(&file, &fields) {
            match article {
                Ok(article) => part.add(&article),
                Err(bad) if args.on_error() == OnError::Fail => return Err(record_error(&file, &bad.error)),
                // It is reported when it is read again.
                Err(_) => {}
            }
        }
        Ok(part)
    };
    let mut index = WireIndex::default();
    let portions = Portions::new(sources, args, progress.clone());
    let failure = map_in_order(
        portions,
        global.n_threads(),
        || (),
        work,
        |part| match part {
            Ok(part) => {
                index.merge(&part);
                ControlFlow::Continue(())
            }
            Err(error) => ControlFlow::Break(error),
        },
    );
    progress.finish_and_clear();
    if let Some(error) = failure {
        return Err(error.into());
    }
    let n_wordings = index.n_wordings();
    let clusters = index.clusters();
    if !global.quiet {
        let (n, shared) = (clusters.n_clusters(), clusters.n_wordings());
        eprintln!("{n} clusters of copies; they hold {shared} of {n_wordings} different sentences of 8 words or more");
    }
    Ok(clusters)
}

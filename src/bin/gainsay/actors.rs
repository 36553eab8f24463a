//! `gainsay actors`

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;

use comfy_table::{Cell, CellAlignment};
use gainsay::{ActorKind, Article, JudgeOptions, Lexicon, Pipeline};
use serde_json::json;

use crate::args::{ActorsArgs, Global, TableOrJson};
use crate::failure::{UserError, quiet};
use crate::output::{self, Output};
use crate::{input, run};

#[derive(Default)]
struct Found {
    n_articles: u64,
    n_mentions: u64,
    forms: BTreeMap<String, u64>,
}

type Actors = BTreeMap<(String, ActorKind), Found>;

pub(crate) fn run(args: &ActorsArgs, global: &Global) -> anyhow::Result<()> {
    if let Some(path) = &args.check {
        return check(path);
    }
    let output = Output::open(&args.output.output)?;
    let mut model = run::model(&args.model)?;
    run::add_actors(&mut model, args.articles.actors.as_deref())?;
    let options = JudgeOptions { coreference: args.articles.coreference.into(), ..JudgeOptions::default() };
    let mut all = Actors::new();
    run::over_articles(
        input::sources(&args.articles)?,
        &args.articles,
        global,
        || Pipeline::with_options(&model, options.clone()),
        count,
        |part| {
            for (key, found) in part {
                let into = all.entry(key).or_default();
                into.n_articles += found.n_articles;
                into.n_mentions += found.n_mentions;
                for (form, n) in found.forms {
                    *into.forms.entry(form).or_default() += n;
                }
            }
            Ok(())
        },
    )?;
    let mut rows: Vec<_> = all.into_iter().filter(|(_, f)| f.n_mentions >= args.min).collect();
    rows.sort_by(|a, b| b.1.n_mentions.cmp(&a.1.n_mentions).then_with(|| a.0.cmp(&b.0)));
    let text = match args.format {
        TableOrJson::Json => format!("{:#}\n", as_json(&rows)),
        TableOrJson::Table => quiet(&as_table(&rows)),
    };
    output.write_whole(text.as_bytes())
}

/// Prints the problems of an actor file, one a line.
fn check(path: &Path) -> anyhow::Result<()> {
    let problems = input::parsed(path, |text| Ok::<_, Infallible>(Lexicon::check(text)))?;
    let mut out = Output::open(Path::new("-"))?;
    for problem in &problems {
        out.write_all(format!("{}\n", quiet(&format!("{}: {problem}", path.display()))).as_bytes())?;
    }
    out.finish()?;
    match problems.len() {
        0 => Ok(()),
        n => Err(UserError::new(format_args!("{}: {n} problem(s)", path.display()))
            .hint("the head of training/actors.toml explains the fields")
            .into()),
    }
}

fn count(pipeline: &mut Pipeline, articles: &[Article]) -> Actors {
    let mut out = Actors::new();
    for article in articles {
        for (name, kind, forms) in pipeline.actors(article) {
            let found = out.entry((name, kind)).or_default();
            found.n_articles += 1;
            for form in forms {
                found.n_mentions += 1;
                *found.forms.entry(form).or_default() += 1;
            }
        }
    }
    out
}

fn by_count(forms: &BTreeMap<String, u64>) -> Vec<(&String, &u64)> {
    let mut forms: Vec<_> = forms.iter().collect();
    forms.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    forms
}

fn as_json(rows: &[((String, ActorKind), Found)]) -> serde_json::Value {
    rows.iter()
        .map(|((name, kind), f)| {
            let forms: Vec<_> =
                by_count(&f.forms).into_iter().map(|(form, n)| json!({"form": form, "mentions": n})).collect();
            json!({"actor": name, "kind": kind, "articles": f.n_articles, "mentions": f.n_mentions, "forms": forms})
        })
        .collect()
}

fn as_table(rows: &[((String, ActorKind), Found)]) -> String {
    let mut table = output::table();
    table.set_header(["actor", "kind", "articles", "mentions", "forms"]);
    for ((name, kind), f) in rows {
        let kind = json!(kind);
        let forms: Vec<String> =
            by_count(&f.forms).into_iter().take(6).map(|(form, n)| format!("{form} {n}")).collect();
        let number = |n: u64| Cell::new(n).set_alignment(CellAlignment::Right);
        table.add_row([
            Cell::new(name),
            Cell::new(kind.as_str().unwrap_or_default()),
            number(f.n_articles),
            number(f.n_mentions),
            Cell::new(forms.join(", ")),
        ]);
    }
    format!("{}\n", table.trim_fmt())
}

//! Files, folders and standard input, plain or compressed, as a stream of chunks.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gainsay::{Article, ArticleChunk, DelimitedArticles, FieldMap, Judgement, LineChunk, LineChunks, RecordError};
use indicatif::ProgressBar;

use crate::args::{ArticleArgs, Global, InputFormat};
use crate::digest::Digests;
use crate::failure::UserError;
use crate::progress;
use crate::unpack::{self, Bomb, Limits};
use crate::whole::WholeFile;

const CHUNK_BYTES: usize = 256 * 1024;
/// A file of actors or a table that is read in one go is not larger.
const MAX_FILE_BYTES: u64 = 1 << 30;
/// How a folder's files are told: their names without `.gz` or `.zst` end in one of these.
const ENDINGS: [(&str, InputFormat); 6] = [
    ("jsonl", InputFormat::Jsonl),
    ("ndjson", InputFormat::Jsonl),
    ("json", InputFormat::Jsonl),
    ("csv", InputFormat::Csv),
    ("tsv", InputFormat::Tsv),
    ("txt", InputFormat::Text),
];

/// An input to read: a path, or `-`.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    path: PathBuf,
    format: InputFormat,
    /// Who wants to know what was read.
    digests: Option<Digests>,
}

/// A chunk with the name of its file.
pub(crate) struct Portion {
    pub(crate) file: Arc<str>,
    pub(crate) content: Content,
}

/// What a portion holds.
pub(crate) enum Content {
    Articles(ArticleChunk),
    /// Lines that `gainsay score` wrote.
    Judgements(LineChunk),
}

impl Content {
    /// Whatever it is, to be read as articles.
    pub(crate) fn into_articles(self) -> ArticleChunk {
        match self {
            Self::Articles(chunk) => chunk,
            Self::Judgements(lines) => ArticleChunk::Json(lines),
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Articles(chunk) => chunk.is_blank(),
            Self::Judgements(lines) => lines.is_blank(),
        }
    }
}

/// The size of all files together, unless standard input is among them.
pub(crate) fn total_bytes<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Option<u64> {
    paths.into_iter().map(|p| std::fs::metadata(p).ok().filter(std::fs::Metadata::is_file).map(|m| m.len())).sum()
}

/// The files that the arguments name, folders opened, each checked to be there.
pub(crate) fn sources(args: &ArticleArgs) -> Result<Vec<Source>, UserError> {
    let mut out = Vec::new();
    for path in &args.inputs {
        if path.is_dir() {
            let before = out.len();
            folder(path, args.input_format, &mut out)?;
            if out.len() == before {
                return Err(UserError::new(format_args!("{}: the folder holds no articles", path.display()))
                    .hint("articles end in .jsonl, .csv, .tsv or .txt, perhaps with .gz or .zst behind"));
            }
        } else {
            check(path)?;
            let format = args.input_format.or_else(|| format_of(path)).unwrap_or(InputFormat::Jsonl);
            out.push(Source { path: path.clone(), format, digests: None });
        }
    }
    Ok(out)
}

impl Source {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What tells the file from another one that may once stand in its place: name, size, time of its last change.
    ///
    /// # Errors
    ///
    /// If it is no file.
    pub(crate) fn identity(&self) -> Result<String, UserError> {
        let found = self.path.metadata().ok().filter(std::fs::Metadata::is_file).ok_or_else(|| {
            UserError::new(format_args!(
                "{}: `--resume` reads again what was read, this can be read once",
                name(&self.path)
            ))
            .hint("write the articles to a file first")
        })?;
        let changed = found.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        let seconds = changed.map_or(0.0, |t| t.as_secs_f64());
        Ok(format!("`{}` of {} bytes, changed at {seconds:.3}", name(&self.path), found.len()))
    }

    /// Whether it was found to hold judgements.
    pub(crate) fn is_judgements(&self) -> bool {
        self.format == InputFormat::Judgements
    }

    /// The same source, whose name and hash are kept once it is read.
    pub(crate) fn digested(self, digests: &Digests) -> Self {
        Self { digests: Some(digests.clone()), ..self }
    }

    /// The same source, whose reading nobody notes.
    pub(crate) fn unnoted(&self) -> Self {
        Self { digests: None, ..self.clone() }
    }

    /// The same source, to be read as judgements if that is what it holds.
    pub(crate) fn sniffed(self) -> Self {
        let format = if self.holds_judgements() { InputFormat::Judgements } else { self.format };
        Self { format, ..self }
    }

    /// Whether the file holds judgements rather than articles: by the format that was typed, or
    /// by its first line.
    fn holds_judgements(&self) -> bool {
        if self.format != InputFormat::Jsonl {
            return self.format == InputFormat::Judgements;
        }
        let mut head = Vec::new();
        if self.path == Path::new("-") {
            // What is only looked at stays in standard input's buffer.
            head.extend_from_slice(io::stdin().lock().fill_buf().unwrap_or_default());
        } else if !self.path.is_file() {
            // What is read from a named pipe is gone.
            return false;
        } else {
            let read = open(&self.path, None, &ProgressBar::hidden(), Limits::default())
                .and_then(|r| r.take(1 << 16).read_to_end(&mut head));
            if read.is_err() {
                return false;
            }
        }
        let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
        serde_json::from_slice::<Judgement>(line).is_ok()
    }
}

fn check(path: &Path) -> Result<(), UserError> {
    if path == Path::new("-") {
        return Ok(());
    }
    match File::open(path) {
        Ok(_) => Ok(()),
        Err(e) => Err(UserError::io(path, "read", &e).hint("check the path; `-` reads standard input")),
    }
}

fn folder(path: &Path, format: Option<InputFormat>, out: &mut Vec<Source>) -> Result<(), UserError> {
    let entries = std::fs::read_dir(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|e| UserError::io(path, "read", &e))?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            folder(&path, format, out)?;
        } else if let Some(known) = format_of(&path) {
            out.push(Source { path, format: format.unwrap_or(known), digests: None });
        }
    }
    Ok(())
}

fn format_of(path: &Path) -> Option<InputFormat> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let ending = name.rsplit_once('.')?.1;
    ENDINGS.iter().find(|(e, _)| *e == ending).map(|(_, f)| *f)
}

/// Opens a file or standard input, decompressing what begins like gzip or Zstandard.
fn open(
    path: &Path,
    digests: Option<&Digests>,
    progress: &ProgressBar,
    limits: Limits,
) -> io::Result<Box<dyn BufRead + Send>> {
    let raw: Box<dyn Read + Send> =
        if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(WholeFile::open(path)?) };
    let raw = match digests {
        Some(digests) => Box::new(digests.of(path, raw)),
        None => raw,
    };
    unpack::unpacked(progress.wrap_read(raw), limits)
}

/// An input that cannot be read.
fn cannot_read(path: &Path, error: &io::Error) -> UserError {
    let told = UserError::io(path, "read", error);
    match Bomb::of(error) {
        Some(bomb) => told.hint(bomb.hint()),
        None => told,
    }
}

/// All chunks of all inputs, in order; ends after the first error.
pub(crate) struct Portions {
    sources: VecDeque<Source>,
    fields: FieldMap,
    max_record: usize,
    limits: Limits,
    progress: ProgressBar,
    current: Option<(Arc<str>, Chunks, bool)>,
    failed: bool,
}

type Chunks = Box<dyn Iterator<Item = Result<Content, UserError>> + Send>;

impl Portions {
    pub(crate) fn new(sources: Vec<Source>, args: &ArticleArgs, progress: ProgressBar) -> Self {
        Self {
            sources: sources.into(),
            fields: args.fields(),
            max_record: args.max_record,
            limits: args.limits(),
            progress,
            current: None,
            failed: false,
        }
    }

    fn chunks(&self, source: &Source) -> Result<Chunks, UserError> {
        let path = source.path.clone();
        let cannot_read = move |e: io::Error| cannot_read(&path, &e);
        let open = open(&source.path, source.digests.as_ref(), &self.progress, self.limits);
        // An input that fails from the start has no bad first record.
        let reader = open.and_then(|mut reader| reader.fill_buf().map(drop).map(|()| reader)).map_err(&cannot_read)?;
        Ok(match source.format {
            InputFormat::Jsonl | InputFormat::Judgements => {
                let judgements = source.format == InputFormat::Judgements;
                let content = move |lines| {
                    if judgements { Content::Judgements(lines) } else { Content::Articles(ArticleChunk::Json(lines)) }
                };
                let lines = LineChunks::new(reader, CHUNK_BYTES, self.max_record);
                Box::new(lines.map(move |c| c.map(content).map_err(&cannot_read)))
            }
            InputFormat::Csv | InputFormat::Tsv => {
                let delimiter = if source.format == InputFormat::Csv { b',' } else { b'\t' };
                let articles =
                    DelimitedArticles::new(reader, delimiter, &name(&source.path), &self.fields, self.max_record)
                        .map_err(|e| record_error(&source.path.display().to_string(), &e))?;
                Box::new(articles.map(move |chunk| chunk.map(Content::Articles).map_err(&cannot_read)))
            }
            InputFormat::Text => {
                let chunk = plain_text(source, reader, &self.fields, self.max_record);
                Box::new(std::iter::once(chunk.map(Content::Articles)))
            }
        })
    }
}

impl Iterator for Portions {
    type Item = Result<Portion, UserError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            if let Some((file, chunks, any)) = &mut self.current {
                match chunks.next() {
                    Some(Ok(content)) => {
                        *any |= !content.is_blank();
                        return Some(Ok(Portion { file: file.clone(), content }));
                    }
                    Some(Err(e)) => {
                        self.failed = true;
                        return Some(Err(e));
                    }
                    None if !*any => {
                        self.failed = true;
                        return Some(Err(empty(file)));
                    }
                    None => self.current = None,
                }
                continue;
            }
            let source = self.sources.pop_front()?;
            match self.chunks(&source) {
                Ok(chunks) => self.current = Some((name(&source.path), chunks, false)),
                Err(e) => {
                    self.failed = true;
                    return Some(Err(e));
                }
            }
        }
        None
    }
}

/// A text file: the file's name is the id, the folder's the outlet.
fn plain_text(
    source: &Source,
    reader: Box<dyn BufRead + Send>,
    fields: &FieldMap,
    limit: usize,
) -> Result<ArticleChunk, UserError> {
    let path = &source.path;
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| cannot_read(path, &e))?;
    if bytes.len() > limit {
        return Err(UserError::new(format_args!("{}: the text is longer than {limit} bytes", path.display()))
            .hint("`--max-record BYTES` raises the limit"));
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        UserError::new(format_args!("{}: invalid UTF-8 at byte {}", path.display(), e.utf8_error().valid_up_to()))
            .hint("convert the file to UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`")
    })?;
    if text.trim().is_empty() {
        return Err(empty(&name(path)));
    }
    let stem = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.split('.').next()).unwrap_or("-");
    let folder = path.parent().and_then(Path::file_name).and_then(|n| n.to_str());
    let outlet = fields.default_source().or(folder).ok_or_else(|| {
        UserError::new(format_args!("{}: no outlet", path.display()))
            .hint("name it with `--source NAME`, or put the file into a folder of that name")
    })?;
    Ok(ArticleChunk::Parsed(vec![Ok(Article::from_plain_text(stem, outlet, &text))]))
}

fn empty(file: &str) -> UserError {
    UserError::new(format_args!("{file}: the file is empty")).hint("give a file with at least one record")
}

fn name(path: &Path) -> Arc<str> {
    if path == Path::new("-") { "<stdin>".into() } else { path.display().to_string().into() }
}

/// A record's error with the name of its file in front.
pub(crate) fn record_error(file: &str, error: &RecordError) -> UserError {
    UserError::new(format_args!("{file}: {error}")).maybe_hint(error.hint())
}

/// All lines of files of one record a line, chunk by chunk.
pub(crate) fn line_chunks(
    paths: &[PathBuf],
    progress: &ProgressBar,
    mut each: impl FnMut(&str, &LineChunk) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for path in paths {
        check(path)?;
    }
    for path in paths {
        let reader = open(path, None, progress, Limits::default()).map_err(|e| cannot_read(path, &e))?;
        let file = name(path);
        let mut any = false;
        for chunk in LineChunks::new(reader, CHUNK_BYTES, 64 << 20) {
            let chunk = chunk.map_err(|e| cannot_read(path, &e))?;
            any |= !chunk.is_blank();
            each(&file, &chunk)?;
        }
        if !any {
            return Err(empty(&file).into());
        }
    }
    Ok(())
}

/// The chunks of plain text files, each with its file's name; files are opened one after the other.
pub(crate) fn raw_chunks(
    paths: &[PathBuf],
) -> Result<impl Iterator<Item = anyhow::Result<(Arc<str>, LineChunk)>> + Send, UserError> {
    for path in paths {
        check(path)?;
    }
    Ok(paths.iter().flat_map(|path| -> Box<dyn Iterator<Item = _> + Send> {
        let failed = |e: &io::Error| Err(anyhow::Error::from(cannot_read(path, e)));
        match open(path, None, &ProgressBar::hidden(), Limits::default()) {
            Err(e) => Box::new(std::iter::once(failed(&e))),
            Ok(reader) => Box::new(LineChunks::new(reader, CHUNK_BYTES, 64 << 20).map(move |chunk| match chunk {
                Ok(chunk) => Ok((name(path), chunk)),
                Err(e) => failed(&e),
            })),
        }
    }))
}

/// The lines of plain text files, one sentence each, with a progress bar.
pub(crate) fn each_sentence(paths: &[PathBuf], global: &Global, mut each: impl FnMut(&str)) -> anyhow::Result<()> {
    let bar = progress::bytes(total_bytes(paths.iter().map(AsRef::as_ref)), global.quiet);
    line_chunks(paths, &bar, |file, chunk| {
        for line in chunk.lines() {
            each(line.map_err(|e| record_error(file, &e))?.1);
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(())
}

/// What a text file holds, parsed; an error names the file.
pub(crate) fn parsed<T, E: std::fmt::Display>(
    path: &Path,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<T, UserError> {
    let mut text = String::new();
    let read = File::open(path).and_then(|f| f.take(MAX_FILE_BYTES + 1).read_to_string(&mut text));
    read.map_err(|e| UserError::io(path, "read", &e).hint("check the path"))?;
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(UserError::new(format_args!("{}: the file is larger than {MAX_FILE_BYTES} bytes", path.display())));
    }
    parse(&text).map_err(|e| UserError::new(format_args!("{}: {e}", path.display())))
}

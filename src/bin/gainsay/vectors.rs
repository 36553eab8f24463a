//! `gainsay vectors`

use gainsay::VectorTrainer;

use crate::args::{Global, VectorsArgs};
use crate::failure::UserError;
use crate::input::each_sentence;
use crate::output::Output;
use crate::progress;

pub(crate) fn run(args: &VectorsArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.text.output.output)?;
    let mut trainer = VectorTrainer::default();
    each_sentence(&args.text.inputs, global, |sentence| trainer.add(sentence))?;
    let bar = progress::steps(global.quiet);
    bar.set_message("reducing");
    let table = trainer.table(args.max_words, args.dim);
    bar.finish_and_clear();
    let table = table
        .map_err(|e| UserError::new(format_args!("no vectors: {e}")).hint("give more text or a smaller `--dim`"))?;
    output.write_whole(table.as_bytes())
}

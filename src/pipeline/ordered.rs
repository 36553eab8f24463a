//! Work on many threads, results in input order, memory bounded by a window.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::mpsc::{channel, sync_channel};

/// Items that may be in the works for each thread: enough that none waits for another.
const WINDOW_PER_THREAD: usize = 4;

/// Applies `work` to the items on `n_threads` threads (at least one) and hands the results to
/// `sink` in the order of the items, on the calling thread. Each thread has its own state.
///
/// Reading, working and sinking overlap. At most four items per thread are held at any time. When
/// `sink` breaks, no further item is begun, and its value is returned.
///
/// # Panics
///
/// If `work` panics.
pub fn map_in_order<I, S, O, B>(
    items: impl Iterator<Item = I> + Send,
    n_threads: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, I) -> O + Sync,
    mut sink: impl FnMut(O) -> ControlFlow<B>,
) -> Option<B>
where
    I: Send,
    O: Send,
{
    let n_threads = n_threads.max(1);
    let window = n_threads * WINDOW_PER_THREAD;
    let (permit, permits) = sync_channel::<()>(window);
    for () in std::iter::repeat_n((), window) {
        permit.send(()).expect("the channel holds a window");
    }
    let (task_in, task_out) = sync_channel::<(usize, I)>(window);
    let task_out = Mutex::new(task_out);
    let (result_in, result_out) = channel::<(usize, O)>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for task in items.enumerate() {
                if permits.recv().is_err() || task_in.send(task).is_err() {
                    return;
                }
            }
        });
        for _ in 0..n_threads {
            let (task_out, result_in, state, work) = (&task_out, result_in.clone(), &state, &work);
            scope.spawn(move || {
                let mut state = state();
                loop {
                    let task = task_out.lock().expect("no thread panics while it holds the lock").recv();
                    let Ok((i, item)) = task else { return };
                    if result_in.send((i, work(&mut state, item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(result_in);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (i, result) in result_out {
            waiting.insert(i, result);
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                if let ControlFlow::Break(value) = sink(result) {
                    // Dropping `permit` ends the reader, and with it the workers.
                    drop(permit);
                    return Some(value);
                }
                // The reader may have finished; then nobody wants the permit.
                let _ = permit.try_send(());
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept_on_any_number_of_threads() {
        for n_threads in [1, 2, 7] {
            let mut seen = Vec::new();
            let work = |(): &mut (), i: u64| {
                std::thread::yield_now();
                i * i
            };
            let broke = map_in_order(
                0..1000u64,
                n_threads,
                || (),
                work,
                |o| {
                    seen.push(o);
                    ControlFlow::<()>::Continue(())
                },
            );
            assert!(broke.is_none());
            assert!(seen.iter().copied().eq((0..1000).map(|i| i * i)));
        }
    }

    #[test]
    fn a_break_ends_an_endless_input() {
        let broke = map_in_order(
            0u64..,
            2,
            || (),
            |(), i| i,
            |o| if o == 50 { ControlFlow::Break(o) } else { ControlFlow::Continue(()) },
        );
        assert_eq!(broke, Some(50));
    }
}

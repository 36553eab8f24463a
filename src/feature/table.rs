//! Feature keys to ids: open addressing with linear probing, half full at most.

/// Finds the id of a feature by its key, in O(1).
#[derive(Debug, Clone)]
pub(super) struct FeatureTable {
    keys: Vec<u64>,
    /// Id + 1 by slot; 0 is empty.
    slots: Vec<u32>,
    mask: usize,
}

impl FeatureTable {
    /// A table of distinct keys; the id of a key is its position.
    pub(super) fn new(keys: Vec<u64>) -> Self {
        let n_slots = (keys.len() * 2).next_power_of_two().max(2);
        let mut table = Self { slots: vec![0; n_slots], mask: n_slots - 1, keys };
        for id in 0..table.keys.len() {
            let mut slot = table.keys[id] as usize & table.mask;
            while table.slots[slot] != 0 {
                slot = (slot + 1) & table.mask;
            }
            table.slots[slot] = id as u32 + 1;
        }
        table
    }

    pub(super) fn get(&self, key: u64) -> Option<u32> {
        let mut slot = key as usize & self.mask;
        loop {
            let id = self.slots[slot].checked_sub(1)?;
            if self.keys[id as usize] == key {
                return Some(id);
            }
            slot = (slot + 1) & self.mask;
        }
    }

    pub(super) fn keys(&self) -> &[u64] {
        &self.keys
    }
}

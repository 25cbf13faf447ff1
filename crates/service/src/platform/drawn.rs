//! What was drawn of a state that is held in memory, for as long as that is the state.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Drawings kept; some 25 kB each. With one more, all are forgotten: whoever comes back has it drawn again.
const MOST: usize = 256;

/// Drawings by what was asked for. Nobody is drawn in them: they are the same for whoever may see the state.
#[derive(Debug)]
pub struct Drawn<K, S> {
    kept: Mutex<HashMap<K, Drawing<S>>>,
}

#[derive(Debug)]
struct Drawing<S> {
    of: Weak<S>,
    drawn: Arc<str>,
}

impl<K, S> Default for Drawn<K, S> {
    fn default() -> Drawn<K, S> {
        Drawn { kept: Mutex::default() }
    }
}

impl<K: Eq + Hash, S> Drawn<K, S> {
    /// What was drawn of this very state, or is now.
    pub fn of(&self, asked: K, state: &Arc<S>, draw: impl FnOnce() -> String) -> Arc<str> {
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // What a weak count still knows is at no other's address.
        let known =
            lock().get(&asked).filter(|it| it.of.as_ptr() == Arc::as_ptr(state)).map(|it| Arc::clone(&it.drawn));
        if let Some(known) = known {
            return known;
        }
        let drawn: Arc<str> = draw().into();
        let mut kept = lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(asked, Drawing { of: Arc::downgrade(state), drawn: Arc::clone(&drawn) });
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_state_is_drawn_once_and_another_anew() {
        let drawn = Drawn::default();
        let (one, other) = (Arc::new(1), Arc::new(1));
        let page = |state: &Arc<i32>, words: &str| drawn.of("page", state, || words.to_owned()).to_string();
        assert_eq!(page(&one, "first"), "first");
        assert_eq!(page(&one, "again"), "first");
        assert_eq!(page(&other, "of another"), "of another");
        assert_eq!(page(&one, "anew"), "anew");
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let drawn = Drawn::default();
        let state = Arc::new(());
        for page in 0..=MOST {
            drawn.of(page, &state, String::new);
        }
        assert_eq!(drawn.kept.lock().unwrap().len(), 1);
    }
}
